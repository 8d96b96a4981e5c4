"""Somebody asks that mails to them be discreet: that holds for those that wait already, too."""

from sqlalchemy import bindparam, select, update

from intake.domain.message import OutboxState
from intake.lib.database import Transaction
from intake.lib.keyring import KeyRing
from intake.store import keys
from intake.store.outbox import RECIPIENT, recipient_of
from intake.store.tables import outbox

_WAITING = (OutboxState.QUEUED.value, OutboxState.LEASED.value, OutboxState.DEAD.value)
_CHANGE = update(outbox).where(outbox.c.id == bindparam("order_id")).values(recipient_sealed=bindparam("sealed"))


async def hush(tx: Transaction, keyring: KeyRing, inquiry_id: str) -> int:
    """Let no mail to the inquirer that has not gone out say who writes; how many. Raises `keys.KeyGone`.

    One that goes out in this very moment goes as it is; tried again, it is discreet.
    """
    key = await keys.of(tx, keyring, inquiry_id)
    columns = (outbox.c.id, outbox.c.inquiry_id, outbox.c.recipient_sealed)
    wanted = (outbox.c.inquiry_id == inquiry_id, outbox.c.state.in_(_WAITING), outbox.c.recipient_sealed.is_not(None))
    rows = (await tx.execute(select(*columns).where(*wanted).order_by(outbox.c.id).with_for_update())).all()
    opened = {row.id: recipient_of(row, {inquiry_id: key}, keyring) for row in rows}
    open_ones = {id_: address for id_, (address, discreet, *_) in opened.items() if not discreet}
    for id_, address in open_ones.items():
        await tx.execute(_CHANGE, {"order_id": id_, "sealed": key.seal(RECIPIENT, id_, [address, True])})
    return len(open_ones)
