"""``intake mail``: what was ordered, what went out, what was given up. Never shows an address."""

import json
import sys
from datetime import UTC, datetime

import click

from intake.cli.opening import run
from intake.cli.outcome import heading, say
from intake.domain.errors import NotFound
from intake.domain.message import OutboxState
from intake.lib.mail.smtp import MaildirCourier, Refused
from intake.resources import Resources
from intake.services.mail import outbox
from intake.services.mail.outbox import OutboxEntry

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.group("mail")
def command() -> None:
    """The outbox: what waits, what went out, what was given up.

    Example: intake mail list
    """


@command.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice([state.value for state in OutboxState]))
@click.option("--limit", default=1000, show_default=True, help="At most so many, the latest first.")
@AS_JSON
def list_(states: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Mails, the latest first.

    Example: intake mail list --state dead --json
    """
    wanted = frozenset(OutboxState(state) for state in states) or None
    sys.exit(run(lambda resources: _list(resources, wanted, limit, as_json)))


@command.command("show")
@click.argument("order_id", metavar="ID")
@AS_JSON
def show(order_id: str, as_json: bool) -> None:
    """Everything known about one mail, but not its address, and what was sent again for it.

    Example: intake mail show 36dksjvpfsu2whgo4jhlq3mrpq
    """
    sys.exit(run(lambda resources: _show(resources, order_id, as_json)))


@command.command("retry")
@click.argument("order_id", metavar="[ID]", required=False)
@click.option("--all", "everything", is_flag=True, help="Everything that waits or was given up.")
def retry(order_id: str | None, everything: bool) -> None:
    """Make mails due now; the running server sends them within a minute.

    Example: intake mail retry --all
    """
    if (order_id is None) is not everything:
        raise click.UsageError("give one ID, or --all")
    sys.exit(run(lambda resources: _retry(resources, order_id)))


@command.command("test")
@click.argument("address")
def test(address: str) -> None:
    """Send one mail now, past the outbox, to see whether INTAKE_SMTP_URL and INTAKE_MAIL_FROM work.

    Example: intake mail test you@example.org
    """
    sys.exit(run(lambda resources: _test(resources, address)))


async def _list(resources: Resources, states: frozenset[OutboxState] | None, limit: int, as_json: bool) -> int:
    now = datetime.now(UTC)
    if not as_json:
        heading("ID", "STANDS", "KIND", "TO", "LOCALE", "WHEN", "WHY")
    for order in await outbox.orders(db=resources.db, states=states, limit=limit):
        values = as_values(order, now=now)
        why = order.bounce_code or order.last_error or ""
        parts = (order.id, values["stands"], order.kind, values["to"], order.locale, values["stands_at"], why)
        say(values, as_json=as_json, line="  ".join(str(part or "-") for part in parts[:-1]) + f"  {why}".rstrip())
    return 0


async def _show(resources: Resources, order_id: str, as_json: bool) -> int:
    try:
        chain = await outbox.order(order_id, db=resources.db)
    except NotFound:
        return _unknown(order_id)
    now = datetime.now(UTC)
    every = [as_values(order, now=now) for order in chain]
    (values,) = (one for one in every if one["id"] == order_id)
    if as_json:
        again = [{name: one[name] for name in ("id", "stands", "stands_at", "repeats_id")} for one in every]
        click.echo(json.dumps(values | {"chain": again}))
        return 0
    click.echo("\n".join(f"{name:<13} {'' if value is None else value}".rstrip() for name, value in values.items()))
    for one in every if len(every) > 1 else ():
        mark = "*" if one["id"] == order_id else " "
        click.echo(f"{mark} {one['id']}  {one['stands']}  {one['stands_at'] or ''}".rstrip())
    return 0


async def _retry(resources: Resources, order_id: str | None) -> int:
    now = datetime.now(UTC)
    if order_id is None:
        click.echo(f"Due now: {await outbox.retry_all(db=resources.db, now=now)}.")
        return 0
    try:
        await outbox.order(order_id, db=resources.db)
    except NotFound:
        return _unknown(order_id)
    try:
        await outbox.retry(order_id, db=resources.db, now=now)
    except NotFound:
        click.echo(
            f"Nothing to try: this mail went out or was stopped. See how it stands: intake mail show {order_id}",
            err=True,
        )
        return 1
    click.echo("The mail is due now.")
    return 0


async def _test(resources: Resources, address: str) -> int:
    composer, courier = resources.composer, resources.courier
    try:
        message = composer.trial(address, now=datetime.now(UTC))
        await courier.deliver(message, composer.return_path, address)
    except Refused as refused:
        click.echo(f"Not sent: {REMEDIES.get(refused.stage, 'the server refused it')} ({refused.word}).", err=True)
        return 1
    if isinstance(courier, MaildirCourier):
        click.echo(f"Not sent: INTAKE_SMTP_URL is not set. The mail is a file below {courier.folder}.", err=True)
        return 1
    click.echo("The server took it. If it is not there in a few minutes, look among the unwanted mail as well.")
    return 0


REMEDIES = {
    "address": "this is not an address the server can take",
    "connection": "the server does not answer; check host and port in INTAKE_SMTP_URL, and the firewall",
    "tls": "no encrypted connection; the server must offer STARTTLS and a certificate this machine trusts",
    "login": "the server refuses the user or password in INTAKE_SMTP_URL",
    "sender": "the server does not take mail from INTAKE_MAIL_FROM",
    "recipient": "the server refuses this recipient",
    "disk": "the folder for mail below INTAKE_DATA_DIR cannot be written",
    "timeout": "the server is too slow",
}


def as_values(order: OutboxEntry, *, now: datetime) -> dict[str, object]:
    """An order for machines: stable names, times in ISO 8601. ``stands``, ``reason``: `domain.mail_state`."""
    stands = order.standing(now)
    return {
        "id": order.id,
        "state": order.state.value,
        "stands": stands.state.value,
        "stands_at": _said(stands.at) or None,
        "reason": stands.reason.value if stands.reason else None,
        "kind": order.kind.value,
        "to": "staff" if order.to_staff else "inquirer",
        "staff_id": order.staff_id,
        "inquiry_id": order.inquiry_id,
        "locale": order.locale,
        "attempts": order.attempts,
        "created_at": _said(order.created_at),
        "next_at": _said(order.next_at) or None,
        "sent_at": _said(order.sent_at) or None,
        "delayed_at": _said(order.delayed_at) or None,
        "bounced_at": _said(order.bounced_at) or None,
        "bounce_code": order.bounce_code,
        "digest": order.digest,
        "repeats_id": order.repeats_id,
        "last_error": order.last_error,
        "message_id": order.message_id,
    }


def _said(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _unknown(order_id: str) -> int:
    click.echo(f"There is no mail with the id {order_id}; `intake mail list` shows the ids.", err=True)
    return 1
