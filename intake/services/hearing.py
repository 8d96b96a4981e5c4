"""What it changes that an inquirer was heard from: whoever has the inquiry open notices, and it is open again."""

from dataclasses import replace
from datetime import datetime

from intake.domain.errors import NotFound
from intake.domain.inquiry import InquirySummary
from intake.domain.triage import HEARD, NOT_URGENT_ALONE, REOPENED_BY_CONTACT, UNANSWERED, Waiting, with_heard
from intake.domain.values import Priority, Status
from intake.lib.database import Transaction
from intake.services.office import Office
from intake.store import inquiries, revisions
from intake.store.answers import Trace
from intake.store.revisions import Contents


async def heard_from(
    tx: Transaction, inquiry_id: str, *, office: Office, now: datetime, answered: bool = False
) -> tuple[InquirySummary, dict[str, str]]:
    """The inquiry as it stands afterwards, and what changed, for the audit trail. Raises `NotFound`.

    ``answered``: they write back to what the office wrote. The clock of an answer begins anew: the old date was kept.
    """
    touched = await inquiries.touch(tx, inquiry_id, now=now, waiting_for=Waiting.OFFICE)
    about = await inquiries.summary(tx, office.keyring, inquiry_id)
    if not touched or about is None:
        raise NotFound
    reopened = about.status in REOPENED_BY_CONTACT
    if not reopened and not (answered and about.status in UNANSWERED):
        return about, {}
    status = Status.IN_TRIAGE if reopened else about.status
    due = office.content.routing.calendar.due(about.priority, now)
    await inquiries.change(tx, about.id, version=about.version, now=now, status=status, due_at=due)
    after = replace(about, status=status, due_at=due, version=about.version + 1)
    return after, {"from": about.status.value, "to": status.value} if reopened else {}


async def hear_words(tx: Transaction, inquiry_id: str, text: str, *, office: Office, now: datetime) -> bool:
    """Raise the flags that words call for, wherever they were written; whether somebody must look today because of it.

    Raises `keys.KeyGone` for an inquiry that was erased.
    """
    raised = {HEARD[alarm] for alarm in office.content.alarms([text])}
    urgent = bool(raised - NOT_URGENT_ALONE)

    def heard(contents: Contents) -> None:
        trace = contents.trace
        contents.trace = Trace(trace.facts, with_heard(trace.flags, raised), trace.decision, trace.signs)
        if urgent:
            contents.priority = Priority.SAME_DAY
            contents.due_at = min(contents.due_at, office.content.routing.calendar.due(Priority.SAME_DAY, now))

    if raised:
        for each in {inquiry_id, await relations.goes_on_in(tx, inquiry_id)}:
            await revisions.revise(tx, office.keyring, each, heard, now=now)
    return urgent
