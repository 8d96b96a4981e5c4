"""What inquirer and office write to each other, sealed under the inquiry's key. Who wrote and when is clear."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.dialects.postgresql import insert

from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import keys
from intake.store.tables import messages

M = messages.c
_KIND = "message"
_SEALED = ("text", "locale", "original", "original_locale", "translator_id", "machine")


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``author_id`` is the colleague's; None: the inquirer. ``locale``: the language of the words.

    ``original``: what the colleague wrote in their own language, if ``translator_id`` then wrote the text; never the
    inquirer's to read. ``machine``: a machine made the text, and nobody has checked it.
    """

    id: str
    inquiry_id: str
    author_id: str | None
    created_at: datetime
    read_at: datetime | None
    text: str = field(repr=False)
    locale: str
    original: str = field(default="", repr=False)
    original_locale: str = ""
    translator_id: str = ""
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """How a conversation stands: the inquirer's messages nobody has opened; whether the office wrote last."""

    unread: int = 0
    answered: bool = False


SILENCE = Talk()


async def add(tx: Transaction, keyring: KeyRing, message: Message) -> bool:
    """Store a message; False if one with this id is there. Raises `keys.KeyGone` for an inquiry that was erased."""
    key = await keys.of(tx, keyring, message.inquiry_id)
    row = {
        "id": message.id,
        "inquiry_id": message.inquiry_id,
        "author_id": message.author_id,
        "created_at": message.created_at,
        "read_at": message.read_at,
        "sealed": key.seal(_KIND, message.id, {name: getattr(message, name) for name in _SEALED}),
    }
    return (await tx.execute(insert(messages).values(row).on_conflict_do_nothing(index_elements=["id"]))).rowcount > 0


async def is_kept(snapshot: Snapshot, message_id: str) -> bool:
    """Whether a message with this id is there."""
    return (await snapshot.execute(select(M.id).where(M.id == message_id))).first() is not None


async def of_inquiry(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str) -> Sequence[Message]:
    """An inquiry's messages, the oldest first. Raises `keys.KeyGone` for an inquiry that was erased."""
    order = (M.created_at, M.id)
    rows = (await snapshot.execute(select(messages).where(M.inquiry_id == inquiry_id).order_by(*order))).all()
    if not rows:
        return ()
    key = await keys.of(snapshot, keyring, inquiry_id)
    return [_message(row, key.open(_KIND, row.id, row.sealed)) for row in rows]


async def last(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str, *, since: datetime) -> Message | None:
    """The newest message of an inquiry, if it is not older. Raises `keys.KeyGone` for an inquiry that was erased."""
    newest = select(messages).where(M.inquiry_id == inquiry_id, M.created_at >= since)
    row = (await snapshot.execute(newest.order_by(M.created_at.desc(), M.id.desc()).limit(1))).first()
    if row is None:
        return None
    key = await keys.of(snapshot, keyring, inquiry_id)
    return _message(row, key.open(_KIND, row.id, row.sealed))


async def mark_read(tx: Transaction, inquiry_id: str, *, of_office: bool, now: datetime) -> int:
    """Note that one side's messages were opened by the other; how many were new. ``of_office``: whose they are."""
    new = (M.inquiry_id == inquiry_id, M.read_at.is_(None), _side(of_office=of_office))
    return (await tx.execute(update(messages).where(*new).values(read_at=now))).rowcount


async def oldest_unread(snapshot: Snapshot, inquiry_id: str) -> str | None:
    """The id of the inquirer's first message that nobody of the office has opened."""
    unread = (M.inquiry_id == inquiry_id, M.read_at.is_(None), _side(of_office=False))
    statement = select(M.id).where(*unread).order_by(M.created_at, M.id).limit(1)
    return (await snapshot.execute(statement)).scalar()


async def talks(snapshot: Snapshot, inquiry_ids: Collection[str]) -> Mapping[str, Talk]:
    """How the conversations of these inquiries stand; those without a message are left out."""
    from_us = _side(of_office=True)
    unread = case((M.author_id.is_(None) & M.read_at.is_(None), 1), else_=0)
    statement = select(
        M.inquiry_id,
        func.sum(unread).label("unread"),
        func.max(case((from_us, M.created_at))).label("ours"),
        func.max(case((from_us, None), else_=M.created_at)).label("theirs"),
    )
    found = statement.where(M.inquiry_id.in_(sorted(inquiry_ids))).group_by(M.inquiry_id)
    rows = await snapshot.execute(found) if inquiry_ids else ()
    return {
        row.inquiry_id: Talk(int(row.unread), row.ours is not None and _later(row.ours, row.theirs)) for row in rows
    }


def _side(*, of_office: bool) -> ColumnElement[bool]:
    return M.author_id.is_not(None) if of_office else M.author_id.is_(None)


def _later(ours: Any, theirs: Any) -> bool:
    return bool(theirs is None or ours > theirs)


def _message(row: Any, value: Mapping[str, Any]) -> Message:
    return Message(row.id, row.inquiry_id, row.author_id, row.created_at, row.read_at, **value)
