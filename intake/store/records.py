"""What coordinators judged of an inquiry's medical records: one sealed blob for each inquiry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from intake.domain.files import FileKind
from intake.domain.records import Judgement, Judgements, RecordState
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import keys
from intake.store.tables import records

_KIND = "records"


async def of_inquiry(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str) -> tuple[int, Judgements]:
    """The version and what was judged; 0 and nothing where nobody has judged yet. Raises `keys.KeyGone`."""
    row = (await snapshot.execute(select(records).where(records.c.inquiry_id == inquiry_id))).first()
    if row is None:
        return 0, {}
    key = await keys.of(snapshot, keyring, inquiry_id)
    return row.version, _judgements(key.open(_KIND, row.version, row.sealed))


async def judge(tx: Transaction, keyring: KeyRing, inquiry_id: str, judged: Judgements, *, seen: int) -> bool:
    """Keep the next version. False: it is not at ``seen`` any more. Raises `keys.KeyGone`."""
    # Held, so that on PostgreSQL two first judgements wait for each other too.
    key = await keys.hold(tx, keyring, inquiry_id)
    found, _ = await of_inquiry(tx, keyring, inquiry_id)
    if found != seen:
        return False
    row = {"version": seen + 1, "sealed": key.seal(_KIND, seen + 1, _value(judged))}
    if seen:
        await tx.execute(update(records).where(records.c.inquiry_id == inquiry_id).values(row))
    else:
        await tx.execute(insert(records).values({"inquiry_id": inquiry_id, **row}))
    return True


def _value(judged: Judgements) -> dict[str, Any]:
    return {kind.value: {"state": one.state.value, "at": one.at.isoformat()} for kind, one in judged.items()}


def _judgements(value: Mapping[str, Mapping[str, str]]) -> Judgements:
    return {
        FileKind(kind): Judgement(RecordState(one["state"]), datetime.fromisoformat(one["at"]))
        for kind, one in value.items()
    }
