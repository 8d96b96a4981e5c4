"""Withdrawing an inquiry: its use is not agreed to any more, nobody works on it, and no mail about it goes out."""

from contextlib import suppress
from datetime import datetime
from typing import Final

from intake.domain.consent import WITH_USE
from intake.domain.message import MailKind
from intake.domain.triage import REOPENED_BY_CONTACT, Mover, may_move
from intake.domain.values import Status
from intake.domain.visit import Visit
from intake.services import consents, revisions
from intake.services.office import Office, tell_desk
from intake.services.revisions import Contents, Unchanged
from intake.store import outbox

ACTION: Final = "inquiry.withdrawn"


async def withdraw(visit: Visit, *, office: Office, now: datetime) -> None:
    """Withdraw the visitor's inquiry, and tell its desk. Withdrawn already is well, too. Raises `NotFound`."""
    before = await consents.of_visit(visit, office=office)
    if before.status is Status.WITHDRAWN:
        return

    def ended(contents: Contents) -> None:
        if contents.status is Status.WITHDRAWN:  # by another click, between the look and now
            raise Unchanged
        contents.consents = consents.take_back(contents, office, *WITH_USE, at=now)
        contents.status = _after(contents.status)

    detail = {"from": before.status.value, "to": _after(before.status).value}
    with suppress(Unchanged):
        async with office.db.write() as tx:
            about = await revisions.revise_in(tx, visit, ended, action=ACTION, detail=detail, office=office, now=now)
            # With what was ordered this moment: the desk gets one mail, of its own.
            await outbox.cancel_of(tx, visit.inquiry_id)
            because = f"withdrawn:{about.revision}"
            await tell_desk(tx, about, MailKind.INQUIRY_UPDATED, because=because, office=office, now=now)
        office.ring()


def _after(status: Status) -> Status:
    """Where it stands then. What was over is opened by the contact first; a double or a death stays what it is."""
    opened = Status.IN_TRIAGE if status in REOPENED_BY_CONTACT else status
    refused = may_move(opened, Status.WITHDRAWN, reason=None, by=Mover.PATIENT)
    return status if refused else Status.WITHDRAWN
