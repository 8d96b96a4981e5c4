"""What comes back to where we send from: a report marks the mail it is about, a person gets one fixed answer a day.

Nothing is ever read into an inquiry, kept or logged, and nothing else is written to anybody: reports and machines are
never answered, so that no loop can begin. Whoever forges a report needs the unguessable id of a mail, and changes no
more than the mark on it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from intake.domain.contact import ContactLimits
from intake.domain.inquiry import InquirySummary
from intake.domain.message import MailKind
from intake.lib.contacts import parse_email
from intake.lib.database import DatabaseError, Snapshot, Transaction
from intake.lib.ids import new_id
from intake.lib.mail.reports import Action, Report, Returned, read
from intake.lib.throttle import Bucket
from intake.services.mail.limits import may_write
from intake.services.office import Office
from intake.store import audit, bounces, finding, keys, outbox, revisions, throttles

ONE_A_DAY: Final = Bucket(size=1, refill=timedelta(days=1))
# Envelopes are easily forged: whom we know nothing of is answered seldom, so that nobody uses us to flood others.
OF_KNOWN: Final = Bucket(size=60, refill=timedelta(minutes=1))
OF_STRANGERS: Final = Bucket(size=20, refill=timedelta(minutes=3))
FRESH: Final = timedelta(days=2)
_WHAT: Final = "reply_not_read"
_MOST_INQUIRIES: Final = 5

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Reception:
    """Takes what comes back. ``ours``: the addresses we send from; ``locale``: the language of whom we do not know."""

    office: Office
    ours: Collection[str]
    locale: str

    def receives(self, address: str) -> bool:
        """Whether mail to this address is for us."""
        return address.casefold() in {one.casefold() for one in self.ours}

    async def take(
        self, wire: bytes, *, now: datetime, sender: str | None = None, came: datetime | None = None
    ) -> bool:
        """Do what is to be done about one mail, on disk when this returns; whether nobody needs to see it any more.

        ``sender``: the envelope's, where it is known. ``came``: when, where it is not now; what came long ago is
        answered by nothing, for somebody may have pointed us at a mailbox that was full before.
        Raises `DatabaseError`: then the mail is to be shown again.
        """
        try:
            mail = read(wire, sender=sender)
            if mail.report is not None:
                return await self._note(mail.report, now=now)
            if not mail.automatic and now - (came or now) < FRESH:
                await self._answer(mail, now=now)
        except DatabaseError:
            raise
        except Exception:
            # Shown again it would fail again, and stand before all that came after it.
            log.exception("a mail that came back could not be handled")
        return False

    async def _note(self, report: Report, *, now: datetime) -> bool:
        """Mark the mail a report is about; whether it is one of ours."""
        ids = {"order_id": report.envelope_id, "message_id": report.message_id}
        async with self.office.db.write() as tx:
            if report.action is Action.FAILED:
                told = await bounces.mark_bounced(tx, **ids, code=report.status or None, now=now)
            elif report.action is Action.DELAYED:
                told = await bounces.mark_delayed(tx, **ids, now=now)
            else:
                return False
            if told is not None and told.news:
                action = "mail.bounced" if report.action is Action.FAILED else "mail.delayed"
                detail = {"reason": report.status} if report.status else {}
                await audit.append(tx, audit.Entry(now, "worker", action, "mail", told.order_id, detail=detail))
                log.info("a mail came back", outbox_id=told.order_id, outcome=report.action.value, code=report.status)
        return told is not None

    async def _answer(self, mail: Returned, *, now: datetime) -> None:
        """Order the fixed answer to whoever wrote, where they may have one: to the envelope's sender (RFC 3834 §4)."""
        address = parse_email(mail.sender)
        if address is None or self.receives(address.address) or self.receives(mail.sender):
            return
        async with self.office.db.write() as tx:
            known = await finding.by_contacts(
                tx, self.office.keyring, "email", [address.key], queues=None, limit=_MOST_INQUIRIES
            )
            newest = known[0] if known else None
            if not await self._may_answer(tx, address.key, newest, now=now):
                return
            order = self.office.order(
                MailKind.REPLY_NOT_READ,
                None,
                self.office.tongue(newest) if newest else self.locale,
                because=new_id(),
                now=now,
                recipient=address.address,
                discreet=await self._is_discreet(tx, known),
            )
            await outbox.enqueue(tx, self.office.keyring, [replace(order, answers=mail.message_id)])
        self.office.ring()

    async def _may_answer(self, tx: Transaction, person: str, newest: InquirySummary | None, *, now: datetime) -> bool:
        """Whether this address may have an answer now: none today yet, and not too many to all, or mails to them."""
        own = throttles.key_of(self.office.keyring, _WHAT, person)
        if await throttles.take(tx, own, ONE_A_DAY, now=now):
            return False
        whose, bucket = ("known", OF_KNOWN) if newest else ("strangers", OF_STRANGERS)
        if await throttles.take(tx, f"{_WHAT}:{whose}", bucket, now=now):
            await throttles.give_back(tx, own, ONE_A_DAY)  # tomorrow would be too late for who is not to blame
            return False
        return await may_write(tx, self.office.keyring, person, now=now, inquiry_id=newest.id if newest else None)

    async def _is_discreet(self, snapshot: Snapshot, known: Sequence[InquirySummary]) -> bool:
        """Whether the answer must not say who writes: one of their inquiries asks for that, or cannot be opened."""
        for one in known:
            try:
                contents = await revisions.load(snapshot, self.office.keyring, one.id)
            except keys.KeyGone:
                return True
            if contents is None or ContactLimits.of(contents.answers).discreet:
                return True
        return False
