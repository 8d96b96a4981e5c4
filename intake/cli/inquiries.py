"""``intake inquiries``."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click

from intake.cli.opening import run
from intake.cli.outcome import heading, say
from intake.domain.errors import NotFound
from intake.domain.exports import Format
from intake.resources import Resources
from intake.services import operator
from intake.services.desk import exports
from intake.services.desk.exports import Order
from intake.services.desk.fhir.asked import Asked

OUTPUT = click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of standard output."
)


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


@command.command("show")
@click.argument("reference")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(reference: str, as_json: bool) -> None:
    """Everything an export says of one inquiry, in codes: status, times, answers, treatments, consents.

    Example: intake inquiries show 7qk2-m9d4 --json
    """

    async def body(resources: Resources) -> int:
        try:
            found = await exports.show(reference, office=resources.office, now=datetime.now(UTC))
        except NotFound:
            click.echo("There is no inquiry with this reference; `intake inquiries list` shows the latest.", err=True)
            return 1
        width = max(map(len, found))
        lines = (f"{name:{width}}  {_plain(value)}" for name, value in found.items())
        say(found, as_json=as_json, line="\n".join(lines))
        return 0

    sys.exit(run(body))


@command.command("export")
@click.option(
    "--format", "format_", required=True, type=click.Choice([one.value for one in Format]), help="What to write."
)
@OUTPUT
@click.option("--bom", is_flag=True, help="CSV: begin with the mark by which Excel knows UTF-8.")
def export(format_: str, output: Path | None, bom: bool) -> None:
    """All inquiries in codes, also those that look like spam, but no tests; fhir: one R4 Bundle a line.

    Never in it: answers of the classes P3 and P4, what was erased, and the number of somebody who wants no calls. In a
    CSV an apostrophe stands before text that a spreadsheet would take for a formula. A file is not encrypted, and is
    only there once it is whole.

    Example: intake inquiries export --format csv --output inquiries.csv
    """

    async def body(resources: Resources) -> int:
        order = Order(Format(format_), asked="command line", bom=bom)
        base_url, now = resources.settings.base_url, datetime.now(UTC)
        pieces = await exports.begin(None, None, order, office=resources.office, base_url=base_url, now=now)
        with _written(output) as out:
            async for piece in pieces:
                out.write(piece)
        return 0

    sys.exit(run(body))


@command.command("questionnaire")
@OUTPUT
def questionnaire(output: Path | None) -> None:
    """The form itself as a FHIR R4 Questionnaire, in every language that is served.

    Example: intake inquiries questionnaire --output questionnaire.fhir.json
    """

    async def body(resources: Resources) -> int:
        form = Asked(resources.content, resources.catalogs, resources.settings.base_url).resource()
        with _written(output) as out:
            out.write(json.dumps(form, ensure_ascii=False, indent=1).encode() + b"\n")
        return 0

    sys.exit(run(body))


@contextmanager
def _written(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that only its owner reads and that takes its name once it is whole."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600, exist_ok=False)
    try:
        with part.open("wb") as out:
            yield out
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
