"""A demo comes alive by the real paths: accounts are added, forms checked and sent, inquiries taken, moved and noted.

Only the clock is not real: everything happened during the last days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import anyio

from intake.content.demo import Deed, Demo, DemoColleague, DemoInquiry, Step, called
from intake.content.loader import Content
from intake.domain.access import Actor
from intake.domain.checking import Checked, check
from intake.domain.inquiry import InquiryDraft, InquirySummary
from intake.domain.questionnaire import Questionnaire
from intake.domain.values import Status
from intake.lib.catalogs import Catalogs
from intake.lib.database import Database
from intake.lib.ids import new_id, new_secret
from intake.lib.keyring import KeyRing
from intake.lib.locales import LocaleTable
from intake.lib.translations import SOURCE
from intake.services import accounts, inbox, operator, replies
from intake.services.accounts import NewAccount
from intake.services.desk import notes, templates
from intake.services.inbox import Purpose
from intake.services.inquiries import Intake
from intake.services.office import Office
from intake.services.readers import READERS

OPENED_BEFORE: Final = timedelta(days=30)  # the office is older than its first letter


class House(Protocol):
    """What the demo needs of the resources."""

    @property
    def db(self) -> Database:
        """Where it all goes."""

    @property
    def keyring(self) -> KeyRing:
        """Seals it."""

    @property
    def content(self) -> Content:
        """Questions and queues."""

    @property
    def catalogs(self) -> Catalogs:
        """Languages the staff's pages may be in."""

    @property
    def locales(self) -> LocaleTable:
        """Languages the form is in."""

    @property
    def intake(self) -> Intake:
        """Takes inquiries."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved in. ``left_out``: letters that do not fit this clinic's own questions."""

    inquiries: int
    left_out: int


async def open_office(demo: Demo, password: str, *, house: House, now: datetime) -> None:
    """Give everybody of the demo an account, all with one password."""
    for colleague in demo.staff:
        account = _account(colleague, password, house)
        await accounts.add_staff(account, db=house.db, keyring=house.keyring, now=now - OPENED_BEFORE)


async def move_in(demo: Demo, *, house: House, now: datetime) -> Moved:
    """Send every letter, each at its time, and let the office work on them. The office must be open."""
    letters = [(letter, draft) for letter in demo.inquiries if (draft := draft_of(letter, house=house, now=now))]
    references: dict[str, DemoInquiry] = {}

    async def send(letter: DemoInquiry, draft: InquiryDraft) -> None:
        receipt = await house.intake.submit(draft, now=now - letter.ago)
        references[receipt.reference] = letter

    async with anyio.create_task_group() as tasks:  # together, so that they share a commit
        for letter, draft in letters:
            tasks.start_soon(send, letter, draft)
    rows = await operator.latest(db=house.db, keyring=house.keyring, limit=len(letters))
    await _work({row.id: references[row.reference] for row in rows}, house=house, now=now)
    return Moved(len(letters), len(demo.inquiries) - len(letters))


def checked(letter: DemoInquiry, questionnaire: Questionnaire, *, now: datetime) -> Checked:
    """The letter, checked as a form from a browser is."""
    today = (now - letter.ago).date()
    born = {} if letter.age is None else {"birth_year": (str(today.year - letter.age),)}
    return check(questionnaire, {**letter.typed, **born}, readers=READERS, today=today)


def draft_of(letter: DemoInquiry, *, house: House, now: datetime) -> InquiryDraft | None:
    """What would be submitted, or None where the clinic's own questions find something to ask again."""
    questionnaire = house.content.questionnaire
    result = checked(letter, questionnaire, now=now)
    if not result.complete:
        return None
    page = letter.page if letter.page in house.locales else house.locales.default.tag
    return InquiryDraft(new_id(), new_secret(), questionnaire.version, page, result.answers)


def _account(colleague: DemoColleague, password: str, house: House) -> NewAccount:
    queues, locale = house.content.routing.queues.keys(), colleague.locale
    return NewAccount(
        email=colleague.email,
        name=colleague.name,
        password=password,
        role=colleague.role,
        languages=colleague.languages,
        locale=locale if locale in house.catalogs.tags and house.catalogs.is_complete(locale, ("staff",)) else SOURCE,
        queues=colleague.queues & queues,
        leads=colleague.leads & queues,
        all_queues=colleague.all_queues,
    )


async def _work(letters: Mapping[str, DemoInquiry], *, house: House, now: datetime) -> None:
    """Everything the office did until now, in the order in which it happened."""
    staff = await accounts.listing(db=house.db, keyring=house.keyring)
    office = {called(account.email): account.actor for account in staff}
    happened = [(now - letter.ago + step.after, id_, step) for id_, letter in letters.items() for step in letter.story]
    for at, inquiry_id, step in sorted(happened, key=lambda entry: entry[0]):
        if at <= now and step.by in office:
            await _do(step, inquiry_id, office, house=house, at=at)


async def _do(step: Step, inquiry_id: str, office: Mapping[str, Actor], *, house: House, at: datetime) -> None:
    db, keyring, actor = house.db, house.keyring, office[step.by]
    quiet = Office(db, keyring, house.content, house.catalogs, "demo.invalid", lambda: None)
    seen = await inbox.load(actor, inquiry_id, Purpose.SHOW, db=db, keyring=keyring, now=at)
    version = seen.inquiry.summary.version
    match step.does:
        case Deed.TAKE:
            await inbox.take(actor, inquiry_id, version, db=db, keyring=keyring, now=at)
        case Deed.ASSIGN:
            to = office[step.to].staff_id
            await inbox.assign(actor, inquiry_id, version, to, db=db, keyring=keyring, now=at)
        case Deed.NOTE:
            await notes.add(actor, inquiry_id, version, step.text, office=quiet, now=at)
        case Deed.MOVE:
            new = Status(step.to)
            routing = house.content.routing
            await inbox.change_status(
                actor, inquiry_id, version, new, step.text, routing=routing, db=db, keyring=keyring, now=at
            )
        case Deed.ANSWER:
            text = _letter(step.to, seen.inquiry.summary, actor, quiet, at)
            await replies.answer(actor, inquiry_id, version, text, new_id(), office=quiet, now=at)


def _letter(template: str, about: InquirySummary, actor: Actor, office: Office, at: datetime) -> str:
    """A template in the inquirer's language, or in English where it is not translated."""
    known = office.content.replies[template]
    text = templates.filled(known, about.facts.language, about, actor, office=office, now=at)
    return text or templates.filled(known, SOURCE, about, actor, office=office, now=at) or known.body
