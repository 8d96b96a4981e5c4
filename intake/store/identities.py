"""What an inquiry is found by: keyed tags of its addresses, its numbers and the words of its names, equality only.

A name's word is kept as it sounds (`lib.transliteration`), so that one script finds another.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from intake.domain.inquiry import contacts_of, names_of
from intake.domain.values import Answers
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.lib.transliteration import VERSION, kept_keys
from intake.store import answers, meta
from intake.store.tables import blind_indexes, inquiries

B: Final = blind_indexes.c
I: Final = inquiries.c  # noqa: E741 - read as "the inquiry's"
NAME: Final = "name"
_NAMES_CLASS: Final = "P1"  # in which names stand
_SPELLED: Final = "name-keys"  # how far, and by which version
_ALL: Final = "all"
_INSERT: Final = insert(blind_indexes).on_conflict_do_nothing()


def identity_tag(keyring: KeyRing, kind: str, value: str) -> bytes:
    """What a contact's canonical value, or a name's key, is found by."""
    return keyring.tag(f"contact-{kind}", value, size=16)


async def insert_many(
    tx: Transaction, keyring: KeyRing, found: Mapping[str, tuple[Mapping[str, str], Answers]]
) -> None:
    """Keep what inquiries (by id) are found by: their contacts by kind, and the names in their answers."""
    rows = [row for owner, (contacts, said) in found.items() for row in _rows(keyring, owner, contacts, said)]
    await tx.insert(_INSERT, rows)


async def replace(tx: Transaction, keyring: KeyRing, inquiry_id: str, said: Answers) -> None:
    """What the inquiry is found by from now on."""
    await tx.execute(delete(blind_indexes).where(B.inquiry_id == inquiry_id))
    await insert_many(tx, keyring, {inquiry_id: (contacts_of(said), said)})


async def verify(tx: Transaction, inquiry_id: str, tag: bytes) -> None:
    """Somebody has shown that the mailbox with this tag is theirs, by a link that was sent there."""
    await tx.execute(update(inquiries).where(I.id == inquiry_id).values(verified_email_tag=tag))


async def is_verified(snapshot: Snapshot, inquiry_id: str, tag: bytes) -> bool:
    """Whether that is the mailbox somebody has last shown to be theirs."""
    known = (await snapshot.execute(select(I.verified_email_tag).where(I.id == inquiry_id))).scalar()
    return known is not None and bytes(known) == tag


async def spell_again(tx: Transaction, keyring: KeyRing, *, limit: int) -> bool:
    """Make the keys of the next inquiries' names anew where another version made them, or none. False: all are."""
    version, _, reached = (await meta.get(tx, _SPELLED) or b"").decode().partition(":")
    after = reached if version == str(VERSION) else ""
    if after == _ALL:
        return False
    # Held: whoever changes one at this moment comes before or after, never in between.
    some = select(I.id, I.revision).where(I.id > after).order_by(I.id).limit(limit).with_for_update()
    rows = (await tx.execute(some)).all()
    parts = await answers.load_many(tx, keyring, {row.id: row.revision for row in rows}, classes=[_NAMES_CLASS])
    await tx.execute(delete(blind_indexes).where(B.kind == NAME, B.inquiry_id.in_([row.id for row in rows])))
    await insert_many(tx, keyring, {owner: ({}, answers.merged(said)) for owner, said in parts.items()})
    reached = rows[-1].id if len(rows) == limit else _ALL
    await meta.put(tx, _SPELLED, f"{VERSION}:{reached}".encode())
    return reached != _ALL


def _rows(keyring: KeyRing, owner: str, contacts: Mapping[str, str], said: Answers) -> list[dict[str, Any]]:
    keys = [(NAME, key) for name in names_of(said) for key in kept_keys(name)]
    return [
        {"inquiry_id": owner, "kind": kind, "tag": identity_tag(keyring, kind, value)}
        for kind, value in dict.fromkeys([*contacts.items(), *keys])
    ]
