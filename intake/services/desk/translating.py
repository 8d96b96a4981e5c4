"""A colleague writes a coordinator's answer in the inquirer's language, and learns nothing else of the inquiry."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from intake.domain.access import Actor
from intake.domain.errors import Conflict, NotAllowed, NotFound
from intake.domain.reply import ReplyState, masked, may_translate, unmasked
from intake.lib.database import Transaction
from intake.lib.ids import is_id
from intake.services import inbox
from intake.services.office import Office
from intake.store import audit
from intake.store.audit import Entry
from intake.store.work import replies as kept
from intake.store.work.replies import Reply

T = TypeVar("T")
KIND = "reply"
NUMBER = 6
"""Characters of a reply's id that name it among a translator's few."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a translator sees. ``marks``: how many ``[1]``, ``[2]`` … stand for what is not theirs to read."""

    id: str
    number: str
    version: int
    source_locale: str
    locale: str
    since: datetime
    source: str = field(repr=False)
    text: str = field(repr=False)
    marks: int
    machine: bool


async def waiting(actor: Actor, *, office: Office) -> tuple[Sheet, ...]:
    """What lies with this translator, the oldest first."""
    async with office.db.read() as snapshot:
        found = await kept.for_translator(snapshot, office.keyring, actor.staff_id)
    return tuple(_sheet(one) for one in found if may_translate(actor, one.translator_id, one.state))


async def open_sheet(actor: Actor, reply_id: str, *, office: Office, now: datetime) -> Sheet:
    """Open one, and write down that it was. Raises `NotFound`."""

    async def opened(tx: Transaction, reply: Reply) -> Sheet:
        await audit.append(tx, Entry(now, actor.staff_id, "reply.read", KIND, reply.id))
        return _sheet(reply)

    return await _admitted(actor, reply_id, opened, office=office, now=now)


async def write(
    actor: Actor,
    reply_id: str,
    version: int,
    text: str,
    *,
    hand_back: bool,
    machine: bool = False,
    checked: bool = False,
    office: Office,
    now: datetime,
) -> None:
    """Keep what was written so far, or hand it back to the coordinator. Raises `NotFound`, `Conflict`."""

    async def written(tx: Transaction, reply: Reply) -> None:
        before = reply.texts
        cleared = before.machine and checked
        texts = replace(
            before,
            text=unmasked(text, before.secrets),
            machine=(before.machine or machine) and not cleared,
            checked_by=actor.staff_id if cleared else "" if machine else before.checked_by,
        )
        state = ReplyState.TRANSLATED if hand_back else reply.state
        after = replace(reply, version=version, texts=texts, state=state, updated_at=now)
        if reply.version != version or not await kept.change(tx, office.keyring, after):
            raise Conflict
        if cleared:
            await _note(tx, actor, "reply.checked", reply, now)
        await _note(tx, actor, "reply.translated" if hand_back else "reply.save", reply, now)

    await _admitted(actor, reply_id, written, office=office, now=now)


async def _admitted(
    actor: Actor,
    reply_id: str,
    work: Callable[[Transaction, Reply], Awaitable[T]],
    *,
    office: Office,
    now: datetime,
) -> T:
    """Do the work for the translator who was asked; a refusal is on disk before it is told."""
    if not is_id(reply_id):
        raise NotFound
    async with office.db.write() as tx:
        reply = await kept.load(tx, office.keyring, reply_id)
        if reply is not None and may_translate(actor, reply.translator_id, reply.state):
            return await work(tx, reply)
        await audit.append(tx, Entry(now, actor.staff_id, "reply.translate", KIND, reply_id, "refused"))
    raise NotAllowed


async def _note(tx: Transaction, actor: Actor, action: str, reply: Reply, now: datetime) -> None:
    entry = Entry(now, actor.staff_id, action, inbox.KIND, reply.inquiry_id, detail={"reply": reply.id})
    await audit.append(tx, entry)


def _sheet(reply: Reply) -> Sheet:
    texts = reply.texts
    return Sheet(
        id=reply.id,
        number=reply.id[:NUMBER],
        version=reply.version,
        source_locale=reply.source_locale,
        locale=reply.locale,
        since=reply.updated_at,
        source=masked(texts.source, texts.secrets),
        text=masked(texts.text, texts.secrets),
        marks=len(texts.secrets),
        machine=texts.machine,
    )
