"""One canary in one language: from the form to the mailbox, and away again. Whatever happens, nothing of it stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

import anyio
import structlog

from intake.domain.canary import Outcome, Step, Why
from intake.domain.errors import NotFound
from intake.domain.inquiry import InquirySummary
from intake.domain.message import MailKind, OutboxState
from intake.domain.shelves import Shelf
from intake.lib.database import Database, DatabaseError
from intake.lib.mail.mailbox import MailboxUnreadable
from intake.lib.visiting import Visitor
from intake.services import erasure
from intake.services.canary import letter, visit
from intake.services.canary.visit import Cage, Failed
from intake.store import inquiries, outbox, submissions
from intake.store.outbox_entries import OutboxEntry

if TYPE_CHECKING:
    from intake.lib.visiting import Transport

WITHIN: Final = timedelta(minutes=2)
"""How long a mail may take, unless somebody says otherwise: through a greylist it takes longer."""

FIRST_REST, LONGEST_REST = 0.1, 5.0  # seconds between two looks into the mailbox: each is a log-in
FORGOTTEN: Final = timedelta(hours=1)
"""A canary whose process was killed is taken away after that; by then none is under way any more."""

log = structlog.get_logger()


class Box(Protocol):
    """Where the mails arrive."""

    async def find(self, message_id: str) -> bytes | None:
        """The message, or None while it is not there. Raises `OSError` or `MailboxUnreadable`."""

    async def remove(self, message_id: str) -> None:
        """Take it out. Raises the same."""


@dataclass(frozen=True, slots=True)
class Sky:
    """Where canaries fly: the address they visit, whose they are, the mailbox, and the database they are erased from.

    ``transport``: another way to the address than the network.
    """

    address: str
    cage: Cage
    box: Box
    db: Database
    within: timedelta = WITHIN
    transport: "Transport | None" = None


@dataclass(slots=True)
class _Trail:
    """How far it has come, and what is to be taken away."""

    step: Step = Step.FORM
    took: dict[Step, float] = field(default_factory=dict)
    form_id: str = ""
    message_id: str = ""

    @contextmanager
    def at(self, step: Step) -> Iterator[None]:
        """Measure one step."""
        self.step, begun = step, anyio.current_time()
        try:
            yield
        finally:
            self.took[step] = round(anyio.current_time() - begun, 3)


async def fly(locale: str, *, sky: Sky, now: datetime) -> Outcome:
    """Send one canary and wait for its mail. Never raises, but when it is cancelled: then it is taken away as well."""
    trail = _Trail()
    failed: Failed | None = None
    try:
        await _go(locale, sky, trail, now)
    except Failed as error:
        failed = error
    except Exception as error:
        log.exception("a canary met a fault of our own", locale=locale)
        failed = Failed(trail.step, Why.OURS, type(error).__name__)
    finally:
        with anyio.CancelScope(shield=True):
            left = await _take_away(sky, trail, now)
    wrong = failed or left
    if wrong is None:
        return Outcome(locale, now, took=trail.took)
    return Outcome(locale, now, wrong.step, wrong.why, wrong.detail, trail.took)


async def take_forgotten_away(*, sky: Sky, now: datetime) -> int:
    """Take canaries away that nobody did: the process was killed, or a backup brought them back; how many."""
    tests = inquiries.Filters(shelves=(Shelf.TEST,))
    async with sky.db.read() as snapshot:
        found = await inquiries.page(snapshot, sky.cage.keyring, tests, limit=200)
    old = [one for one in found if now - one.received_at > FORGOTTEN]
    for one in old:
        await erasure.forget_test(one.id, db=sky.db, keyring=sky.cage.keyring, now=now)
    return len(old)


async def _go(locale: str, sky: Sky, trail: _Trail, now: datetime) -> None:
    async with Visitor(sky.address, transport=sky.transport) as visitor:
        with trail.at(Step.FORM):
            form = await visit.open_form(visitor, locale, sky.cage)
            trail.form_id = form.sent["form_id"]
        with trail.at(Step.SEND):
            page = await visit.send(visitor, form, locale, sky.cage, today=now.date())
        with trail.at(Step.RECEIPT):
            reference, code = visit.receipt_on(page, locale)
            kept = await _kept(sky, trail.form_id)
            if kept is None or kept.reference != reference:
                raise Failed(Step.RECEIPT, Why.OTHER_HOUSE)
            if not kept.test:
                raise Failed(Step.RECEIPT, Why.NOT_A_TEST)
        with trail.at(Step.FOLLOW_UP):
            await visit.come_back(visitor, reference, code, locale, sky.cage)
    with trail.at(Step.MAIL):
        raw = await _arrived(sky, kept.id, trail)
    with trail.at(Step.LETTER):
        letter.examine(raw, locale=locale, to=sky.cage.to, reference=reference)


async def _arrived(sky: Sky, inquiry_id: str, trail: _Trail) -> bytes:
    order = await _order(sky.db, inquiry_id)
    if order is None:
        raise Failed(Step.MAIL, Why.NOT_SENT, "not_ordered")
    trail.message_id = order.message_id
    rest = FIRST_REST
    with anyio.move_on_after(sky.within.total_seconds()):
        while True:
            try:
                raw = await sky.box.find(order.message_id)
            except (MailboxUnreadable, OSError) as fault:
                raise Failed(Step.MAIL, Why.MAILBOX, _word(fault)) from None
            if raw is not None:
                return raw
            await anyio.sleep(rest)
            rest = min(rest * 2, LONGEST_REST)
    order = await _order(sky.db, inquiry_id) or order
    why = Why.NOT_ARRIVED if order.state is OutboxState.SENT else Why.NOT_SENT
    raise Failed(Step.MAIL, why, order.last_error or order.state.value)


async def _take_away(sky: Sky, trail: _Trail, now: datetime) -> Failed | None:
    with trail.at(Step.ERASE):
        try:
            kept = await _kept(sky, trail.form_id) if trail.form_id else None
            if kept is not None and kept.test:
                await erasure.forget_test(kept.id, db=sky.db, keyring=sky.cage.keyring, now=now)
            if trail.message_id:
                await sky.box.remove(trail.message_id)
        except (MailboxUnreadable, OSError) as fault:
            return Failed(Step.ERASE, Why.MAILBOX, _word(fault))
        except (DatabaseError, NotFound) as fault:
            return Failed(Step.ERASE, Why.OURS, type(fault).__name__)
    return None


async def _kept(sky: Sky, form_id: str) -> InquirySummary | None:
    async with sky.db.read() as snapshot:
        known = (await submissions.known(snapshot, [form_id])).get(form_id)
        return await inquiries.summary(snapshot, sky.cage.keyring, known.inquiry_id) if known else None


async def _order(db: Database, inquiry_id: str) -> OutboxEntry | None:
    async with db.read() as snapshot:
        orders = await outbox.entries(snapshot, inquiry_id=inquiry_id)
    return next((order for order in orders if order.kind is MailKind.INQUIRY_RECEIVED), None)


def _word(fault: Exception) -> str:
    return fault.where if isinstance(fault, MailboxUnreadable) else type(fault).__name__
