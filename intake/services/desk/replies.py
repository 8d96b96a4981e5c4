"""Answers in the making, as their coordinators see and change them. What goes out does so by `sending`.

Each change names the version it was made on. A conflict loses nothing: the page shows both texts.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from intake.domain.access import Action, Actor, may
from intake.domain.contact import CONTACT
from intake.domain.errors import Conflict, NotFound, Refused
from intake.domain.inquiry import InquirySummary
from intake.domain.message import MailKind, OutboxState
from intake.domain.reply import AT_THE_DESK, SHORTEST_SECRET, ReplyState, Texts
from intake.domain.values import Answers, StaffRole
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.services import inbox
from intake.services.office import Office, occasion
from intake.store import audit, inquiries, messages, outbox, staff
from intake.store.audit import Entry
from intake.store.messages import Message
from intake.store.work import replies as kept
from intake.store.work.replies import Reply as Reply

T = TypeVar("T")
NAMES = ("contact_name", "patient_name", "contact_name_latin")
ASKED_TO_TRANSLATE = frozenset({StaffRole.TRANSLATOR, StaffRole.COORDINATOR})


class NotATranslator(Refused):
    """Nobody by this id who translates between these two languages."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a coordinator has before them. ``machine``: they say that a machine made the text; ``checked``: that they

    have read and corrected what one made.
    """

    source: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    locale: str = ""
    template: str = ""
    machine: bool = False
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Workplace:
    """What a coordinator needs to write: the conversation, and who could translate. ``reply``: None for a new one.

    ``translators``: id and name of those who speak the coordinator's language and the inquirer's.
    """

    summary: InquirySummary
    answers: Answers = field(repr=False)
    said: tuple[Message, ...] = field(repr=False)
    reply: Reply | None
    translators: tuple[tuple[str, str], ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class InTheMaking:
    """What the page of an inquiry shows of answers: those not sent yet, and how the mails about the others fared."""

    replies: tuple[Reply, ...]
    names: Mapping[str, str]
    mails: Mapping[str, OutboxState]


async def open_desk(
    actor: Actor, inquiry_id: str, reply_id: str, *, office: Office, now: datetime, new: bool = False
) -> Workplace:
    """Sit down to write. Raises `NotFound`, also for what was sent or, unless it may be ``new``, is not there."""

    async def opened(tx: Transaction, found: InquirySummary) -> Workplace:
        inquiry = await inquiries.load(tx, office.keyring, found.id, classes=inbox.READABLE)
        reply = await kept.load(tx, office.keyring, reply_id)
        if inquiry is None or not (_belongs(reply, found) if reply else new):
            raise NotFound
        entry = Entry(
            now, actor.staff_id, inbox.READ, inbox.KIND, found.id, detail={"purpose": inbox.Purpose.ANSWER.value}
        )
        await audit.append(tx, entry)
        people = await staff.everybody(tx, office.keyring, active_only=False)
        spoken = {reply.source_locale if reply else actor.locale, found.facts.language}
        able = tuple((one.id, one.name) for one in people if one.id != actor.staff_id and _speaks(one, spoken))
        said = tuple(await messages.of_inquiry(tx, office.keyring, found.id))
        return Workplace(found, inquiry.answers, said, reply, able, {one.id: one.name for one in people})

    return await _for(actor, inquiry_id, opened, office=office, now=now)


async def save(
    actor: Actor, inquiry_id: str, reply_id: str, version: int, written: Written, *, office: Office, now: datetime
) -> None:
    """Keep the words as a draft. Version 0: a new one. Raises `NotFound`, `Conflict`."""

    async def saved(tx: Transaction, found: InquirySummary) -> None:
        await put_down(tx, actor, found, reply_id, version, written, office=office, now=now)

    await _for(actor, inquiry_id, saved, office=office, now=now)


async def ask_translator(
    actor: Actor,
    inquiry_id: str,
    reply_id: str,
    version: int,
    written: Written,
    to: str,
    *,
    office: Office,
    now: datetime,
) -> None:
    """Hand the words to a colleague who writes the other half. Raises `NotFound`, `Conflict`, `NotATranslator`."""

    async def handed(tx: Transaction, found: InquirySummary) -> None:
        reply = await put_down(tx, actor, found, reply_id, version, written, office=office, now=now)
        person = await staff.by_id(tx, office.keyring, to)
        if person is None or to == actor.staff_id or not _speaks(person, {reply.source_locale, reply.locale}):
            raise NotATranslator
        texts = replace(reply.texts, secrets=await _secrets(tx, found, office))
        asked = replace(reply, translator_id=to, state=ReplyState.TO_TRANSLATE, texts=texts)
        await _change(tx, actor, asked, "reply.ask_translator", office=office, now=now, translator=to)

    await _for(actor, inquiry_id, handed, office=office, now=now)


async def take_back(
    actor: Actor, inquiry_id: str, reply_id: str, version: int, *, office: Office, now: datetime
) -> None:
    """Stop what is with the translator or about to go out: it is a draft again. Raises `NotFound`, `Conflict`."""

    async def taken(tx: Transaction, found: InquirySummary) -> None:
        reply = await _current(tx, found, reply_id, version, office)
        if reply.state not in {ReplyState.TO_TRANSLATE, ReplyState.SCHEDULED}:
            raise Conflict
        back = replace(reply, state=ReplyState.DRAFT, send_at=None)
        await _change(tx, actor, back, "reply.take_back", office=office, now=now)

    await _for(actor, inquiry_id, taken, office=office, now=now)


async def throw_away(
    actor: Actor, inquiry_id: str, reply_id: str, version: int, *, office: Office, now: datetime
) -> None:
    """Delete an answer that nobody needs any more. Raises `NotFound`, `Conflict`."""

    async def thrown(tx: Transaction, found: InquirySummary) -> None:
        reply = await _current(tx, found, reply_id, version, office)
        if reply.state not in AT_THE_DESK or not await kept.remove(tx, reply):
            raise Conflict
        await _note(tx, actor, "reply.throw_away", reply, now)

    await _for(actor, inquiry_id, thrown, office=office, now=now)


async def mine(actor: Actor, *, office: Office, now: datetime) -> tuple[tuple[Reply, InquirySummary], ...]:
    """What somebody began and nobody has sent, of inquiries that are still their business; and that they looked."""
    async with office.db.write() as tx:
        begun = await kept.of_author(tx, office.keyring, actor.staff_id)
        pairs = [(reply, await inquiries.summary(tx, office.keyring, reply.inquiry_id)) for reply in begun]
        await audit.append(tx, Entry(now, actor.staff_id, "reply.list", "reply", "mine"))
    return tuple((reply, found) for reply, found in pairs if found and may(actor, Action.ANSWER, found.queue))


async def in_the_making(
    snapshot: Snapshot, keyring: KeyRing, inquiry_id: str, said: tuple[Message, ...]
) -> InTheMaking:
    """For the page of an inquiry that its reader has opened by `inbox.load`; ``said`` is its conversation."""
    ours = {occasion(MailKind.MESSAGE_WAITING, inquiry_id, one.id): one.id for one in said if one.author_id}
    found = await kept.of_inquiry(snapshot, keyring, inquiry_id)
    who = {reply.translator_id or "" for reply in found} | {reply.author_id for reply in found}
    names = {key: one.name for key, one in (await staff.by_ids(snapshot, keyring, who)).items()}
    states = await outbox.states_of(snapshot, ours)
    return InTheMaking(tuple(found), names, {ours[key]: state for key, state in states.items()})


async def put_down(
    tx: Transaction,
    actor: Actor,
    found: InquirySummary,
    reply_id: str,
    version: int,
    written: Written,
    *,
    office: Office,
    now: datetime,
) -> Reply:
    """The answer with these words, kept at its next version. Raises `NotFound`, `Conflict`."""
    locale = written.locale or found.facts.language
    if version == 0:
        texts = _texts(Texts(), written, actor)
        new = Reply(
            reply_id,
            found.id,
            actor.staff_id,
            None,
            ReplyState.DRAFT,
            1,
            actor.locale,
            locale,
            None,
            now,
            now,
            None,
            texts,
        )
        if await kept.add(tx, office.keyring, new):
            await _note(tx, actor, "reply.begin", new, now)
            return new
        twice = await _current(tx, found, reply_id, 1, office)  # the same form, sent twice
        if (twice.author_id, twice.state, twice.texts) != (new.author_id, new.state, new.texts):
            raise Conflict
        return twice
    reply = await _current(tx, found, reply_id, version, office)
    if reply.state not in AT_THE_DESK:
        raise Conflict
    texts = _texts(reply.texts, written, actor)
    if texts.checked_by != reply.texts.checked_by and texts.checked_by:
        await _note(tx, actor, "reply.checked", reply, now)
    return await _change(tx, actor, replace(reply, locale=locale, texts=texts), "reply.save", office=office, now=now)


def _texts(before: Texts, written: Written, actor: Actor) -> Texts:
    """That a machine made it stays said until somebody says that they have read and corrected it."""
    checked = before.machine and written.checked
    machine = (before.machine or written.machine) and not checked
    by = actor.staff_id if checked else "" if machine else before.checked_by
    return replace(
        before,
        source=written.source,
        text=written.text,
        template=written.template or before.template,
        machine=machine,
        checked_by=by,
        held=None,
    )


async def _current(tx: Transaction, found: InquirySummary, reply_id: str, version: int, office: Office) -> Reply:
    reply = await kept.load(tx, office.keyring, reply_id)
    if reply is None or not _belongs(reply, found):
        raise NotFound
    if reply.version != version:
        raise Conflict
    return reply


def _belongs(reply: Reply, found: InquirySummary) -> bool:
    return reply.inquiry_id == found.id and reply.state is not ReplyState.SENT


async def _change(
    tx: Transaction, actor: Actor, reply: Reply, action: str, *, office: Office, now: datetime, **detail: str
) -> Reply:
    if not await kept.change(tx, office.keyring, replace(reply, updated_at=now)):
        raise Conflict
    await _note(tx, actor, action, reply, now, **detail)
    return replace(reply, version=reply.version + 1, updated_at=now)


async def _note(tx: Transaction, actor: Actor, action: str, reply: Reply, now: datetime, **detail: str) -> None:
    told = {"reply": reply.id, **detail}
    await audit.append(tx, Entry(now, actor.staff_id, action, inbox.KIND, reply.inquiry_id, detail=told))


async def _secrets(tx: Transaction, found: InquirySummary, office: Office) -> tuple[str, ...]:
    """What says whose inquiry it is: the reference, address and number, the names and each word of them."""
    inquiry = await inquiries.load(tx, office.keyring, found.id, classes=inbox.READABLE)
    given = {name: str(inquiry.answers.get(name, "")) for name in (*CONTACT, *NAMES)} if inquiry else {}
    words = [word for name in NAMES for word in given.get(name, "").split()]
    known = dict.fromkeys((found.reference, *given.values(), *words))
    return tuple(one for one in known if len(one) >= SHORTEST_SECRET)


def _speaks(person: staff.Account, tags: set[str]) -> bool:
    return person.active and person.role in ASKED_TO_TRANSLATE and tags <= {person.locale, *person.languages}


async def _for(
    actor: Actor,
    inquiry_id: str,
    work: Callable[[Transaction, InquirySummary], Awaitable[T]],
    *,
    office: Office,
    now: datetime,
) -> T:
    return await inbox.carry_out(actor, inquiry_id, Action.ANSWER, work, db=office.db, keyring=office.keyring, now=now)
