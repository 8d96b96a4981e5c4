"""A mail did not reach its reader: a coordinator corrects the inquirer's address, or has the mail sent again.

The old address hears nothing of a correction: it belongs to nobody, or to a stranger. The inquirer reads of it on their
own page. What is sent again is an order of its own, so that nothing that comes back about the first one is taken for
news of the second.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from intake.domain import reading
from intake.domain.access import Action, Actor
from intake.domain.contact import ContactLimits
from intake.domain.errors import Conflict, NotFound, Refused
from intake.domain.inquiry import InquirySummary
from intake.domain.mail_state import Reason
from intake.domain.message import MailKind
from intake.domain.triage import UNMAILED
from intake.domain.typed import Complaint
from intake.domain.values import Answers
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.services.admission import KIND, carry_out
from intake.services.office import Office
from intake.services.readers import READERS
from intake.services.revisions import Contents, put
from intake.store import audit, mails, outbox, revisions
from intake.store.audit import Entry
from intake.store.outbox import MailOrder
from intake.store.outbox_entries import OutboxEntry

SHOWN: Final = 50
ONCE: Final = frozenset({MailKind.ONE_TIME_LINK, MailKind.INVITATION, MailKind.DRAFT_SAVED, MailKind.CONTACT_CHANGED})
"""Not sent again: a link belongs to the address it was made for, and news of a change to the address that was left."""


class CannotSend(Refused):
    """``code``: address_empty, address_wrong, address_same, mail_over (it has been dealt with), mail_unwanted."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class AboutMail:
    """A mail about an inquiry. ``current``: it went where the inquirer is reached now; a colleague's always does.

    ``unreached``: it waits for a person. ``repeatable``: it can be sent again.
    """

    mail: OutboxEntry
    current: bool
    unreached: bool
    repeatable: bool


async def of_inquiry(
    snapshot: Snapshot, keyring: KeyRing, inquiry_id: str, said: Answers, *, now: datetime
) -> Sequence[AboutMail]:
    """The mails about an inquiry that its reader has opened, the latest first. ``said``: its answers now."""
    found = await mails.of_inquiry(snapshot, inquiry_id, limit=SHOWN)
    repeated = {mail.repeats_id for mail in found}
    waiting = {one.id for one in found if one.standing(now).unreached and one.id not in repeated}
    went = await mails.addresses(snapshot, keyring, inquiry_id, [one.id for one in found if not one.to_staff])
    return [
        AboutMail(
            mail=one,
            current=one.to_staff or went.get(one.id) == said.get("email"),
            unreached=one.id in waiting,
            repeatable=one.id in waiting and one.kind not in ONCE,
        )
        for one in found
    ]


async def correct(
    actor: Actor, inquiry_id: str, version: int, mail_id: str, typed: str, *, office: Office, now: datetime
) -> None:
    """Make what was typed the inquirer's address, and send there what did not reach them: one mail of each kind.

    Raises `CannotSend`, `NotFound`, and `Conflict` where the inquirer or a colleague was faster.
    """
    address = _address(typed, office, now)

    async def corrected(tx: Transaction, found: InquirySummary) -> None:
        before, about = await _open(tx, found, version, mail_id, office=office, now=now)
        if before.get("email") == address:
            raise CannotSend("address_same")

        def change(contents: Contents) -> None:
            if contents.answers.get("email") != before.get("email"):
                raise Conflict
            put(contents, office, "email", address)

        kept = await revisions.revise(tx, office.keyring, found.id, change, now=now)
        if kept is None:
            raise NotFound
        to_them = [one for one in about if one.current and not one.mail.to_staff and _can_follow(one, now)]
        # The latest of each kind: it says what the earlier ones said.
        latest = {one.mail.kind: one.mail for one in reversed(to_them) if one.mail.kind not in ONCE}
        await _repeat(tx, found, list(latest.values()), kept[1].answers, office=office, now=now)
        await mails.stop(tx, [one.mail.id for one in to_them], why=Reason.SENT_AGAIN)
        await _write_down(tx, actor, "inquiry.address", found, now, revision=kept[0], count=len(latest))

    await carry_out(actor, inquiry_id, Action.ANSWER, corrected, db=office.db, keyring=office.keyring, now=now)
    office.ring()


