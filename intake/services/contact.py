"""Changing how the inquirer is reached: name, address, number, language, times, and what to be careful about.

Checked by the rules of the form. Two windows are told of each other. The old address and the new one both hear of a
change, so that nobody is cut off from their own inquiry without knowing; how often, `mail.limits` says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from intake.domain.checking import Checked, check
from intake.domain.contact import ABOUT_CONTACT, CONTACT, ContactLimits
from intake.domain.errors import NotAllowed
from intake.domain.inquiry import contacts_of
from intake.domain.message import MailKind
from intake.domain.questionnaire import Question
from intake.domain.typed import Complaint
from intake.domain.values import Answers
from intake.domain.visit import Visit
from intake.lib.database import Transaction
from intake.lib.ids import new_id
from intake.services import revisions
from intake.services.mail.limits import TOO_MANY, may_tell_of_change, may_write
from intake.services.office import Office
from intake.services.readers import READERS
from intake.services.revisions import Contents, digest_of, put
from intake.store import discretion, outbox
from intake.store.outbox import MailOrder

ASKED: Final = frozenset({*CONTACT, *ABOUT_CONTACT})
Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of it. ``stale``: another window changed it meanwhile, nothing was saved; ``seen`` is of now."""

    complaints: Mapping[str, Complaint]
    seen: str
    stale: bool = False

    @property
    def saved(self) -> bool:
        """Whether everything is as it was typed."""
        return not self.complaints and not self.stale


class _Stale(Exception):
    """Another window was faster, between the look and the change."""


def questions(office: Office) -> tuple[Question, ...]:
    """What the page asks, in the order of the form."""
    return tuple(question for question in office.content.questionnaire.short if question.id in ASKED)


def typed_of(answers: Answers) -> dict[str, Sequence[str]]:
    """Answers as a form would send them."""
    return {name: [answer] if isinstance(answer, str) else list(answer) for name, answer in answers.items()}


def seen(answers: Answers, office: Office) -> str:
    """A digest of what the page showed, for its hidden field."""
    return digest_of({one.id: answers[one.id] for one in questions(office) if one.id in answers})


async def change(visit: Visit, typed: Typed, *, shown: str, locale: str, office: Office, now: datetime) -> Changed:
    """Save what was typed; ``shown`` is the page's digest. All of it or nothing: half an address reaches nobody.

    Raises `NotAllowed` for who came in by a link, `NotFound`.
    """
    if not visit.is_trusted:
        raise NotAllowed
    contents = await revisions.load(visit, office=office)
    current = seen(contents.answers, office)
    checked = _check(contents.answers, typed, office, now)
    if checked.complaints:
        return Changed(checked.complaints, shown)
    after = _after(contents.answers, checked, office)
    if seen(after, office) == current:
        return Changed({}, current)
    if shown != current:
        return Changed({}, current, stale=True)
    try:
        async with office.db.write() as tx:
            await _save(tx, visit, checked, shown=shown, locale=locale, office=office, now=now)
    except _Stale:
        latest = await revisions.load(visit, office=office)
        return Changed({}, seen(latest.answers, office), stale=True)
    office.ring()
    return Changed({}, seen(after, office))


async def _save(
    tx: Transaction, visit: Visit, checked: Checked, *, shown: str, locale: str, office: Office, now: datetime
) -> None:
    told: list[tuple[Answers, bool]] = []
    hushed: list[bool] = []

    def apply(contents: Contents) -> None:
        if seen(contents.answers, office) != shown:
            raise _Stale
        before = dict(contents.answers)
        for question in questions(office):
            put(contents, office, question.id, checked.answers.get(question.id))
        hushed.append(ContactLimits.of(contents.answers).discreet)
        if contacts_of(before).get("email") != contacts_of(contents.answers).get("email"):
            both: tuple[tuple[Answers, bool], ...] = ((before, True), (dict(contents.answers), False))
            told.extend((said, is_old) for said, is_old in both if "email" in said)

    await revisions.revise_in(tx, visit, apply, action="inquiry.contact", detail={}, office=office, now=now)
    if any(hushed):  # before the old address is told: it has its own limits
        await discretion.hush(tx, office.keyring, visit.inquiry_id)
    orders = [await _notice(tx, visit, said, is_old, locale, office, now) for said, is_old in told]
    await outbox.enqueue(tx, office.keyring, orders)


async def _notice(
    tx: Transaction, visit: Visit, said: Answers, is_old: bool, locale: str, office: Office, now: datetime
) -> MailOrder:
    """The mail to one of the two addresses; by its own limits, for the old mailbox may be the one that others read."""
    address = str(said["email"])
    order = office.order(
        MailKind.CONTACT_CHANGED,
        visit.inquiry_id,
        locale,
        because=new_id(),
        now=now,
        recipient=address,
        discreet=ContactLimits.of(said).discreet,
    )
    if is_old:
        may = await may_tell_of_change(tx, office.keyring, address, now=now)
    else:
        may = await may_write(tx, office.keyring, address, now=now, inquiry_id=visit.inquiry_id)
    return order if may else replace(order, refused=TOO_MANY)


def _check(answers: Answers, typed: Typed, office: Office, now: datetime) -> Checked:
    """As the form is checked as a whole, for a number may lack its country; what else is in it is not asked again."""
    asked = {question.id for question in questions(office)}
    rest = {name: values for name, values in typed_of(answers).items() if name not in asked}
    mine = {name: values for name, values in typed.items() if name in asked}
    found = check(office.content.questionnaire, {**rest, **mine}, readers=READERS, today=now.date())
    return Checked(
        {name: answer for name, answer in found.answers.items() if name in asked},
        {name: complaint for name, complaint in found.complaints.items() if name in asked},
    )


def _after(answers: Answers, checked: Checked, office: Office) -> Answers:
    asked = {question.id for question in questions(office)}
    return {name: answer for name, answer in answers.items() if name not in asked} | dict(checked.answers)
