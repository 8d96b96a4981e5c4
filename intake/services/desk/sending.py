"""Sending what was written: now, or later in the inquirer's day, once and only if nothing came between."""

from dataclasses import replace
from datetime import datetime

import structlog

from intake.domain.access import Action, Actor
from intake.domain.contact import ContactLimits
from intake.domain.errors import Conflict, Refused
from intake.domain.inquiry import InquirySummary
from intake.domain.reply import Held, ReplyState, complaint_about_time
from intake.domain.triage import OPEN
from intake.lib.database import Transaction
from intake.services import inbox, replies
from intake.services.desk.replies import Written, put_down
from intake.services.desk.their_day import zones_of
from intake.services.messages import message_id
from intake.services.office import Office
from intake.services.replies import Answered
from intake.store import audit, inquiries, messages
from intake.store.audit import Entry
from intake.store.messages import Message
from intake.store.work import replies as kept
from intake.store.work.replies import Reply

log = structlog.get_logger()


class CannotSendThen(Refused):
    """Not at this moment. ``code``: past, too_late, outside_hours, ended, spam."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def send(
    actor: Actor,
    inquiry_id: str,
    reply_id: str,
    version: int,
    seen: int,
    written: Written,
    *,
    office: Office,
    now: datetime,
) -> Answered:
    """Send these words now. ``seen``: the inquiry's version when they were last looked at. The same form: one message.

    Raises `NotFound`, and `Conflict` where the inquirer or a colleague was faster; then nothing is kept.
    """

    async def sent(tx: Transaction, found: InquirySummary) -> Answered:
        before = await kept.load(tx, office.keyring, reply_id)
        if before and (before.inquiry_id, before.state) == (found.id, ReplyState.SENT):
            return Answered(before.message_id or "", by_mail=False)
        if found.version != seen:
            raise Conflict
        if found.quarantined:
            raise CannotSendThen("spam")
        reply = await put_down(tx, actor, found, reply_id, version, written, office=office, now=now)
        return await _deliver(tx, found, reply, by=actor.staff_id, office=office, now=now)

    done = await inbox.carry_out(actor, inquiry_id, Action.ANSWER, sent, db=office.db, keyring=office.keyring, now=now)
    if done.by_mail:
        office.ring()
    return done


async def schedule(
    actor: Actor,
    inquiry_id: str,
    reply_id: str,
    version: int,
    seen: int,
    written: Written,
    at: datetime,
    *,
    office: Office,
    now: datetime,
) -> None:
    """Send these words by themselves at a moment. Raises `NotFound`, `Conflict`, `CannotSendThen`."""

    async def scheduled(tx: Transaction, found: InquirySummary) -> None:
        if found.version != seen:
            raise Conflict
        if found.status not in OPEN or found.quarantined:
            raise CannotSendThen("ended")
        inquiry = await inquiries.load(tx, office.keyring, found.id, classes=inbox.READABLE)
        answers = inquiry.answers if inquiry else {}
        if complaint := complaint_about_time(at, now, ContactLimits.of(answers), zones_of(answers)):
            raise CannotSendThen(complaint)
        reply = await put_down(tx, actor, found, reply_id, version, written, office=office, now=now)
        waiting = replace(reply, state=ReplyState.SCHEDULED, send_at=at)
        if not await kept.change(tx, office.keyring, waiting):
            raise Conflict
        detail = {"reply": reply.id, "at": at.isoformat(timespec="seconds")}
        await audit.append(tx, Entry(now, actor.staff_id, "reply.schedule", inbox.KIND, found.id, detail=detail))

    await inbox.carry_out(actor, inquiry_id, Action.ANSWER, scheduled, db=office.db, keyring=office.keyring, now=now)


async def send_due(office: Office, now: datetime) -> None:
    """Send what was put off until now; each by itself. The worker's, every minute.

    Whoever else does the same just then finds another version in the row, and sends nothing.
    """
    async with office.db.read() as snapshot:
        waiting = await kept.due(snapshot, now=now)
    for reply_id in waiting:
        try:
            await _send_one(reply_id, office, now)
        except Conflict:
            pass  # somebody works on it: it is looked at again in a minute
        except Exception:  # one that cannot be sent holds up no other
            log.exception("an answer could not be sent")
    if waiting:
        office.ring()


async def _send_one(reply_id: str, office: Office, now: datetime) -> None:
    async with office.db.write() as tx:
        reply = await kept.load(tx, office.keyring, reply_id)
        if reply is None or reply.state is not ReplyState.SCHEDULED or (reply.send_at or now) > now:
            return
        found = await inquiries.summary(tx, office.keyring, reply.inquiry_id)
        if found is None:
            return
        held = await _held(tx, found, reply, office)
        if held is None:
            await _deliver(tx, found, reply, by="worker", office=office, now=now)
            return
        back = replace(
            reply, state=ReplyState.DRAFT, send_at=None, texts=replace(reply.texts, held=held), updated_at=now
        )
        if not await kept.change(tx, office.keyring, back):
            raise Conflict
        detail = {"reply": reply.id, "why": held.value}
        await audit.append(tx, Entry(now, "worker", "reply.held", inbox.KIND, found.id, detail=detail))


async def _held(tx: Transaction, found: InquirySummary, reply: Reply, office: Office) -> Held | None:
    """Why it must not go out: what it answers to is not what stands there any more."""
    if found.status not in OPEN or found.quarantined:
        return Held.ENDED
    said = await messages.of_inquiry(tx, office.keyring, found.id)
    heard = any(one.author_id is None and one.created_at > reply.updated_at for one in said)
    return Held.WROTE if heard else None


async def _deliver(
    tx: Transaction, found: InquirySummary, reply: Reply, *, by: str, office: Office, now: datetime
) -> Answered:
    """The words become a message, and are kept there alone."""
    texts = reply.texts
    message = Message(
        id=message_id(office.keyring, found.id, reply.id, texts.text),
        inquiry_id=found.id,
        author_id=reply.author_id,
        created_at=now,
        read_at=None,
        text=texts.text,
        locale=reply.locale,
        original=texts.source,
        original_locale=reply.source_locale if texts.source else "",
        translator_id=reply.translator_id or "",
        machine=texts.machine,
    )
    if not await kept.change(tx, office.keyring, kept.emptied(reply, message.id)):
        raise Conflict
    return await replies.deliver(tx, found, message, by=by, office=office)
