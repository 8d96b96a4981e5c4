"""Answers in the making, sealed under their inquiry's key. Once one is sent its words are the message's alone."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from intake.domain.reply import Held, ReplyState, Texts
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import keys
from intake.store.sealing import InquiryKey
from intake.store.tables import replies

R = replies.c
_KIND: Final = "reply"
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer in the making. ``source_locale``: what the coordinator writes in; ``locale``: what is read.

    ``version`` counts every change, so that two who write on one notice each other.
    """

    id: str
    inquiry_id: str
    author_id: str
    translator_id: str | None
    state: ReplyState
    version: int
    source_locale: str
    locale: str
    send_at: datetime | None
    created_at: datetime
    updated_at: datetime
    message_id: str | None
    texts: Texts


async def add(tx: Transaction, keyring: KeyRing, reply: Reply) -> bool:
    """Keep a new one; False if there is one with this id. Raises `keys.KeyGone` for an inquiry that was erased."""
    key = await keys.of(tx, keyring, reply.inquiry_id)
    row = {"id": reply.id, "inquiry_id": reply.inquiry_id, "author_id": reply.author_id} | _columns(key, reply)
    row |= {"version": reply.version, "created_at": reply.created_at}
    return (await tx.execute(insert(replies).values(row).on_conflict_do_nothing(index_elements=["id"]))).rowcount > 0


async def change(tx: Transaction, keyring: KeyRing, reply: Reply) -> bool:
    """Make it so. False: it is not at ``reply.version`` any more, somebody was faster. Raises `keys.KeyGone`."""
    key = await keys.of(tx, keyring, reply.inquiry_id)
    values = _columns(key, reply) | {"version": reply.version + 1}
    at = (R.id == reply.id, R.version == reply.version)
    return (await tx.execute(update(replies).where(*at).values(values))).rowcount > 0


async def remove(tx: Transaction, reply: Reply) -> bool:
    """Throw it away. False: somebody changed it meanwhile."""
    gone = (R.id == reply.id, R.version == reply.version)
    return (await tx.execute(delete(replies).where(*gone))).rowcount > 0


async def load(snapshot: Snapshot, keyring: KeyRing, reply_id: str) -> Reply | None:
    """One, opened, or None: there is none, or its inquiry was erased."""
    found = await _found(snapshot, keyring, R.id == reply_id)
    return found[0] if found else None


async def of_inquiry(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str) -> Sequence[Reply]:
    """Those of an inquiry that are in the making, the oldest first."""
    return await _found(snapshot, keyring, R.inquiry_id == inquiry_id, R.state != ReplyState.SENT.value)


async def of_author(snapshot: Snapshot, keyring: KeyRing, staff_id: str) -> Sequence[Reply]:
    """Those somebody began and nobody has sent, the oldest first."""
    return await _found(snapshot, keyring, R.author_id == staff_id, R.state != ReplyState.SENT.value)


async def for_translator(snapshot: Snapshot, keyring: KeyRing, staff_id: str) -> Sequence[Reply]:
    """Those that lie with a translator, the oldest first."""
    mine = (R.translator_id == staff_id, R.state == ReplyState.TO_TRANSLATE.value)
    return await _found(snapshot, keyring, *mine)


async def due(snapshot: Snapshot, *, now: datetime) -> Sequence[str]:
    """The ids of those that should go out by now, the longest waiting first."""
    statement = select(R.id).where(R.state == ReplyState.SCHEDULED.value, R.send_at <= now)
    return list((await snapshot.execute(statement.order_by(R.send_at, R.id).limit(MOST))).scalars())


def emptied(reply: Reply, message_id: str) -> Reply:
    """As it stays once it was sent: its words are in the message now, and nowhere twice."""
    return replace(reply, state=ReplyState.SENT, message_id=message_id, texts=Texts(template=reply.texts.template))


async def _found(snapshot: Snapshot, keyring: KeyRing, *which: ColumnElement[bool]) -> list[Reply]:
    statement = select(replies).where(*which).order_by(R.created_at, R.id).limit(MOST)
    rows = (await snapshot.execute(statement)).all()
    known = await keys.of_many(snapshot, keyring, [row.inquiry_id for row in rows])
    return [_reply(row, known[row.inquiry_id]) for row in rows if row.inquiry_id in known]


def _columns(key: InquiryKey, reply: Reply) -> dict[str, Any]:
    return {
        "translator_id": reply.translator_id,
        "state": reply.state.value,
        "source_locale": reply.source_locale,
        "locale": reply.locale,
        "send_at": reply.send_at,
        "updated_at": reply.updated_at,
        "message_id": reply.message_id,
        "sealed": key.seal(_KIND, reply.id, asdict(reply.texts)),
    }


def _reply(row: Any, key: InquiryKey) -> Reply:
    value = key.open(_KIND, row.id, row.sealed)
    held = Held(value["held"]) if value["held"] else None
    texts = Texts(**value | {"secrets": tuple(value["secrets"]), "held": held})
    return Reply(
        id=row.id,
        inquiry_id=row.inquiry_id,
        author_id=row.author_id,
        translator_id=row.translator_id,
        state=ReplyState(row.state),
        version=row.version,
        source_locale=row.source_locale,
        locale=row.locale,
        send_at=row.send_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
        message_id=row.message_id,
        texts=texts,
    )
