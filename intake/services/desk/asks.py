"""The office asks for what is missing: a few questions of the form, put to the inquirer on a page of their own."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from intake.domain.access import Action, Actor
from intake.domain.criteria.asking import MOST, chosen
from intake.domain.errors import Conflict, NotFound, Refused
from intake.domain.inquiry import InquirySummary
from intake.domain.message import MailKind
from intake.domain.triage import OPEN, Waiting, may_move
from intake.domain.values import Status
from intake.lib.database import Transaction
from intake.services import inbox
from intake.services.mail.readers import tell_inquirer
from intake.services.office import Office
from intake.store import audit, inquiries
from intake.store.audit import Entry
from intake.store.inquiries import KEEP
from intake.store.work import asks
from intake.store.work.asks import Ask

__all__ = ["Ask", "Asked", "CannotAsk", "send", "withdraw"]


class CannotAsk(Refused):
    """These questions cannot be put. ``code``: none_chosen, too_many, ended, held."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of it. ``by_mail``: whether a mail tells the inquirer; else somebody must tell them."""

    ask_id: str
    by_mail: bool


async def send(
    actor: Actor,
    inquiry_id: str,
    version: int,
    questions: Collection[str],
    form_id: str,
    *,
    office: Office,
    now: datetime,
) -> Asked:
    """Put questions to the inquirer, by their ids. The same form sent twice asks once.

    It is the inquirer's turn then, and the status says so where it can. Whoever asks what nobody had taken looks after
    it from now on. Raises `NotFound`, `CannotAsk`, and `Conflict` where the inquirer or a colleague was faster.
    """
    ask_id = hashlib.sha256(f"{inquiry_id}:{form_id}".encode("utf-8", "surrogatepass")).hexdigest()[:26]

    async def asked(tx: Transaction, found: InquirySummary) -> Asked:
        if any(known.id == ask_id for known in await asks.of_inquiry(tx, office.keyring, found.id)):
            return Asked(ask_id, by_mail=False)
        if found.version != version:
            raise Conflict
        wanted = await _wanted(tx, found, questions, office, now)
        await asks.add(tx, office.keyring, Ask(ask_id, found.id, actor.staff_id, now, wanted))
        moved = await _wait(tx, actor, found, now)
        by_mail = await tell_inquirer(
            tx, moved, MailKind.MESSAGE_WAITING, because=f"ask:{ask_id}", office=office, now=now
        )
        told = {"from": found.status.value, "to": moved.status.value} if moved.status is not found.status else {}
        detail: dict[str, str | int] = {"ask": ask_id, "count": len(wanted), **told}
        await audit.append(tx, Entry(now, actor.staff_id, "inquiry.ask", inbox.KIND, found.id, detail=detail))
        return Asked(ask_id, by_mail)

    done = await inbox.carry_out(actor, inquiry_id, Action.ANSWER, asked, db=office.db, keyring=office.keyring, now=now)
    if done.by_mail:
        office.ring()
    return done


async def withdraw(actor: Actor, inquiry_id: str, ask_id: str, *, office: Office, now: datetime) -> None:
    """Take back questions nobody needs any more; twice, or once they are answered, is well. Raises `NotFound`."""

    async def withdrawn(tx: Transaction, found: InquirySummary) -> None:
        known = await asks.of_inquiry(tx, office.keyring, found.id)
        ask = next((one for one in known if one.id == ask_id), None)
        if ask is None:
            raise NotFound
        if not ask.is_open:
            return
        await asks.change(tx, office.keyring, replace(ask, withdrawn_at=now))
        alone = not any(one.is_open for one in known if one.id != ask_id)
        turn = Waiting.OFFICE if alone and found.status in OPEN and found.waiting_for is Waiting.INQUIRER else None
        await inquiries.touch(tx, found.id, now=now, waiting_for=turn)
        detail = {"ask": ask_id}
        await audit.append(tx, Entry(now, actor.staff_id, "inquiry.unask", inbox.KIND, found.id, detail=detail))

    await inbox.carry_out(actor, inquiry_id, Action.ANSWER, withdrawn, db=office.db, keyring=office.keyring, now=now)


async def _wanted(
    tx: Transaction, found: InquirySummary, questions: Collection[str], office: Office, now: datetime
) -> tuple[str, ...]:
    if found.status not in OPEN or found.quarantined:
        raise CannotAsk("held" if found.quarantined else "ended")
    inquiry = await inquiries.load(tx, office.keyring, found.id, classes=inbox.READABLE)
    if inquiry is None:
        raise NotFound
    wanted = chosen(office.content.questionnaire, questions, inquiry.answers, now.date())
    if not wanted:
        raise CannotAsk("none_chosen")
    if len(wanted) > MOST:
        raise CannotAsk("too_many")
    return wanted


async def _wait(tx: Transaction, actor: Actor, found: InquirySummary, now: datetime) -> InquirySummary:
    """It is the inquirer's turn: an answer in the sense of the promise, since a person wrote to them."""
    through = (Status.IN_TRIAGE,) if found.status in inbox.NEW else ()
    last = through[-1] if through else found.status
    need_info = (Status.NEED_INFO,) if may_move(last, Status.NEED_INFO, reason=None) is None else ()
    version = found.version
    for status in (*through, *need_info) or (None,):
        changed = await inquiries.change(
            tx,
            found.id,
            version=version,
            now=now,
            status=status,
            assignee_id=actor.staff_id if found.assignee_id is None else KEEP,
            answered_at=now,
            waiting_for=Waiting.INQUIRER,
        )
        if not changed:
            raise Conflict
        version += 1
    final = (*through, *need_info)
    return replace(found, status=final[-1] if final else found.status, version=version)
