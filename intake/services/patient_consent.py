"""The patient's own consent, where somebody else has written for them: with the reference and a code on a sheet.

The code is derived from the inquiry's id and never stored. One answer for every refusal; slowed, never locked.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from intake.domain.consent import FOR_SOMEBODY_ELSE, OF_PATIENT, PATIENT, ConsentEvent, Deed, is_repeated, latest
from intake.domain.errors import Conflict, NotFound
from intake.domain.visit import Level, Visit
from intake.lib.ids import check_reference, read_code
from intake.lib.keyring import KeyRing
from intake.services import inbox, revisions
from intake.services.consents import ROLE, Offer, agreed_to, offer
from intake.services.office import Office
from intake.services.revisions import Contents, Unchanged
from intake.services.visits import slow_down, was_right
from intake.store import audit, inquiries, keys
from intake.store.audit import Entry

CODE_DIGITS: Final = 12
_NOBODY: Final = "a" * 26


@dataclass(frozen=True, slots=True)
class Asked:
    """What a patient is asked: who wrote for them (a role, no name), when, and what they said before, if they did."""

    role: str
    received_at: datetime
    offer: Offer
    before: ConsentEvent | None


def code_of(keyring: KeyRing, inquiry_id: str) -> str:
    """The twelve digits for the patient of an inquiry."""
    return keyring.digits(inquiry_id, "patient-consent", count=CODE_DIGITS)


async def look(reference: str, code: str, locale: str, *, address: str, office: Office, now: datetime) -> Asked:
    """What there is to agree to. Raises `NotFound` whatever was wrong, `TooMany` with the seconds to wait."""
    visit, received_at = await _come_in(reference, code, address=address, office=office, now=now)
    contents = await revisions.load(visit, office=office)
    return Asked(
        str(contents.answers.get(ROLE, "")), received_at, _offer(office, locale), latest(contents.consents, OF_PATIENT)
    )


async def answer(
    reference: str, code: str, seen: str, locale: str, *, agrees: bool, address: str, office: Office, now: datetime
) -> None:
    """Keep what the patient says, and tell the desk. The same again is well, too.

    Raises as `look` does, and `Conflict` when the text is another than the one that was shown.
    """
    visit, _ = await _come_in(reference, code, address=address, office=office, now=now)
    asked = _offer(office, locale)
    if asked.seen != seen:
        raise Conflict
    event = agreed_to(asked, at=now, by=PATIENT)
    event = event if agrees else replace(event, deed=Deed.REFUSED)

    def answered(contents: Contents) -> None:
        if is_repeated(contents.consents, event):
            raise Unchanged
        contents.consents = (*contents.consents, event)

    detail = {"consent": OF_PATIENT, "deed": event.deed.value}
    await revisions.revise(visit, answered, action="consent.patient", detail=detail, office=office, now=now)


def _offer(office: Office, locale: str) -> Offer:
    return offer(OF_PATIENT, office.content, office.catalogs.translations(locale, "legal"))


async def _come_in(reference: str, code: str, *, address: str, office: Office, now: datetime) -> tuple[Visit, datetime]:
    known, digits = check_reference(reference), read_code(code, CODE_DIGITS)
    await slow_down("consent", known, address, db=office.db, keyring=office.keyring, now=now)
    async with office.db.read() as snapshot:
        inquiry_id = await inquiries.id_of(snapshot, known or "")
        # The same work whether the reference exists or not: it is opened for who has the code alone.
        right = hmac.compare_digest(code_of(office.keyring, inquiry_id or _NOBODY), digits or "")
        try:
            wanted = inquiry_id if right else None
            opened = await inquiries.load(snapshot, office.keyring, wanted, classes=["P0"]) if wanted else None
        except keys.KeyGone:
            opened = None
    if opened is None or opened.answers.get(ROLE) not in FOR_SOMEBODY_ELSE:
        raise NotFound
    visit = Visit(opened.summary.id, Level.LINK)
    async with office.db.write() as tx:
        await was_right(tx, "consent", known, address, keyring=office.keyring)
        detail = {"purpose": "patient_consent"}
        await audit.append(tx, Entry(now, "public", inbox.READ, "inquiry", visit.inquiry_id, detail=detail))
    return visit, opened.summary.received_at
