"""Forms begun and put aside: everything typed, sealed under a key that becomes the inquiry's when the form is sent.

The resume code is derived from the draft's id and the form's secret, and never stored; a keyed tag of it finds the row.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, select, update

from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import keys
from intake.store.sealing import InquiryKey
from intake.store.tables import drafts, inquiries

_KIND: Final = "draft"
_BEGUN: Final = (
    select(drafts.c.form_id, drafts.c.id, drafts.c.code_tag)
    .where(drafts.c.form_id.in_(bindparam("forms", expanding=True)))
    .with_for_update()  # SQLite has one writer, and leaves it out
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it was put aside, in the clear. ``values`` are as they were typed, by field name."""

    id: str
    form_id: str
    form_secret: str = field(repr=False)
    form_version: str
    locale: str
    values: Mapping[str, Sequence[str]] = field(repr=False)
    created_at: datetime
    updated_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """That a form was put aside, without a look at what it says."""

    id: str
    code_tag: bytes = field(repr=False)

    def belongs_to(self, keyring: KeyRing, form_secret: str) -> bool:
        """Whether this is the secret of the form that was put aside."""
        return hmac.compare_digest(self.code_tag, _tag(keyring, code_of(keyring, self.id, form_secret)))


def code_of(keyring: KeyRing, draft_id: str, form_secret: str) -> str:
    """The sixteen digits that bring a draft back. Of an inquiry, put aside before or not, they are the access code."""
    return keyring.digits(draft_id, form_secret)


async def begun(tx: Transaction, form_ids: Iterable[str]) -> Mapping[str, Begun]:
    """Those of the forms that were put aside. Until the transaction ends nobody else changes or forgets them."""
    wanted = sorted(set(form_ids))
    if not wanted:
        return {}
    rows = await tx.execute(_BEGUN, {"forms": wanted})
    return {row.form_id: Begun(row.id, row.code_tag) for row in rows}


async def by_form(
    snapshot: Snapshot, keyring: KeyRing, form_id: str, form_secret: str, *, now: datetime
) -> Draft | None:
    """The draft of a form, for who holds its secret."""
    row = (await snapshot.execute(select(drafts).where(drafts.c.form_id == form_id))).first()
    if row is None or not Begun(row.id, row.code_tag).belongs_to(keyring, form_secret):
        return None
    return await _opened(snapshot, keyring, row, now=now)


async def by_code(snapshot: Snapshot, keyring: KeyRing, code: str, *, now: datetime) -> Draft | None:
    """The draft with this resume code."""
    row = (await snapshot.execute(select(drafts).where(drafts.c.code_tag == _tag(keyring, code)))).first()
    return None if row is None else await _opened(snapshot, keyring, row, now=now)


async def add(tx: Transaction, keyring: KeyRing, key: InquiryKey, draft: Draft) -> None:
    """Put a form aside for the first time. Raises `lib.database.Conflict` if it was already."""
    tag = _tag(keyring, code_of(keyring, draft.id, draft.form_secret))
    fixed = {"id": draft.id, "form_id": draft.form_id, "code_tag": tag, "created_at": draft.created_at}
    await tx.execute(insert(drafts).values({**fixed, **_changing(key, draft)}))


async def change(tx: Transaction, key: InquiryKey, draft: Draft) -> None:
    """Put it aside again, as it is now."""
    await tx.execute(update(drafts).where(drafts.c.id == draft.id).values(_changing(key, draft)))


async def keep_until(tx: Transaction, draft_id: str, until: datetime) -> None:
    """Keep a draft longer, as it is."""
    await tx.execute(update(drafts).where(drafts.c.id == draft_id).values(expires_at=until))


async def remove(tx: Transaction, draft_id: str) -> bool:
    """Forget a draft. Its key and its files are the caller's to keep or to forget, if this says True."""
    return (await tx.execute(delete(drafts).where(drafts.c.id == draft_id))).rowcount > 0


async def became_inquiry(snapshot: Snapshot, draft_id: str) -> bool:
    """Whether the form was sent: key and files are the inquiry's then."""
    return (await snapshot.execute(select(inquiries.c.id).where(inquiries.c.id == draft_id))).first() is not None


async def remove_expired(tx: Transaction, *, now: datetime) -> Sequence[str]:
    """Forget the drafts whose time is over; which they were."""
    return (await tx.execute(delete(drafts).where(drafts.c.expires_at <= now).returning(drafts.c.id))).scalars().all()


async def _opened(snapshot: Snapshot, keyring: KeyRing, row: Any, *, now: datetime) -> Draft | None:
    if row.expires_at <= now:
        return None
    try:
        key = await keys.of(snapshot, keyring, row.id)
    except keys.KeyGone:
        return None
    said = key.open(_KIND, row.form_id, row.sealed)
    times = (row.created_at, row.updated_at, row.expires_at)
    return Draft(row.id, row.form_id, said["secret"], row.form_version, row.locale, said["values"], *times)


def _changing(key: InquiryKey, draft: Draft) -> dict[str, Any]:
    said = {"secret": draft.form_secret, "values": {name: list(typed) for name, typed in draft.values.items()}}
    return {
        "locale": draft.locale,
        "form_version": draft.form_version,
        "updated_at": draft.updated_at,
        "expires_at": draft.expires_at,
        "sealed": key.seal(_KIND, draft.form_id, said),
    }


def _tag(keyring: KeyRing, code: str) -> bytes:
    return keyring.tag("resume", code, size=16)
