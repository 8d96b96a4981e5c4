"""Which forms have been sent, so that a double click and a retry are one inquiry."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from intake.domain.values import Answers
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store.tables import drafts, submissions


@dataclass(frozen=True, slots=True)
class KnownSubmission:
    """A form that was sent before: what became of it, and what it said the last time."""

    inquiry_id: str
    digest: bytes
    created_at: datetime


_INSERT = insert(submissions)
_KNOWN = select(submissions).where(submissions.c.form_id.in_(bindparam("forms", expanding=True)))


def digest(keyring: KeyRing, answers: Answers) -> bytes:
    """Equal for equal answers. Keyed: nobody without the key ring can test a guess against it."""
    return keyring.tag("submission", json.dumps(dict(answers), sort_keys=True), size=32)


async def known(snapshot: Snapshot, form_ids: Iterable[str]) -> Mapping[str, KnownSubmission]:
    """Those of the forms that were sent before."""
    wanted = sorted(set(form_ids))
    if not wanted:
        return {}
    rows = await snapshot.execute(_KNOWN, {"forms": wanted})
    return {row.form_id: KnownSubmission(row.inquiry_id, row.digest, row.created_at) for row in rows}


async def insert_many(tx: Transaction, rows: Sequence[tuple[str, bytes, str, datetime]]) -> None:
    """Note forms: (form id, digest, inquiry id, when). Raises `Conflict` for one that is known."""
    names = ("form_id", "digest", "inquiry_id", "created_at")
    await tx.insert(_INSERT, [dict(zip(names, row, strict=True)) for row in rows])


async def changed(tx: Transaction, form_id: str, new_digest: bytes) -> None:
    """Note what a form says now, so that a retry of the change is not a second one."""
    await tx.execute(update(submissions).where(submissions.c.form_id == form_id).values(digest=new_digest))


async def sweep(tx: Transaction, *, before: datetime) -> int:
    """Forget forms sent before, but those put aside again; how many. A retry after that is a new inquiry."""
    over = (submissions.c.created_at < before, submissions.c.form_id.not_in(select(drafts.c.form_id)))
    return (await tx.execute(delete(submissions).where(*over))).rowcount
