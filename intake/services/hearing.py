"""What it changes that an inquirer was heard from: it is the office's turn, and what was closed is open again."""

from datetime import datetime

from intake.domain.errors import NotFound
from intake.domain.inquiry import InquirySummary
from intake.domain.recipients import Colleague, in_charge
from intake.domain.triage import HEARD, NOT_URGENT_ALONE, OPEN, REOPENED_BY_CONTACT, Waiting, with_heard
from intake.domain.values import Priority, Status
from intake.lib.database import Transaction
from intake.services.office import Office
from intake.store import audit, inquiries, revisions, staff
from intake.store.answers import Trace
from intake.store.audit import Entry
from intake.store.revisions import Contents
from intake.store.work import ladders, relations


async def heard_from(
    tx: Transaction, inquiry_id: str, *, office: Office, now: datetime
) -> tuple[InquirySummary, dict[str, str]]:
    """The inquiry as it stands afterwards, and what changed, for the audit trail. Raises `NotFound`.

    Whoever has it open notices. Where the turn comes back to the office, the clock of an answer begins anew; where
    nobody looks after it any more, somebody is reminded until a person accepts it.
    """
    await inquiries.hold(tx, inquiry_id)
    before = await inquiries.summary(tx, office.keyring, inquiry_id)
    if before is None:
        raise NotFound
    reopened = before.status in REOPENED_BY_CONTACT
    open_now = reopened or before.status in OPEN
    turned = open_now and (reopened or before.waiting_for is not Waiting.OFFICE)
    routing = office.content.routing
    roster = await staff.roster(tx) if turned else ()
    charged = in_charge(before.assignee_id, before.queue, roster, now=now)
    # What is opened again goes to who is there; what was under way stays with its owner, unless they are gone for good.
    stays = not reopened and any(_is_owner(person, before) for person in roster)
    owner = before.assignee_id if stays or not turned else charged.staff_id if charged else None
    await inquiries.change(
        tx,
        before.id,
        version=before.version,
        now=now,
        status=Status.IN_TRIAGE if reopened else None,
        due_at=routing.calendar_of(before.queue).due(before.priority, now) if turned else None,
        assignee_id=owner,
        waiting_for=Waiting.OFFICE if open_now else None,
    )
    after = await inquiries.summary(tx, office.keyring, inquiry_id)
    if after is None:
        raise NotFound
    if turned:
        await ladders.forget(tx, after.id)
        # Who has accepted it before and is there is told at once; of anything else somebody is reminded.
        if reopened or charged is None or charged.staff_id != before.assignee_id:
            await remind(tx, after, office=office, now=now)
    if owner != before.assignee_id:
        detail = {"to": owner or ""}
        await audit.append(tx, Entry(now, "worker", "inquiry.assign", "inquiry", after.id, detail=detail))
    await _heard_where_it_goes_on(tx, after, office=office, now=now)
    return after, {"from": before.status.value, "to": after.status.value} if reopened else {}


async def _heard_where_it_goes_on(tx: Transaction, about: InquirySummary, *, office: Office, now: datetime) -> None:
    """What was merged into another inquiry is heard there: it is the office's turn."""
    if about.merged_into is not None:
        survivor, changed = await heard_from(tx, about.merged_into, office=office, now=now)
        await audit.append(tx, Entry(now, "public", "inquiry.heard", "inquiry", survivor.id, detail=changed))


def _is_owner(person: Colleague, about: InquirySummary) -> bool:
    """Whether this is the inquiry's owner, and they may still see it."""
    return person.staff_id == about.assignee_id and person.serves(about.queue)


async def remind(tx: Transaction, about: InquirySummary, *, office: Office, now: datetime) -> None:
    """From now on somebody is reminded of an inquiry, until a person accepts it."""
    routing = office.content.routing
    calendar = routing.calendar_of(about.queue)
    await ladders.begin(tx, [(about.id, now, routing.first_reminder(since=now, due=about.due_at, calendar=calendar))])


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
            calendar = office.content.routing.calendar_of(contents.trace.decision.queue)
            contents.due_at = min(contents.due_at, calendar.due(Priority.SAME_DAY, now))

    if raised:
        for each in {inquiry_id, await relations.goes_on_in(tx, inquiry_id)}:
            await revisions.revise(tx, office.keyring, each, heard, now=now)
    return urgent
