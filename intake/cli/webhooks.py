"""``intake webhooks``: systems of the clinic's own that are told what happens. Secrets are shown once, when made."""

import json
import sys
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

import click

from intake.cli.opening import run
from intake.cli.outcome import heading, say
from intake.domain.errors import NotFound
from intake.domain.webhook import CHOSEN
from intake.resources import Resources
from intake.services.hooks import managing
from intake.services.hooks.managing import CannotAdd, Hooks, Standing

EVENTS = tuple(event.value for event in CHOSEN)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
ID = click.argument("hook_id", metavar="ID")
REMEDIES = {
    "unreadable": "this is no address; write it as https://systems.example.org/intake",
    "not_http": "the address must begin with https://",
    "credentials": "leave user name and password out of the address",
    "unknown_host": "this name cannot be resolved here; look at its spelling",
    "closed_address": "a private network, not encrypted, or not at port 443; INTAKE_WEBHOOK_NETWORKS can allow yours",
    "no_events": "choose at least one event with --event",
    "too_many": "there are twenty already; remove one that nobody needs",
}


@click.group("webhooks")
def command() -> None:
    """Systems of the clinic's own that are told what happens: add, list, pause, resume, replay, remove.

    Example: intake webhooks list
    """


@command.command("list")
@AS_JSON
def list_(as_json: bool) -> None:
    """Every webhook, and how it stands.

    Example: intake webhooks list --json
    """
    sys.exit(run(lambda resources: _list(resources, as_json)))


@command.command("add")
@click.argument("url")
@click.option("--event", "events", multiple=True, type=click.Choice(EVENTS), help="May be repeated. Left out: all.")
@AS_JSON
def add(url: str, events: tuple[str, ...], as_json: bool) -> None:
    """Add a webhook, and print its secret: now, and never again.

    Example: intake webhooks add https://systems.example.org/intake --event inquiry.received
    """
    sys.exit(run(lambda resources: _add(resources, url, events or EVENTS, as_json)))


@command.command("pause")
@ID
def pause(hook_id: str) -> None:
    """Tell it nothing for now. What happens waits.

    Example: intake webhooks pause 36dksjvpfsu2whgo4jhlq3mrpq
    """
    sys.exit(run(lambda found: _do(managing.pause(None, hook_id, house=_house(found), now=_now()), "Paused.")))


@command.command("resume")
@ID
def resume(hook_id: str) -> None:
    """Tell it again, and all that has waited.

    Example: intake webhooks resume 36dksjvpfsu2whgo4jhlq3mrpq
    """
    sys.exit(run(lambda found: _do(managing.resume(None, hook_id, house=_house(found), now=_now()), "Resumed.")))


@command.command("replay")
@ID
@click.option("--event", "order_id", metavar="ID", help="The webhook-id of one event.")
@click.option("--hours", type=click.IntRange(1, 24 * 365), help="All events of so many hours.")
def replay(hook_id: str, order_id: str | None, hours: int | None) -> None:
    """Tell again what was told or given up, under the same ids.

    Example: intake webhooks replay 36dksjvpfsu2whgo4jhlq3mrpq --hours 24
    """
    if (order_id is None) is (hours is None):
        raise click.UsageError("give --event ID, or --hours")
    sys.exit(run(lambda resources: _replay(resources, hook_id, order_id, hours)))


@command.command("remove")
@ID
def remove(hook_id: str) -> None:
    """Forget it, and what waits for it.

    Example: intake webhooks remove 36dksjvpfsu2whgo4jhlq3mrpq
    """
    sys.exit(run(lambda found: _do(managing.remove(None, hook_id, house=_house(found), now=_now()), "Removed.")))


async def _list(resources: Resources, as_json: bool) -> int:
    if not as_json:
        heading("ID", "STATE", "FAILURES", "WAITING", "ADDRESS")
    for standing in await managing.overview(None, house=_house(resources)):
        values = as_values(standing)
        parts = (values["id"], values["state"], values["failures"], values["waiting"], values["address"])
        say(values, as_json=as_json, line="  ".join(map(str, parts)))
    return 0


async def _add(resources: Resources, url: str, events: tuple[str, ...], as_json: bool) -> int:
    try:
        made = await managing.add(None, url, events, house=_house(resources), now=_now())
    except CannotAdd as refused:
        click.echo(f"intake: {REMEDIES[refused.code]}", err=True)
        return 1
    click.echo(json.dumps({"id": made.id, "secret": made.secret}) if as_json else f"{made.id}\n{made.secret}")
    return 0


async def _replay(resources: Resources, hook_id: str, order_id: str | None, hours: int | None) -> int:
    now = _now()
    since = now - timedelta(hours=hours) if hours else None
    try:
        count = await managing.replay(None, hook_id, house=_house(resources), now=now, only=order_id, since=since)
    except NotFound:
        return _unknown()
    click.echo(f"Told again: {count}.")
    return 0


async def _do(work: Awaitable[None], said: str) -> int:
    try:
        await work
    except NotFound:
        return _unknown()
    click.echo(said)
    return 0


def as_values(standing: Standing) -> dict[str, object]:
    """A webhook for machines: stable names, times in ISO 8601, never its secret."""
    hook = standing.hook
    return {
        "id": hook.id,
        "address": hook.url.partition("?")[0],
        "state": "paused" if hook.paused_at else "failing" if hook.failures else "works",
        "paused_because": hook.paused_because.value if hook.paused_because else None,
        "events": sorted(event.value for event in hook.events),
        "failures": hook.failures,
        "waiting": standing.waiting,
        "succeeded_at": hook.succeeded_at.isoformat() if hook.succeeded_at else None,
        "retry_at": hook.retry_at.isoformat() if hook.retry_at else None,
    }


def _unknown() -> int:
    click.echo("intake: there is none like that; `intake webhooks list` shows them all", err=True)
    return 1


def _house(resources: Resources) -> Hooks:
    return Hooks(resources.db, resources.keyring, resources.settings.webhook_networks)


def _now() -> datetime:
    return datetime.now(UTC)
