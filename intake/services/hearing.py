"""What it changes that an inquirer was heard from: whoever has the inquiry open notices, and it is open again."""

from dataclasses import replace
from datetime import datetime

from intake.domain.errors import NotFound
from intake.domain.inquiry import InquirySummary
from intake.domain.triage import REOPENED_BY_CONTACT
from intake.domain.values import Status
from intake.lib.database import Transaction
from intake.services.office import Office
from intake.store import inquiries


async def heard_from(
    tx: Transaction, inquiry_id: str, *, office: Office, now: datetime
) -> tuple[InquirySummary, dict[str, str]]:
    """The inquiry as it stands afterwards, and what changed, for the audit trail. Raises `NotFound`."""
    touched = await inquiries.touch(tx, inquiry_id, now=now)
    about = await inquiries.summary(tx, office.keyring, inquiry_id)
    if not touched or about is None:
        raise NotFound
    if about.status not in REOPENED_BY_CONTACT:
        return about, {}
    changed = {"from": about.status.value, "to": Status.IN_TRIAGE.value}
    due = office.content.routing.calendar.due(about.priority, now)
    await inquiries.change(tx, about.id, version=about.version, now=now, status=Status.IN_TRIAGE, due_at=due)
    return replace(about, status=Status.IN_TRIAGE, due_at=due, version=about.version + 1), changed
