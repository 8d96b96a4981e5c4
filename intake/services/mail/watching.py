"""Whether mail goes out: what is missing, late or given up; and an acknowledgement that is missing is ordered.

An inquiry and the order of its acknowledgement are written in one transaction. That they are never apart is watched
all the same, and mended: whoever wrote to us waits for it, and it is the one mail nobody here would miss.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from intake.domain.contact import ContactLimits
from intake.domain.message import MailKind
from intake.lib.database import Database, Transaction
from intake.lib.mail.smtp import SERVER_STAGES
from intake.services.mail.limits import TOO_MANY, may_write
from intake.services.office import Office
from intake.store import inquiries, mail_watch, meta, outbox, revisions
from intake.store.mail_watch import Counted

LATE: Final = timedelta(minutes=15)
UNACKNOWLEDGED_AFTER: Final = timedelta(minutes=5)
MENDED_AFTER: Final = timedelta(minutes=4)  # so that what is mended raises no alarm on a page first
LOOK_BACK: Final = timedelta(days=7)
AT_ONCE: Final = 100
BECAUSE: Final = "missing"
_SAID: Final = "mail_alarm"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class MailHealth:
    """How many mails need somebody, each number at most `MANY`; ``oldest``: since when it is stuck.

    ``unacknowledged``: inquiries nobody was told we have. ``late``: acknowledgements ordered and not out.
    ``overdue``: mails nobody sends though they are due. ``held_up``: mails that wait for the mail server.
    ``expired``: mails a worker took and left. ``dead``: given up, and nobody has sent them again.
    """

    unacknowledged: int = 0
    late: int = 0
    overdue: int = 0
    held_up: int = 0
    expired: int = 0
    dead: int = 0
    oldest: datetime | None = None

    @property
    def is_stuck(self) -> bool:
        """Whether mail does not go out as it should, so that whoever keeps the service running must look now.

        A receipt that is late alone waits for its reader's own server, a full mailbox say: that stops no other.
        """
        return any((self.unacknowledged, self.overdue, self.held_up))

    @property
    def raises_alarm(self) -> bool:
        """Whether somebody who wrote to us does not know yet that we have it, or mail is stuck."""
        return self.is_stuck or self.late > 0


async def look(*, db: Database, now: datetime) -> MailHealth:
    """How the mail stands. A few reads along indexes, however many mails there ever were."""
    async with db.read() as snapshot:
        missing = await mail_watch.unacknowledged(snapshot, since=now - LOOK_BACK, before=now - UNACKNOWLEDGED_AFTER)
        late = await mail_watch.late_acknowledgements(snapshot, ordered_before=now - LATE)
        overdue = await mail_watch.overdue(snapshot, due_before=now - LATE)
        held_up = await mail_watch.held_up(snapshot, sorted(SERVER_STAGES), ordered_before=now - LATE)
        expired = await mail_watch.expired(snapshot, before=now)
        dead = await mail_watch.dead(snapshot)
    unacknowledged = Counted(len(missing), missing[0][1] if missing else None)
    stuck = (unacknowledged, late, overdue, held_up)
    # A mail that was given up weeks ago does not say since when the others are stuck.
    oldest = min((one.oldest for one in stuck if one.oldest is not None), default=dead.oldest)
    return MailHealth(
        unacknowledged=unacknowledged.count,
        late=late.count,
        overdue=overdue.count,
        held_up=held_up.count,
        expired=expired.count,
        dead=dead.count,
        oldest=oldest,
    )


async def watch_mail(office: Office, now: datetime) -> None:
    """Mend what is missing, and say once in the log when mail begins to be stuck, or goes again (a duty by the minute).

    Whoever reads the log is told of the change, not every minute of the same; what was said last is in the database,
    so that several workers say it once.
    """
    await _mend(office, now)
    health = await look(db=office.db, now=now)
    said = {name: getattr(health, name) > 0 for name in ("unacknowledged", "late", "overdue", "held_up", "dead")}
    state = json.dumps(said).encode()
    async with office.db.read() as snapshot:
        if await meta.get(snapshot, _SAID) == state:
            return
    async with office.db.write() as tx:
        before = await meta.get(tx, _SAID)
        if before == state:
            return
        await meta.put(tx, _SAID, state)
    which = " ".join(name for name, is_so in said.items() if is_so)
    if health.raises_alarm:
        log.error("mail is stuck", why=which, count=_all(health))
    elif health.dead:
        log.warning("mails were given up and wait for a person", count=health.dead)
    elif before is not None:
        log.info("mail goes out again")


def _all(health: MailHealth) -> int:
    return health.unacknowledged + health.late + health.overdue + health.held_up + health.dead


async def _mend(office: Office, now: datetime) -> None:
    """Order the acknowledgements that are missing; the same inquiry gets one, however often this runs."""
    async with office.db.read() as snapshot:
        missing = await mail_watch.unacknowledged(
            snapshot, since=now - LOOK_BACK, before=now - MENDED_AFTER, limit=AT_ONCE
        )
    ordered = 0
    for inquiry_id, _ in missing:
        try:
            async with office.db.write() as tx:
                ordered += await _acknowledge(tx, inquiry_id, office=office, now=now)
        except Exception:  # one that cannot be read keeps no other from its acknowledgement
            log.exception("an acknowledgement that is missing could not be ordered", inquiry_id=inquiry_id)
    if ordered:
        log.error("acknowledgements were missing and are ordered now", count=ordered)
        office.ring()


async def _acknowledge(tx: Transaction, inquiry_id: str, *, office: Office, now: datetime) -> bool:
    """Whether one is ordered. Where the address has had its mails for today, the order says so and goes to nobody."""
    await inquiries.hold(tx, inquiry_id)
    about = await inquiries.summary(tx, office.keyring, inquiry_id)
    contents = await revisions.load(tx, office.keyring, inquiry_id)
    email = contents.answers.get("email") if contents else None
    if about is None or contents is None or not isinstance(email, str):
        return False
    # Paused on purpose when it came, or held then and looked at by a person since.
    paused = bool(contents.trace.signs) or not await may_write(tx, office.keyring, email, now=now)
    order = office.order(
        MailKind.INQUIRY_RECEIVED,
        inquiry_id,
        office.tongue(about),
        because=f"{BECAUSE}:{about.version}",  # again where it was stopped with the inquiry, and that is open anew
        now=now,
        recipient=email,
        discreet=ContactLimits.of(contents.answers).discreet,
    )
    await outbox.enqueue(tx, office.keyring, [replace(order, refused=TOO_MANY) if paused else order])
    return not paused
