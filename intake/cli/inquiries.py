"""``intake inquiries``."""

import sys

import click

from intake.cli.outcome import heading, say
from intake.cli.runtime import run
from intake.resources import Resources
from intake.services import operator


@click.group("inquiries")
def command() -> None:
    """Inquiries on the command line. Whoever may run this may read everything; it is written down.

    Example: intake inquiries list --limit 10
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="At most so many.")
def list_(as_json: bool, limit: int) -> None:
    """The latest inquiries: reference, status, queue, urgency, language, times. No answers.

    Example: intake inquiries list --json
    """

    async def body(resources: Resources) -> int:
        if not as_json:
            heading("REFERENCE", "STATUS", "QUEUE", "URGENCY", "ANSWER IN", "WRITTEN ON", "RECEIVED", "DUE")
        for row in await operator.latest(db=resources.db, keyring=resources.keyring, limit=limit):
            values = {
                "reference": row.reference,
                "status": row.status.value,
                "queue": row.queue,
                "priority": row.priority.value,
                "language": row.facts.language,
                "locale": row.locale,
                "received_at": row.received_at.isoformat(timespec="seconds"),
                "due_at": row.due_at.isoformat(timespec="seconds"),
            }
            line = "  ".join(str(value) for value in values.values())
            say(values, as_json=as_json, line=line)
        return 0

    sys.exit(run(body))
