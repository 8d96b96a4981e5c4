"""The inquirer answers what the office asked: each answer is kept by itself, and “I do not know” is one."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from intake.domain.checking import Checked, check_questions
from intake.domain.criteria.asking import still_open
from intake.domain.errors import NotFound
from intake.domain.questionnaire import Question
from intake.domain.values import UNKNOWN, YES, Answer, Answers
from intake.domain.visit import Visit
from intake.lib.database import Transaction
from intake.services import revisions
from intake.services.details import Saved, Typed, correct_year, readers_of
from intake.services.office import Office
from intake.services.revisions import Contents, digest_of, put
from intake.store import keys
from intake.store.work import asks
from intake.store.work.asks import Ask

LONGEST_SEEN: Final = 64


@dataclass(frozen=True, slots=True)
class Open:
    """What is still to be answered, and all that the inquiry says. ``seen`` is for the page's hidden field."""

    questions: tuple[Question, ...]
    contents: Contents = field(repr=False)
    seen: str

    @property
    def stored(self) -> Answers:
        """What is known of these questions; what was not known is asked as if nobody had said anything."""
        return _plain(self.contents.answers, self.questions)


async def count(visit: Visit, *, office: Office, now: datetime) -> int:
    """How many questions of the office are still to be answered. Raises `NotFound`."""
    return len((await opened(visit, office=office, now=now)).questions)


async def opened(visit: Visit, *, office: Office, now: datetime) -> Open:
    """The questions that are still to be answered. Raises `NotFound` for an inquiry that is gone."""
    async with office.db.read() as snapshot:
        contents = await revisions.load_in(snapshot, visit, office=office)
        try:
            known = await asks.of_inquiry(snapshot, office.keyring, visit.inquiry_id)
        except keys.KeyGone:
            raise NotFound from None
    return _open(known, contents, office, now.date())


async def answer(visit: Visit, typed: Typed, *, seen: str, office: Office, now: datetime) -> Saved:
    """Keep what was answered, although something beside it is wrong or left open. The desk is told of it.

    ``seen`` is the hidden field's: what another window stored meanwhile is shown, not overwritten. Done twice is the
    same as done once. Raises `NotFound`.
    """
    async with office.db.write() as tx:
        contents = await revisions.load_in(tx, visit, office=office)
        known = await asks.of_inquiry(tx, office.keyring, visit.inquiry_id)
        before = _open(known, contents, office, now.date())
        checked = _checked(before, typed, office, now.date())
        if seen[:LONGEST_SEEN] != before.seen and _overwrites(checked, before.stored):
            return Saved(checked.complaints, tuple(before.stored), before.seen, conflict=before.stored)
        told = {*checked.answers, *_not_known(before.questions, checked, typed)}
        if told:
            detail = {"count": str(len(told))}
            change = _change(checked, office)
            await revisions.revise_in(tx, visit, change, action="inquiry.told", detail=detail, office=office, now=now)
            await _close(tx, known, told, {**contents.answers, **checked.answers}, office=office, now=now)
    office.ring()
    return Saved(checked.complaints, tuple(told), before.seen)


def _open(known: Sequence[Ask], contents: Contents, office: Office, today: date) -> Open:
    asked = [ask for ask in known if ask.is_open]
    form = office.content.questionnaire
    left = {
        question.id for ask in asked for question in still_open(form, ask.questions, ask.told, contents.answers, today)
    }
    questions = tuple(question for question in form.questions if question.id in left)
    return Open(questions, contents, digest_of(_plain(contents.answers, questions)))


def _plain(answers: Answers, questions: Sequence[Question]) -> dict[str, Answer]:
    known = {question.id: answers[question.id] for question in questions if question.id in answers}
    return {id_: answer for id_, answer in known.items() if answer not in {UNKNOWN, (UNKNOWN,)}}


def _checked(before: Open, typed: Typed, office: Office, today: date) -> Checked:
    contents, form = before.contents, office.content.questionnaire
    readers = readers_of(contents, office, today)
    return check_questions(form, before.questions, typed, contents.answers, readers, today)


def _overwrites(checked: Checked, stored: Answers) -> bool:
    return any(stored.get(id_, answer) != answer for id_, answer in checked.answers.items())


def _not_known(questions: Sequence[Question], checked: Checked, typed: Typed) -> set[str]:
    """Those without an answer of their own for it, where the box beside them says so."""
    open_ = (question.id for question in questions if question.id not in {*checked.answers, *checked.complaints})
    return {id_ for id_ in open_ if YES in typed.get(f"{id_}.unknown", ())}


def _change(checked: Checked, office: Office) -> Callable[[Contents], None]:
    def change(contents: Contents) -> None:
        for id_, answer in checked.answers.items():
            put(contents, office, id_, answer)
        correct_year(contents, office)

    return change


async def _close(
    tx: Transaction, known: Sequence[Ask], told: Collection[str], after: Answers, *, office: Office, now: datetime
) -> None:
    """Note what was told; where nothing is left, it is answered."""
    for ask in known:
        said = ask.told | (set(ask.questions) & set(told))
        if not ask.is_open:
            continue
        left = still_open(office.content.questionnaire, ask.questions, said, after, now.date())
        await asks.change(tx, office.keyring, replace(ask, told=said, answered_at=None if left else now))
