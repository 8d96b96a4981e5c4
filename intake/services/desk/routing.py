"""The routing desk: an edited ``routing.toml`` is tried out on what came lately before it is published.

Publishing moves nothing that is here: it decides where the next inquiry goes. Whoever serves a desk may look at the
rules; only an administrator edits them. A version stays for ever and can be brought back.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from intake.content.complaints import ContentError
from intake.content.loader import Content
from intake.content.routing import Routing
from intake.domain.access import Action, Actor, may
from intake.domain.errors import Conflict, NotAllowed, NotFound
from intake.domain.inquiry import InquirySummary
from intake.domain.routing import Decision, route
from intake.lib.database import Database, Snapshot
from intake.lib.keyring import KeyRing
from intake.services.office import Office
from intake.store import audit, inquiries, staff
from intake.store.audit import Entry
from intake.store.work import routing_versions
from intake.store.work.routing_versions import RoutingVersion

REPLAYED: Final = 200
SHOWN: Final = 50
SHIPPED: Final = 0
"""Stands for the file that was shipped, where a version is named by its number."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Moved:
    """An inquiry that another desk would have got, or with another urgency. Only for who serves the desk it is at."""

    inquiry: InquirySummary
    now: Decision
    then: Decision


@dataclass(frozen=True, slots=True)
class Trial:
    """What an edited file would do. With ``complaints`` (``routing.toml:12: …``) nothing else was tried.

    ``ways``: (desk by the rules that count now, desk by the edited ones) → how many of the latest ``looked_at``,
    this person's or not.
    """

    complaints: tuple[str, ...] = ()
    looked_at: int = 0
    moved: tuple[Moved, ...] = ()
    ways: tuple[tuple[tuple[str, str], int], ...] = ()
    examples: int = 0

    @property
    def holds(self) -> bool:
        """Whether it may be published: every example of every rule does what it promises."""
        return not self.complaints


@dataclass(frozen=True, slots=True)
class Published:
    """A version and who published it. ``in_force``: whether it counts now."""

    version: RoutingVersion
    author: str
    in_force: bool


async def refresh(snapshot: Snapshot, content: Content) -> None:
    """Let the newest version count, whoever published it. One that cannot be read any more is logged and left out."""
    number = await routing_versions.newest(snapshot)
    if number == content.in_force.version:
        return
    text = await routing_versions.source(snapshot, number) if number is not None else None
    try:
        content.in_force.put(number, content.in_force.read(text) if text is not None else None)
    except ContentError:
        log.error("the published routing does not fit the content", revision=number)
        content.in_force.put(number, None)


async def keep_routing(office: Office, now: datetime) -> None:
    """What the worker does every minute, so that the pages of this process know what another one published."""
    del now
    async with office.db.read() as snapshot:
        await refresh(snapshot, office.content)


async def source_in_force(actor: Actor, *, office: Office) -> tuple[int | None, str]:
    """The number and the text of what counts. Raises `NotAllowed`."""
    _need(actor)
    async with office.db.read() as snapshot:
        number = await routing_versions.newest(snapshot)
        text = await routing_versions.source(snapshot, number) if number is not None else None
    return number, text if text is not None else office.content.in_force.shipped_source


async def source_of(actor: Actor, number: int, *, office: Office) -> str:
    """The text of a version, `SHIPPED` among them. Raises `NotAllowed`, `NotFound`."""
    _need(actor)
    if number == SHIPPED:
        return office.content.in_force.shipped_source
    async with office.db.read() as snapshot:
        text = await routing_versions.source(snapshot, number)
    if text is None:
        raise NotFound
    return text


async def try_out(actor: Actor, text: str, *, office: Office) -> Trial:
    """Read an edited file, run its examples, and send the latest inquiries through it. Raises `NotAllowed`."""
    _need(actor)
    try:
        edited = office.content.in_force.read(text)
    except ContentError as error:
        return Trial(complaints=error.complaints)
    async with office.db.read() as snapshot:
        latest = await inquiries.page(snapshot, office.keyring, inquiries.Filters(), limit=REPLAYED)
    moves = [move for found in latest if (move := _move(found, office.content.routing, edited)) is not None]
    ways = Counter((move.now.queue, move.then.queue) for move in moves)
    return Trial(
        looked_at=len(latest),
        moved=tuple(move for move in moves if may(actor, Action.READ_INQUIRY, move.inquiry.queue)),
        ways=tuple(sorted(ways.items(), key=lambda way: (-way[1], way[0]))),
        examples=sum(len(rule.examples) for rule in edited.rules),
    )


async def publish(
    actor: Actor, text: str, base: int | None, *, office: Office, now: datetime, restores: int | None = None
) -> int:
    """Let an edited file count from now on; its number. ``base``: the version it was made from.

    Raises `NotAllowed`, `ContentError` where it does not hold, `Conflict` where somebody published in between.
    """
    _need(actor)
    edited = office.content.in_force.read(text)
    async with office.db.write() as tx:
        if await routing_versions.newest(tx) != base:
            raise Conflict
        number = await routing_versions.add(tx, text, actor.staff_id, restores=restores, now=now)
        detail = {"version": number} if restores is None else {"version": number, "restores": restores}
        await audit.append(tx, Entry(now, actor.staff_id, "routing.publish", "routing", str(number), detail=detail))
    office.content.in_force.put(number, edited)
    return number


async def restore(actor: Actor, number: int, base: int | None, *, office: Office, now: datetime) -> int:
    """Publish an earlier version again. Raises as `publish` does, and `NotFound`."""
    text = await source_of(actor, number, office=office)
    return await publish(actor, text, base, office=office, now=now, restores=number)


async def versions(actor: Actor, *, db: Database, keyring: KeyRing) -> Sequence[Published]:
    """The latest versions, the newest first. Raises `NotAllowed`."""
    _need(actor)
    async with db.read() as snapshot:
        found = await routing_versions.listing(snapshot, limit=SHOWN)
        authors = await staff.by_ids(snapshot, keyring, [version.author_id for version in found])
    names = {account.id: account.name for account in authors.values()}
    return [Published(one, names.get(one.author_id, ""), at == 0) for at, one in enumerate(found)]


def _move(found: InquirySummary, routing: Routing, edited: Routing) -> Moved | None:
    """Both decisions are made anew: what an inquiry was decided by long ago says nothing of this change."""
    now, then = route(routing.rules, found.facts), route(edited.rules, found.facts)
    same = (now.queue, now.priority) == (then.queue, then.priority)
    return None if same else Moved(found, now, then)


def _need(actor: Actor) -> None:
    if not may(actor, Action.MANAGE_ROUTING):
        raise NotAllowed
