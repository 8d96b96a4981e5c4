"""What translators would write where nobody can write the languages themselves. Clear: no patient is in them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from intake.lib.database import Snapshot, Transaction
from intake.store.tables import suggestions

S = suggestions.c


class State(StrEnum):
    """What became of a suggestion."""

    OPEN = "open"
    TAKEN = "taken"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One of them, for the message of this id: the hash of its English, so that another English has none."""

    id: str
    locale: str
    domain: str
    message_id: str
    strings: tuple[str, ...]
    author_id: str
    created_at: datetime
    state: State = State.OPEN


async def add(tx: Transaction, *new: Suggestion) -> None:
    """Keep them; each takes the place of what its author suggested for the same message before."""
    for one in new:
        same = (S.locale == one.locale, S.domain == one.domain, S.message_id == one.message_id)
        mine = (*same, S.author_id == one.author_id, S.state == State.OPEN.value)
        await tx.execute(update(suggestions).where(*mine).values(state=State.DROPPED.value))
    if new:
        await tx.insert(insert(suggestions), [_row(one) for one in new])


async def open_of(snapshot: Snapshot, locale: str) -> Sequence[Suggestion]:
    """Those of a language that are still open, the oldest first."""
    return await _found(snapshot, S.locale == locale, S.state == State.OPEN.value)


async def open_of_message(snapshot: Snapshot, locale: str, domain: str, message_id: str) -> Sequence[Suggestion]:
    """Those of one message that are still open, the oldest first."""
    about = (S.locale == locale, S.domain == domain, S.message_id == message_id)
    return await _found(snapshot, *about, S.state == State.OPEN.value)


async def exists(snapshot: Snapshot, id_: str, locale: str, domain: str, message_id: str) -> bool:
    """Whether this was ever suggested for this message."""
    which = (S.id == id_, S.locale == locale, S.domain == domain, S.message_id == message_id)
    return (await snapshot.execute(select(S.id).where(*which))).first() is not None


async def end(tx: Transaction, id_: str, state: State) -> bool:
    """Taken or dropped; False where it is not open any more, or there is none."""
    which = (S.id == id_, S.state == State.OPEN.value)
    return (await tx.execute(update(suggestions).where(*which).values(state=state.value))).rowcount > 0


async def _found(snapshot: Snapshot, *which: ColumnElement[bool]) -> Sequence[Suggestion]:
    rows = await snapshot.execute(select(suggestions).where(*which).order_by(S.created_at, S.id))
    return [_suggestion(row) for row in rows]


def _row(one: Suggestion) -> dict[str, Any]:
    return {
        "id": one.id,
        "locale": one.locale,
        "domain": one.domain,
        "message_id": one.message_id,
        "strings": json.dumps(one.strings, ensure_ascii=False),
        "author_id": one.author_id,
        "created_at": one.created_at,
        "state": one.state.value,
    }


def _suggestion(row: Any) -> Suggestion:
    strings = tuple(str(text) for text in json.loads(row.strings))
    state = State(row.state)
    return Suggestion(row.id, row.locale, row.domain, row.message_id, strings, row.author_id, row.created_at, state)
