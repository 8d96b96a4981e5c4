"""The one way to an inquiry for the staff: it asks who may, and writes down who asked (security P13).

That is written down also when the answer is no. What somebody may not see and what does not exist are refused alike.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final, TypeVar

from intake.domain.access import Action, Actor, may
from intake.domain.errors import NotAllowed, NotFound
from intake.domain.inquiry import InquirySummary
from intake.lib.database import Database, Transaction
from intake.lib.ids import is_id
from intake.lib.keyring import KeyRing
from intake.store import audit, inquiries, keys
from intake.store.audit import Entry

T = TypeVar("T")
KIND: Final = "inquiry"


async def carry_out(
    actor: Actor,
    inquiry_id: str,
    action: Action,
    work: Callable[[Transaction, InquirySummary], Awaitable[T]],
    *,
    db: Database,
    keyring: KeyRing,
    now: datetime,
) -> T:
    """Do the work for somebody who may. A refusal is on disk before it is told; the work and its entries are one."""

    async def alone(tx: Transaction, found: Sequence[InquirySummary]) -> T:
        return await work(tx, found[0])

    return await carry_out_all(actor, [inquiry_id], action, alone, db=db, keyring=keyring, now=now)


async def carry_out_all(
    actor: Actor,
    inquiry_ids: Sequence[str],
    action: Action,
    work: Callable[[Transaction, Sequence[InquirySummary]], Awaitable[T]],
    *,
    db: Database,
    keyring: KeyRing,
    now: datetime,
) -> T:
    """The same with several inquiries at once, in their order: for somebody who may do it to each of them."""
    if not all(is_id(each) for each in inquiry_ids):
        raise NotFound
    async with db.write() as tx:
        admitted = [await _admitted(tx, keyring, actor, each, action, now) for each in inquiry_ids]
        found = [each for each in admitted if each is not None]
        if len(found) == len(inquiry_ids):
            try:
                return await work(tx, found)
            except keys.KeyGone:  # erased: there is nothing any more that anybody could see
                raise NotFound from None
    raise NotAllowed


async def _admitted(
    tx: Transaction, keyring: KeyRing, actor: Actor, inquiry_id: str, action: Action, now: datetime
) -> InquirySummary | None:
    """The inquiry, if it exists and this is this person's business; else None, and an entry that they tried."""
    found = await inquiries.summary(tx, keyring, inquiry_id)
    if found is not None and may(actor, action, found.queue):
        return found
    await audit.append(tx, Entry(now, actor.staff_id, f"inquiry.{action.value}", KIND, inquiry_id, "refused"))
    return None
