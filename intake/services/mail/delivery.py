"""What is due goes out: claimed with a lease, composed and sent with no transaction open, its end written down.

At least once: between the server's 250 and our commit lies the only moment in which a mail can go out twice, and then
with the same Message-ID. One bad mail delays no other: several go at once, each refusal waits by itself, and a server
that is down costs one try for all of them.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import anyio
import structlog

from intake.domain.message import REMINDERS, TO_THE_DESK, Failure, MailKind, OutboxState, classify, wait_after
from intake.domain.triage import SILENT, Waiting
from intake.lib.database import Database, DatabaseError, GroupCommit, Transaction
from intake.lib.keyring import KeyRing
from intake.lib.mail.smtp import Courier, Refused
from intake.services.mail.composer import CannotCompose, Composer
from intake.services.mail.kinds import LINKING, Mail, link_token, thread_of
from intake.services.mail.readers import find_readers
from intake.store import audit, deliveries, outbox, staff, staff_keys
from intake.store.deliveries import MailFacts
from intake.store.outbox import LeasedMail
from intake.store.staff_keys import StaffKey

LEASE: Final = timedelta(minutes=2)
LONGEST: Final = 90.0  # seconds for one mail; a lease must outlive it
BEGIN_WITHIN: Final = 20.0  # seconds after the claim; what has not begun by then is given back
PROBE_EVERY: Final = timedelta(minutes=1)
BATCH: Final = 64
LANES: Final = 8
# To one address nobody has verified (P21): we are not to be used to flood somebody.
MAILS_A_DAY: Final = {MailKind.INQUIRY_RECEIVED: 3, MailKind.CONTACT_CHANGED: 6, MailKind.ONE_TIME_LINK: 6}
DAY: Final = timedelta(days=1)

S = OutboxState
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Ended:
    """How one order ended: ``at`` is the next try, where there is one."""

    mail: LeasedMail
    state: OutboxState
    error: str = ""
    at: datetime | None = None


async def claim_due(
    *,
    db: Database,
    keyring: KeyRing,
    courier: Courier,
    composer: Composer,
    now: datetime,
    limit: int = BATCH,
    stop: anyio.Event | None = None,
) -> "Batch":
    """Take up to ``limit`` of what is due; ``run`` the batch. ``stop``: begin no more, give back the rest."""
    async with db.write() as tx:
        mails = await outbox.claim(tx, keyring, now=now, limit=limit, lease=LEASE)
        mails = await find_readers(tx, mails, keyring=keyring, calendar=composer.calendar, now=now)
    return Batch(mails, db=db, keyring=keyring, courier=courier, composer=composer, now=now, stop=stop)


async def next_due(*, db: Database) -> datetime | None:
    """When to look at the outbox again; None when nothing is left to do."""
    async with db.read() as snapshot:
        return await outbox.next_due(snapshot)


class Batch:
    """The orders of one claim on their way."""

    def __init__(
        self,
        mails: Sequence[LeasedMail],
        *,
        db: Database,
        keyring: KeyRing,
        courier: Courier,
        composer: Composer,
        now: datetime,
        stop: anyio.Event | None,
    ) -> None:
        self.size = len(mails)
        self._held = {mail.id: mail for mail in mails}
        self._db, self._keyring, self._courier, self._composer = db, keyring, courier, composer
        self._now = now
        self._stop = stop
        self._begun = anyio.current_time()
        self._recorder: GroupCommit[_Ended, bool] = GroupCommit(db, self._record)
        self._facts: Mapping[str, MailFacts] = {}
        self._addresses: Mapping[str, str] = {}
        self._keys: Mapping[str, StaffKey] = {}
        self._beyond: Collection[str] = ()
        self._server_trouble: str | None = None
        self.sent = 0

    @property
    def server_down(self) -> bool:
        """Whether the server could not be used at all."""
        return self._server_trouble is not None

    async def run(self) -> None:
        """Send them, several at once. Whatever happens, nothing stays held that was not begun."""
        if not self._held:
            return
        try:
            await self._read()
            waiting = iter(list(self._held.values()))
            async with anyio.create_task_group() as lanes:
                for _ in range(min(LANES, len(self._held))):
                    lanes.start_soon(self._lane, waiting, lanes.start_soon)
        finally:
            with anyio.CancelScope(shield=True), anyio.move_on_after(5):
                await self._recorder.close()
                await self._give_back()

    async def _read(self) -> None:
        mails = list(self._held.values())
        async with self._db.read() as snapshot:
            self._facts = await deliveries.facts(snapshot, self._keyring, mails)
            self._beyond = {
                beyond
                for kind, limit in MAILS_A_DAY.items()
                for beyond in await deliveries.beyond(snapshot, mails, kind=kind, limit=limit, within=DAY)
            }
            ids = {mail.staff_id for mail in mails if mail.staff_id}
            accounts = await staff.by_ids(snapshot, self._keyring, ids) if ids else {}
            self._keys = await staff_keys.of(snapshot, self._keyring, ids) if ids else {}
            self._addresses = {account.id: account.email for account in accounts.values()}

    async def _lane(self, waiting: Iterator[LeasedMail], start: Callable[..., object]) -> None:
        for mail in waiting:
            if self._over:
                return
            ended = await self._send(mail)
            if ended is not None:
                # The lane goes on meanwhile: outcomes that come close together share one commit.
                start(self._write_down, ended)

    async def _write_down(self, ended: _Ended) -> None:
        try:
            await self._recorder.submit(ended)
        except DatabaseError as error:
            # Sent or not, it is not on disk. The lease runs out and the order is looked at again.
            problem = type(error).__name__
            log.warning("mail outcome not recorded", outbox_id=ended.mail.id, kind=ended.mail.kind, problem=problem)
        del self._held[ended.mail.id]

    @property
    def _over(self) -> bool:
        stopped = self._stop is not None and self._stop.is_set()
        return stopped or self.server_down or anyio.current_time() - self._begun > BEGIN_WITHIN

    async def _send(self, mail: LeasedMail) -> _Ended | None:
        """Send one. None: the server is down, and that says nothing about the mail."""
        facts = self._facts.get(mail.inquiry_id or "")
        address = mail.recipient or self._addresses.get(mail.staff_id or "")
        gone = mail.inquiry_id is not None and (facts is None or facts.status in SILENT or _is_late(mail, facts))
        if gone or address is None or mail.id in self._beyond:
            return _Ended(mail, S.CANCELLED, "too_many_today" if mail.id in self._beyond else "not_wanted_any_more")
        try:
            message = await self._composer.written(self._about(mail, facts, address), now=self._now)
            with anyio.fail_after(LONGEST):
                await self._courier.deliver(message, self._composer.sender_address, address)
        except CannotCompose as error:
            log.error("mail not composed", outbox_id=mail.id, kind=mail.kind, problem=str(error))
            return self._failed(mail, Failure.NOT_COMPOSED, Failure.NOT_COMPOSED)
        except Refused as refused:
            if refused.about_the_server:
                if self._server_trouble is None:
                    log.warning("mail server not usable", problem=refused.word)
                self._server_trouble = refused.word
                return None
            return self._failed(mail, classify(refused.code or None, permanent=refused.permanent), refused.word)
        except TimeoutError:
            return self._failed(mail, Failure.UNREACHABLE, "timeout")
        self.sent += 1
        return _Ended(mail, S.SENT)

    def _about(self, mail: LeasedMail, facts: MailFacts | None, address: str) -> Mail:
        about = Mail(
            kind=mail.kind,
            recipient=address,
            locale=mail.locale,
            message_id=mail.message_id,
            ordered_at=mail.created_at,
            inquiry_id=mail.inquiry_id or "",
            reference=facts.reference if facts else "",
            received_at=facts.received_at if facts else mail.created_at,
            due_at=facts.due_at if facts else mail.created_at,
            discreet=mail.discreet,
            answers=mail.answers,
            thread=thread_of(self._keyring, mail.inquiry_id),
            openpgp_key=key.content if (key := self._keys.get(mail.staff_id or "")) else b"",
        )
        if facts is not None and mail.kind in TO_THE_DESK:
            return replace(about, priority=facts.priority, language=facts.language, country=facts.country)
        if facts is not None:
            promised = self._composer.promised(facts.queue or "", facts.priority, facts.received_at, facts.due_at)
            about = replace(about, due_at=promised)
        return replace(about, token=link_token(self._keyring, mail.id, mail.kind) if mail.kind in LINKING else "")

    def _failed(self, mail: LeasedMail, failure: Failure, word: str) -> _Ended:
        wait = wait_after(failure, mail.attempts)
        log.warning("mail refused", outbox_id=mail.id, kind=mail.kind, problem=word, attempt=mail.attempts)
        if wait is None:
            return _Ended(mail, S.DEAD, word)
        spent = timedelta(seconds=int(anyio.current_time() - self._begun))
        return _Ended(mail, S.QUEUED, word, self._now + spent + wait)

    async def _give_back(self) -> None:
        at = self._now + PROBE_EVERY if self.server_down else self._now
        if self._held:
            with suppress(DatabaseError):  # then the leases run out
                async with self._db.write() as tx:
                    held = list(self._held.values())
                    await deliveries.give_back(tx, held, at=at, error=self._server_trouble)

    async def _record(self, tx: Transaction, ended: Sequence[_Ended]) -> list[bool]:
        went = [one.mail for one in ended if one.state is S.SENT]
        mine = await deliveries.sent(tx, went, now=self._now) if went else ()
        received = [mail for mail in went if mail.id in mine and mail.kind is MailKind.INQUIRY_RECEIVED]
        receipts = {mail.inquiry_id for mail in received if mail.inquiry_id is not None}
        moved = await deliveries.acknowledged(tx, receipts, now=self._now) if receipts else ()
        entries = [_entry(self._now, "inquiry.acknowledged", "inquiry", inquiry_id) for inquiry_id in sorted(moved)]
        for one in (one for one in ended if one.state is not S.SENT):
            mine_still = await deliveries.not_sent(tx, one.mail, one.state, error=one.error, at=one.at)
            if mine_still and one.state is not S.QUEUED:
                entries += [_entry(self._now, f"mail.{one.state}", "mail", one.mail.id, reason=one.error)]
        await audit.append(tx, *entries)
        return [True] * len(ended)


def _is_late(mail: LeasedMail, facts: MailFacts) -> bool:
    """Whether what it reminds of has been done meanwhile."""
    if mail.kind is MailKind.ANSWER_AWAITED:
        return facts.reminded is not Waiting.INQUIRER
    return mail.kind in REMINDERS and facts.reminded is not Waiting.OFFICE


def _entry(now: datetime, action: str, kind: str, id_: str, **detail: str) -> audit.Entry:
    return audit.Entry(now, "worker", action, kind, id_, detail=detail)
