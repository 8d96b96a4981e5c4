"""The receipt of an inquiry: shown after sending, and again in the same browser for a day.

The access code on it is never stored: key ring and the form's secret give it again.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from intake.domain.inquiry import InquiryDraft
from intake.domain.message import MailKind
from intake.domain.triage import Flag
from intake.domain.values import Priority
from intake.lib.database import Database, Snapshot
from intake.lib.keyring import KeyRing
from intake.store import drafts, inquiries, outbox, submissions

RECEIPT_SHOWN_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the inquirer is given: shown after sending, and again in the same browser for a day."""

    reference: str
    access_code: str
    received_at: datetime
    due_at: datetime
    priority: Priority
    queue: str
    flags: tuple[Flag, ...] = field(repr=False)
    country: str
    by_email: bool


async def receipt_for(
    form_id: str, form_secret: str, *, db: Database, keyring: KeyRing, now: datetime
) -> Receipt | None:
    """The receipt of a form, for who holds its secret, for a day after it was sent; else None."""
    async with db.read() as snapshot:
        known = (await submissions.known(snapshot, [form_id])).get(form_id)
        if known is None or now - known.created_at > RECEIPT_SHOWN_FOR:
            return None
        return await known_receipt(snapshot, keyring, known.inquiry_id, form_secret)


async def as_sent_before(
    draft: InquiryDraft, earlier: tuple[str, str] | None, *, db: Database, keyring: KeyRing, now: datetime
) -> InquiryDraft:
    """The draft under its first form's id, where this browser sent exactly the same within a day; else as it is.

    Somebody goes back and sends again: without a script, a page fetched anew has another id. ``earlier`` is the form
    whose receipt the browser keeps, id and secret.
    """
    if earlier is None or earlier[0] == draft.form_id:
        return draft
    async with db.read() as snapshot:
        known = await submissions.known(snapshot, [earlier[0], draft.form_id])
        found = known.get(earlier[0])
        if found is None or draft.form_id in known or now - found.created_at > RECEIPT_SHOWN_FOR:
            return draft
        if found.digest != submissions.digest(keyring, draft.answers):
            return draft
        mine = await known_receipt(snapshot, keyring, found.inquiry_id, earlier[1])
    return draft if mine is None else replace(draft, form_id=earlier[0], form_secret=earlier[1])


async def known_receipt(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str, form_secret: str) -> Receipt | None:
    """The receipt of an inquiry, for who holds the secret of the form it came by."""
    summary = await inquiries.summary(snapshot, keyring, inquiry_id)
    code = drafts.code_of(keyring, inquiry_id, form_secret)
    if summary is None or await inquiries.by_code(snapshot, keyring, summary.reference, code) is None:
        return None
    return Receipt(
        summary.reference,
        code,
        summary.received_at,
        summary.due_at,
        summary.priority,
        summary.queue,
        summary.flags,
        summary.facts.country,
        by_email=await outbox.is_ordered(snapshot, inquiry_id, MailKind.INQUIRY_RECEIVED),
    )
