"""What is due goes out: claimed with a lease, composed and sent with no transaction open, its end written down.

At least once: between the server's 250 and our commit lies the only moment in which a mail can go out twice, and then
with the same Message-ID. One bad mail delays no other: several go at once, each refusal waits by itself, and a server
that is down costs one try for all of them.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from random import SystemRandom
from typing import Final

import anyio
import structlog

from intake.domain.message import PATIENCE, Failure, MailKind, OutboxState, classify, wait_after
from intake.lib.database import Database, DatabaseError, GroupCommit, Transaction
from intake.lib.keyring import KeyRing
from intake.lib.mail.smtp import Courier, Refused
from intake.services.mail.composer import CannotCompose, Composer
from intake.services.mail.domains import Domains
from intake.services.mail.parcels import Parcel, Readers, parcels
from intake.services.mail.readers import find_readers
from intake.store import audit, deliveries, outbox, staff, staff_keys
from intake.store.deliveries import MailFacts
from intake.store.outbox import LeasedMail

LEASE: Final = timedelta(minutes=2)
LONGEST: Final = 90.0  # seconds for one mail; a lease must outlive it
BEGIN_WITHIN: Final = 20.0  # seconds after the claim; what has not begun by then is given back
PROBE_EVERY: Final = timedelta(minutes=1)
BATCH: Final = 256
LANES: Final = 8
PUT_OFF: Final = "put_off"  # its domain takes nothing for now
FAULT: Final = "fault"  # of our own, while it went out
NOT_NOW: Final = frozenset({Failure.BUSY, Failure.UNREACHABLE})

_CHANCE: Final = SystemRandom()
S = OutboxState
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Ended:
    """How one order ended: ``at`` is the next try, where there is one."""

    mail: LeasedMail
    state: OutboxState
    error: str = ""
    at: datetime | None = None
    status: str = ""  # RFC 3463


async def claim_due(
    *,
    db: Database,
    keyring: KeyRing,
    courier: Courier,
    composer: Composer,
    now: datetime,
    limit: int = BATCH,
    stop: anyio.Event | None = None,
    domains: Domains | None = None,
    draw: Callable[[], float] = _CHANCE.random,
) -> "Batch":
    """Take up to ``limit`` of what is due; ``run`` the batch. ``stop``: begin no more, give back the rest.

    ``domains``: what earlier batches learnt. ``draw``: a number from 0 to 1, so that waits differ.
    """
    async with db.write() as tx:
        mails = await outbox.claim(tx, keyring, now=now, limit=limit, lease=LEASE)
        mails = await find_readers(tx, mails, keyring=keyring, calendar=composer.calendar, now=now)
    return Batch(
        mails,
        db=db,
        keyring=keyring,
        courier=courier,
        composer=composer,
        now=now,
        stop=stop,
        domains=domains or Domains(),
        draw=draw,
    )


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
        domains: Domains,
        draw: Callable[[], float],
    ) -> None:
        self.size = len(mails)
        self._held = {mail.id: mail for mail in mails}
        self._db, self._keyring, self._courier, self._composer = db, keyring, courier, composer
        self._now = now
        self._stop = stop
        self._domains, self._draw = domains, draw
        self._begun = anyio.current_time()
        self._recorder: GroupCommit[Sequence[_Ended], bool] = GroupCommit(db, self._record)
        self._facts: Mapping[str, MailFacts] = {}
        self._addresses: Mapping[str, str] = {}
        self._readers = Readers({}, {}, {})
        self._server_trouble: str | None = None
        self.sent = 0
        self.tried = 0  # how often a server was asked

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
            together = parcels(self._held.values())
            waiting = iter(together)
            async with anyio.create_task_group() as lanes:
                for _ in range(min(LANES, len(together))):
                    lanes.start_soon(self._lane, waiting)
            await self._recorder.close()
        finally:
            with anyio.CancelScope(shield=True), anyio.move_on_after(5):
                await self._recorder.close()
                await self._give_back()

    async def _read(self) -> None:
        mails = list(self._held.values())
        async with self._db.read() as snapshot:
            self._facts = await deliveries.facts(snapshot, self._keyring, mails)
            ids = {mail.staff_id for mail in mails if mail.staff_id}
            owners = {about.assignee_id for about in self._facts.values() if about.assignee_id} if ids else set()
            accounts = await staff.by_ids(snapshot, self._keyring, ids | owners) if ids else {}
            keys = await staff_keys.of(snapshot, self._keyring, ids) if ids else {}
            people = {account.id: account.colleague for account in accounts.values()}
            self._readers = Readers(people, keys, self._facts)
            self._addresses = {account.id: account.email for account in accounts.values()}

    async def _lane(self, waiting: Iterator[Parcel]) -> None:
        for parcel in waiting:
            if self._over:
                return
            ended = await self._send(parcel)
            if ended is not None:
                # The lane goes on meanwhile: outcomes that come close together share one commit.
                each = self._of_each(parcel, ended)
                self._recorder.begin(each).add_done_callback(partial(self._written_down, each))

    def _of_each(self, parcel: Parcel, ended: _Ended) -> Sequence[_Ended]:
        """How each order of a parcel ended: as its message did, but for what was left out of it."""
        wanted = parcel.wanted(self._facts) if ended.state is S.SENT else parcel.orders
        if ended.state is S.SENT and len(wanted) == len(parcel.orders) == 1:
            return [ended]
        left_out = _Ended(parcel.lead, S.CANCELLED, outbox.NOT_WANTED)
        return [replace(ended if order in wanted else left_out, mail=order) for order in parcel.orders]

    def _written_down(self, ended: Sequence[_Ended], outcome: "asyncio.Future[bool]") -> None:
        if outcome.cancelled():
            return
        if (error := outcome.exception()) is not None:
            # Sent or not, it is not on disk. The lease runs out and the order is looked at again.
            problem, mail = type(error).__name__, ended[0].mail
            log.warning("mail outcome not recorded", outbox_id=mail.id, kind=mail.kind, problem=problem)
        for one in ended:
            del self._held[one.mail.id]

    @property
    def _over(self) -> bool:
        stopped = self._stop is not None and self._stop.is_set()
        return stopped or self.server_down or anyio.current_time() - self._begun > BEGIN_WITHIN

    async def _send(self, parcel: Parcel) -> _Ended | None:
        """Send one. None: the server is down, and that says nothing about the mail."""
        mail, wanted = parcel.lead, parcel.wanted(self._facts)
        if not wanted:
            return _Ended(mail, S.CANCELLED, outbox.NOT_WANTED)
        address = mail.recipient or self._addresses.get(mail.staff_id or "")
        if address is None:  # the account cannot be read
            return self._failed(mail, Failure.NOT_COMPOSED, Failure.NOT_COMPOSED)
        domain = address.rpartition("@")[2].casefold()
        if (at := self._put_off(mail, domain)) is not None:
            return _Ended(mail, S.QUEUED, PUT_OFF, at)
        try:
            message = await self._written(mail, wanted, address)
            self.tried += 1
            async with asyncio.timeout(LONGEST):
                sender = self._composer.return_path
                await self._courier.deliver(message, sender, address, envelope_id=mail.id)
        except CannotCompose as error:
            log.error("mail not composed", outbox_id=mail.id, kind=mail.kind, problem=str(error))
            return self._failed(mail, Failure.NOT_COMPOSED, Failure.NOT_COMPOSED)
        except Refused as refused:
            if refused.about_the_server:
                if self._server_trouble is None:
                    log.warning("mail server not usable", problem=refused.word)
                self._server_trouble = refused.word
                return None
            failure = classify(refused.code or None, permanent=refused.permanent, status=refused.status)
            theirs = domain if refused.stage != "sender" else ""  # who may write is between us and our own server
            return self._failed(mail, failure, refused.word, domain=theirs, status=refused.status)
        except TimeoutError:
            return self._failed(mail, Failure.UNREACHABLE, "timeout", domain=domain)
        except Exception as error:
            # Of our own making, and by now it may be out: as patient as with a server, so that no bug loses a mail.
            log.error("a mail met a fault of our own", outbox_id=mail.id, kind=mail.kind, problem=type(error).__name__)
            return self._failed(mail, Failure.UNREACHABLE, FAULT)
        self._domains.answered(domain)
        self.sent += 1
        return _Ended(mail, S.SENT)

    async def _written(self, mail: LeasedMail, wanted: Collection[LeasedMail], address: str) -> bytes:
        """The message. Whatever goes wrong in here is `CannotCompose`: it is given up and stops no other."""
        try:
            about = self._readers.mail(mail, wanted, address, composer=self._composer, keyring=self._keyring)
            return await self._composer.written(about, now=self._now)
        except (CannotCompose, Refused):
            raise
        except Exception as error:
            raise CannotCompose(f"{mail.kind}: {type(error).__name__}") from None

    @property
    def _moment(self) -> datetime:
        """The time: that of the claim, and what has passed since."""
        return self._now + timedelta(seconds=int(anyio.current_time() - self._begun))

    def _put_off(self, mail: LeasedMail, domain: str) -> datetime | None:
        """Until when it waits because its domain takes nothing for now; what has waited for three days is tried."""
        moment = self._moment
        if moment - mail.created_at >= PATIENCE or self._domains.may_try(domain, moment):
            return None
        return self._domains.look_again(domain, moment)

    def _failed(self, mail: LeasedMail, failure: Failure, word: str, *, domain: str = "", status: str = "") -> _Ended:
        moment = self._moment
        log.warning("mail refused", outbox_id=mail.id, kind=mail.kind, problem=word, attempt=mail.attempts)
        wait = wait_after(failure, mail.attempts, fraction=self._draw())
        if domain and failure in NOT_NOW:
            is_open = self._domains.failed(domain, moment)
            # Tries that were not made count as time that has passed: nothing waits for ever behind the others.
            wait = None if is_open and moment - mail.created_at >= PATIENCE else wait
        elif domain:
            self._domains.answered(domain)
        if wait is None:
            return _Ended(mail, S.DEAD, word, status=status)
        return _Ended(mail, S.QUEUED, word, moment + wait, status)

    async def _give_back(self) -> None:
        at = self._now + PROBE_EVERY if self.server_down else self._now
        if self._held:
            with suppress(DatabaseError):  # then the leases run out
                async with self._db.write() as tx:
                    held = list(self._held.values())
                    await deliveries.give_back(tx, held, at=at, error=self._server_trouble)

    async def _record(self, tx: Transaction, together: Sequence[Sequence[_Ended]]) -> list[bool]:
        ended = [one for parcel in together for one in parcel]
        went = [one.mail for one in ended if one.state is S.SENT]
        mine = await deliveries.sent(tx, went, now=self._now) if went else ()
        received = [mail for mail in went if mail.id in mine and mail.kind is MailKind.INQUIRY_RECEIVED]
        receipts = {mail.inquiry_id for mail in received if mail.inquiry_id is not None}
        moved = await deliveries.acknowledged(tx, receipts, now=self._now) if receipts else ()
        entries = [_entry(self._now, "inquiry.acknowledged", "inquiry", inquiry_id) for inquiry_id in sorted(moved)]
        put_off = [(one.mail, one.at) for one in ended if one.error == PUT_OFF and one.at is not None]
        await deliveries.put_off(tx, put_off, error=PUT_OFF)
        for one in (one for one in ended if one.state is not S.SENT and one.error != PUT_OFF):
            mine_still = await deliveries.not_sent(
                tx, one.mail, one.state, error=one.error, status=one.status, at=one.at
            )
            if mine_still and one.state is not S.QUEUED:
                entries += [_entry(self._now, f"mail.{one.state}", "mail", one.mail.id, reason=one.error)]
        await audit.append(tx, *entries)
        return [True] * len(together)


def _entry(now: datetime, action: str, kind: str, id_: str, **detail: str) -> audit.Entry:
    return audit.Entry(now, "worker", action, kind, id_, detail=detail)
