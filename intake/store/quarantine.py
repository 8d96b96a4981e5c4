"""What looks like spam: kept apart until a person has looked; and how often an address was written to lately."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select, update

from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store.identities import identity_tag
from intake.store.tables import blind_indexes, inquiries


async def release(tx: Transaction, inquiry_id: str, *, version: int, now: datetime) -> bool:
    """Let an inquiry out. False: it is not at ``version`` any more, or was let out already."""
    change = (
        update(inquiries)
        .where(inquiries.c.id == inquiry_id, inquiries.c.version == version, inquiries.c.quarantined)
        .values(quarantined=False, version=inquiries.c.version + 1, updated_at=now)
    )
    return (await tx.execute(change)).rowcount > 0


async def hold(tx: Transaction, inquiry_id: str) -> None:
    """Put an inquiry back among those that wait for somebody to look."""
    await tx.execute(update(inquiries).where(inquiries.c.id == inquiry_id).values(quarantined=True))


async def inquiries_since(
    snapshot: Snapshot, keyring: KeyRing, emails: Collection[str], *, since: datetime
) -> Mapping[str, int]:
    """How many inquiries named each address (canonical) since then, but those held; one statement for all of them."""
    tags = {identity_tag(keyring, "email", email): email for email in emails}
    if not tags:
        return {}
    statement = (
        select(blind_indexes.c.tag, func.count().label("number"))
        .join(inquiries, inquiries.c.id == blind_indexes.c.inquiry_id)
        .where(blind_indexes.c.kind == "email", blind_indexes.c.tag.in_(list(tags)))
        .where(inquiries.c.received_at > since, ~inquiries.c.quarantined)
        .group_by(blind_indexes.c.tag)
    )
    return {tags[bytes(row.tag)]: row.number for row in await snapshot.execute(statement)}