async def send_again(
    actor: Actor, inquiry_id: str, version: int, mail_id: str, *, office: Office, now: datetime
) -> None:
    """Send a mail that was given up or came back again, to where its reader is reached now.

    Raises `CannotSend`, `NotFound`, and `Conflict` where the inquirer or a colleague was faster.
    """

    async def sent(tx: Transaction, found: InquirySummary) -> None:
        said, about = await _open(tx, found, version, mail_id, office=office, now=now)
        (mail,) = (one for one in about if one.mail.id == mail_id)
        if not mail.repeatable:
            raise CannotSend("mail_over")
        await _repeat(tx, found, [mail.mail], said, office=office, now=now)
        await mails.stop(tx, [mail_id], why=Reason.SENT_AGAIN)
        await _write_down(tx, actor, "inquiry.mail_again", found, now, kind=mail.mail.kind.value)

    await carry_out(actor, inquiry_id, Action.ANSWER, sent, db=office.db, keyring=office.keyring, now=now)
    office.ring()


async def put_aside(
    actor: Actor, inquiry_id: str, version: int, mail_id: str, *, office: Office, now: datetime
) -> None:
    """They were told another way, as by telephone: the mail waits for nobody any more.

    Raises `CannotSend`, `NotFound`, and `Conflict` where the inquirer or a colleague was faster.
    """

    async def settled(tx: Transaction, found: InquirySummary) -> None:
        _, about = await _open(tx, found, version, mail_id, office=office, now=now)
        (mail,) = (one.mail for one in about if one.mail.id == mail_id)
        await mails.stop(tx, [mail_id], why=Reason.DEALT_WITH)
        await _write_down(tx, actor, "inquiry.mail_aside", found, now, kind=mail.kind.value)

    await carry_out(actor, inquiry_id, Action.ANSWER, settled, db=office.db, keyring=office.keyring, now=now)
    office.ring()


async def _open(
    tx: Transaction, found: InquirySummary, version: int, mail_id: str, *, office: Office, now: datetime
) -> tuple[Answers, Sequence[AboutMail]]:
    """What the inquiry says, and its mails, of which this one waits for somebody."""
    contents = await revisions.load(tx, office.keyring, found.id)
    if contents is None:
        raise NotFound
    about = await of_inquiry(tx, office.keyring, found.id, contents.answers, now=now)
    mine = [one for one in about if one.mail.id == mail_id]
    if not mine:
        raise NotFound
    # Said first: whoever clicks twice is told that it is done, not that a colleague was faster.
    if not mine[0].unreached:
        raise CannotSend("mail_over")
    if found.version != version:
        raise Conflict
    if found.status in UNMAILED:
        raise CannotSend("mail_unwanted")
    return contents.answers, about


async def _repeat(
    tx: Transaction,
    found: InquirySummary,
    wanted: Sequence[OutboxEntry],
    said: Answers,
    *,
    office: Office,
    now: datetime,
) -> None:
    email = said.get("email")
    if not isinstance(email, str) and any(not mail.to_staff for mail in wanted):
        raise CannotSend("address_empty")
    await outbox.enqueue(tx, office.keyring, [_again(mail, found, said, office=office, now=now) for mail in wanted])


def _again(mail: OutboxEntry, found: InquirySummary, said: Answers, *, office: Office, now: datetime) -> MailOrder:
    return replace(
        office.order(
            mail.kind,
            found.id,
            mail.locale,
            because=f"again:{mail.id}",
            now=now,
            recipient=None if mail.to_staff else str(said["email"]),
            staff_id=mail.staff_id,
            discreet=not mail.to_staff and ContactLimits.of(said).discreet,
        ),
        repeats_id=mail.id,
    )


def _can_follow(one: AboutMail, now: datetime) -> bool:
    """Whether it did not reach them, or is still being tried where it cannot arrive."""
    return one.unreached or (one.mail.next_at is not None and one.mail.attempts > 0)


async def _write_down(
    tx: Transaction, actor: Actor, action: str, found: InquirySummary, now: datetime, **detail: str | int
) -> None:
    await audit.append(tx, Entry(now, actor.staff_id, action, KIND, found.id, detail=detail))


def _address(typed: str, office: Office, now: datetime) -> str:
    """As the form reads one. Raises `CannotSend`."""
    question = office.content.questionnaire.question("email")
    read = reading.read(question, {question.id: [typed]}, READERS, now.date(), None)
    if isinstance(read, Complaint):
        raise CannotSend("address_wrong")
    if not isinstance(read, str) or not read:
        raise CannotSend("address_empty")
    return read
