"""A link by mail that lets its reader in once, together with the patient's year of birth; not so far as the code does.

Whoever asks is told the same, and waits as long, whether there is such an inquiry or not: `ask` only slows down, and
`order` works when the answer has gone out. No link goes to a mailbox that others read: they know the year of birth.
"""

from datetime import datetime, timedelta
from typing import Final

from intake.domain.contact import ContactLimits
from intake.domain.errors import NotFound, TooMany
from intake.domain.inquiry import contacts_of
from intake.domain.message import MailKind
from intake.domain.triage import SILENT
from intake.domain.typed import Complaint, read_year
from intake.domain.values import Answers
from intake.domain.visit import Level, Visit
from intake.lib.database import Transaction
from intake.lib.ids import check_reference, new_id
from intake.lib.throttle import Bucket
from intake.services import revisions
from intake.services.mail.kinds import link_token
from intake.services.mail.limits import may_write
from intake.services.office import Office
from intake.services.visits import Opened, begin, slow_down, was_right
from intake.store import audit, identities, inquiries, outbox, throttles, visits
from intake.store.audit import Entry
from intake.store.identities import identity_tag

LINK_LIFE: Final = timedelta(hours=1)
# A year of birth is one of eighty: whoever has the link may try five, and one more each day, over all links.
YEARS: Final = Bucket(size=5, refill=timedelta(days=1))


async def ask(reference: str, *, address: str, office: Office, now: datetime) -> None:
    """Slow down whoever asks for links. Raises `TooMany` with the seconds to wait."""
    known = check_reference(reference)
    await slow_down("link", known, address, db=office.db, keyring=office.keyring, now=now)


async def order(reference: str, locale: str, *, office: Office, now: datetime) -> None:
    """Order the mail with a link, if the inquiry has an address it may go to and somebody can answer its question."""
    known = check_reference(reference)
    if known is None:
        return
    async with office.db.write() as tx:
        found = await inquiries.by_reference(tx, office.keyring, known)
        if found is None or found.status in SILENT:
            return
        await _order(tx, found.id, locale, office, now)
    office.ring()


async def _order(tx: Transaction, inquiry_id: str, locale: str, office: Office, now: datetime) -> None:
    try:
        answers = (await revisions.load_in(tx, Visit(inquiry_id), office=office)).answers
    except NotFound:
        return
    email, born, limits = contacts_of(answers).get("email"), _born(answers), ContactLimits.of(answers)
    if email is None or born is None or limits.shared_mailbox:
        return
    if not await may_write(tx, office.keyring, email, now=now, inquiry_id=inquiry_id):
        return
    order_id = new_id()
    mail = office.order(
        MailKind.ONE_TIME_LINK,
        inquiry_id,
        locale,
        because=order_id,
        now=now,
        recipient=str(answers["email"]),
        order_id=order_id,
        discreet=limits.discreet,
    )
    await outbox.enqueue(tx, office.keyring, [mail])
    token, tag = link_token(office.keyring, order_id), identity_tag(office.keyring, "email", email)
    await visits.offer_link(tx, token, inquiry_id, email_tag=tag, now=now, until=now + LINK_LIFE)
    await audit.append(tx, Entry(now, "public", "inquiry.link", "inquiry", inquiry_id))


async def open_with_link(token: str, year: str, *, address: str, office: Office, now: datetime) -> Opened:
    """Come in with a link and the year of birth as it was typed; the link is spent by it, by a wrong year it is not.

    Raises `NotFound` whatever was wrong, `TooMany` with the seconds to wait.
    """
    await slow_down("link-year", token, address, db=office.db, keyring=office.keyring, now=now)
    read = read_year(year, now.year)
    async with office.db.write() as tx:
        inquiry_id = await visits.inquiry_of_link(tx, token, now=now)
        wait = await _tried(tx, inquiry_id, office, now) if inquiry_id else 0
        if inquiry_id and not wait:
            opened = await _opened(tx, Visit(inquiry_id, Level.LINK), token, read, office, now)
            if opened is not None:
                await was_right(tx, "link-year", token, address, keyring=office.keyring)
                await throttles.give_back(tx, _years(inquiry_id, office), YEARS)
                return opened
    # Outside the transaction: the try that was spent stays spent.
    if wait:
        raise TooMany(wait)
    raise NotFound


async def _tried(tx: Transaction, inquiry_id: str, office: Office, now: datetime) -> int:
    return await throttles.take(tx, _years(inquiry_id, office), YEARS, now=now)


def _years(inquiry_id: str, office: Office) -> str:
    return throttles.key_of(office.keyring, "years", inquiry_id)


async def _opened(
    tx: Transaction, visit: Visit, token: str, year: str | Complaint, office: Office, now: datetime
) -> Opened | None:
    try:
        answers = (await revisions.load_in(tx, visit, office=office)).answers
    except NotFound:
        return None
    if isinstance(year, Complaint) or year != _born(answers):
        return None
    tag = await visits.use_link(tx, token)
    if tag is None:
        return None
    await identities.verify(tx, visit.inquiry_id, tag)
    return await begin(tx, visit, now=now)


def _born(answers: Answers) -> str | None:
    year = answers.get("birth_year")
    return year if isinstance(year, str) and year else None
