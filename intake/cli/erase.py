"""``intake erase``: an inquiry for good, and whether everything erased is gone."""

import sys
from datetime import UTC, datetime

import click

from intake.cli.opening import run
from intake.cli.outcome import say
from intake.domain.erasure import BY_HAND, Reason
from intake.domain.errors import NotFound
from intake.resources import Resources
from intake.services import erasure


@click.command("erase")
@click.argument("reference", required=False)
@click.option("--reason", type=click.Choice([reason.value for reason in BY_HAND]), help="Why; the ledger keeps it.")
@click.option("--verify", is_flag=True, help="Erase nothing: compare the ledger with what is there.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(reference: str | None, reason: str | None, verify: bool, yes: bool, as_json: bool) -> None:
    """Erase an inquiry by its reference: rows, files, mails, key. It cannot be undone.

    On SQLite the whole file is written anew meanwhile, and everybody who writes waits; without a reader in the way it
    is done when the command ends, else the hourly sweep ends it. With --verify: exit 1 while something is pending or
    a restored backup has brought an erased inquiry back.

    Example: intake erase 7qk2-m9d4 --reason asked
    """
    if verify is not (reference is None) or (reference is not None and reason is None):
        raise click.UsageError("give a REFERENCE and a --reason, or --verify alone")
    if reference is None or reason is None:
        sys.exit(run(lambda resources: _verify(resources, as_json)))
    if not yes:
        click.confirm("Everything of this inquiry is erased, and nobody can bring it back. Go on?", abort=True)
    sys.exit(run(lambda resources: _erase(resources, reference, Reason(reason), as_json)))


async def _erase(resources: Resources, reference: str, reason: Reason, as_json: bool) -> int:
    try:
        receipt = await erasure.erase_for(
            reference,
            reason,
            db=resources.db,
            keyring=resources.keyring,
            folder=resources.files,
            now=datetime.now(UTC),
        )
    except NotFound:
        click.echo("There is no inquiry with this reference; `intake inquiries list` shows the latest.", err=True)
        return 1
    values = {"time": receipt.time, "code": receipt.code, "done": receipt.done}
    state = "Nothing of it is left." if receipt.done else "Unreadable; its last bytes go with the hourly sweep."
    say(values, as_json=as_json, line=f"Erased at {receipt.time} UTC, check code {receipt.code}. {state}")
    return 0


async def _verify(resources: Resources, as_json: bool) -> int:
    verdict = await erasure.look(db=resources.db)
    for one in verdict.pending:
        values = {"inquiry_id": one.inquiry_id, "state": "pending", "erased_at": one.erased_at.isoformat()}
        say(values, as_json=as_json, line=f"{one.inquiry_id}  pending since {one.erased_at:%Y-%m-%d %H:%M} UTC")
    for inquiry_id in verdict.came_back:
        values = {"inquiry_id": inquiry_id, "state": "came_back"}
        line = f"{inquiry_id}  is there again, from a backup; the worker erases it within an hour"
        say(values, as_json=as_json, line=line)
    if not as_json:
        open_ = len({one.inquiry_id for one in verdict.pending} | set(verdict.came_back))
        click.echo(f"Erased: {verdict.erased}. Of these not done: {open_}.", err=True)
    return 1 if verdict.pending or verdict.came_back else 0
