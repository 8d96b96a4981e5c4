"""What somebody sent, checked against the questionnaire: answers that can be kept, and what to ask again.

Never raises, whatever was sent. Answers to questions that are not asked are dropped, not refused: somebody changed
their mind about an earlier answer, or has no script. Only where the question they go with was left open, on the same
page, is it told: nobody has said then that they do not count.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intake.domain.answer_dates import PartialDate
from intake.domain.asking import enabled, facts_for_asking, left_to_page, required
from intake.domain.contact import ContactLimits, Limit
from intake.domain.questionnaire import TREATMENT_CARD, Question, Questionnaire, QuestionType, Step
from intake.domain.reading import Readers, Value, read
from intake.domain.typed import Complaint
from intake.domain.values import Answers

__all__ = ["Checked", "Readers", "check", "check_block", "check_card", "check_questions"]

PHONE_CHANNELS = frozenset({"phone", "messenger"})


@dataclass(frozen=True, slots=True)
class Checked:
    """The answers that can be kept, and the complaints by question, in page order."""

    answers: Answers
    complaints: Mapping[str, Complaint]

    @property
    def complete(self) -> bool:
        """Whether there is nothing to ask again."""
        return not self.complaints


def check(
    questionnaire: Questionnaire, typed: Mapping[str, Sequence[str]], *, readers: Readers, today: date
) -> Checked:
    """Check a short form: question id → the values sent under its name. Names that are no questions are ignored."""
    found: dict[str, Value] = {}
    wrong: dict[str, Complaint] = {}
    # The phone last: its country code may come from the country of residence.
    for question in sorted(questionnaire.short, key=lambda item: item.type is QuestionType.PHONE):
        value = read(question, typed, readers, today, found.get("residence_country"))
        if isinstance(value, Complaint):
            wrong[question.id] = value
        elif value:
            found[question.id] = value
    answers = _still_asked(questionnaire.short, found, {}, questionnaire, today)
    facts = facts_for_asking(questionnaire, answers, today)
    for question in questionnaire.short:
        if not enabled(question, answers, facts):
            wrong.pop(question.id, None)
        elif question.id not in answers and question.id not in wrong and required(question, answers, facts):
            wrong[question.id] = _missing(question)
    if not wrong.keys() & {"email", "phone"}:  # first things first: what was given must be readable
        wrong |= _unreachable(questionnaire, answers)
    order = [question.id for question in questionnaire.short]
    return Checked(answers, {name: wrong[name] for name in order if name in wrong})


def check_block(
    questionnaire: Questionnaire,
    block_id: str,
    typed: Mapping[str, Sequence[str]],
    answers_so_far: Answers,
    *,
    readers: Readers,
    today: date,
) -> Checked:
    """Check one block of the details: the answers that can be kept beside the complaints. Nothing is required.

    ``answers_so_far`` are all that the inquiry says; those of this block are what was typed, and nothing else.
    """
    asked = questionnaire.in_block(block_id, Step.MORE)
    return check_questions(questionnaire, asked, typed, answers_so_far, readers, today)


def check_card(
    questionnaire: Questionnaire,
    typed: Mapping[str, Sequence[str]],
    answers_so_far: Answers,
    *,
    readers: Readers,
    today: date,
    card: str = TREATMENT_CARD,
) -> Checked:
    """Check one card likewise. ``answers_so_far`` are those of the inquiry, not of the card."""
    return check_questions(questionnaire, questionnaire.on_card(card), typed, answers_so_far, readers, today)


def check_questions(
    questionnaire: Questionnaire,
    asked: tuple[Question, ...],
    typed: Mapping[str, Sequence[str]],
    so_far: Answers,
    readers: Readers,
    today: date,
) -> Checked:
    """Check some questions that stand on one page, from anywhere in the form. ``so_far``: all that the inquiry says."""
    found: dict[str, Value] = {}
    wrong: dict[str, Complaint] = {}
    for question in asked:
        value = read(question, typed, readers, today, so_far.get("residence_country"))
        if isinstance(value, Complaint):
            wrong[question.id] = value
        elif value:
            found[question.id] = value
    ids = {question.id for question in asked}
    # Where something unreadable was typed, what was known before still holds.
    elsewhere = {name: answer for name, answer in so_far.items() if name not in ids or name in wrong}
    kept = _still_asked(asked, found, elsewhere, questionnaire, today)
    every = {**elsewhere, **kept}
    facts = facts_for_asking(questionnaire, every, today)
    wrong |= _backwards(asked, kept, readers)
    told: dict[str, Complaint] = {}
    for question in asked:
        if question.id in wrong and enabled(question, every, facts):
            told[question.id] = wrong[question.id]
        elif question.id not in kept and question.id in {*found, *wrong} and _hangs_loose(question, ids, every, facts):
            told[question.id] = Complaint.GOES_WITH_ANOTHER
    return Checked({name: answer for name, answer in kept.items() if name not in told}, told)


def _hangs_loose(question: Question, here: Collection[str], every: Answers, facts: Mapping[str, str]) -> bool:
    """Whether it would be asked, had the questions it goes with not been left open on this very page."""
    left = left_to_page(question.enable_when, here, every, facts)
    return any(alternative and not alternative.keys() & every.keys() for alternative in left)


def _still_asked(
    asked: tuple[Question, ...], found: Mapping[str, Value], elsewhere: Answers, form: Questionnaire, today: date
) -> dict[str, Value]:
    """Only answers to questions that are asked. Dropping one may switch off another, hence until nothing changes."""
    kept = dict(found)
    while True:
        every = {**elsewhere, **kept}
        facts = facts_for_asking(form, every, today)
        fewer = {item.id: kept[item.id] for item in asked if item.id in kept and enabled(item, every, facts)}
        if len(fewer) == len(kept):
            return fewer
        kept = fewer


def _backwards(asked: tuple[Question, ...], kept: Answers, readers: Readers) -> dict[str, Complaint]:
    """An end that lies before its start, where both are plain."""
    wrong = {}
    for question in asked:
        start, end = (_plain(kept, name, readers) for name in (question.not_before, question.id))
        if start and end and end.latest < start.earliest:
            wrong[question.id] = Complaint.END_BEFORE_START
    return wrong


def _plain(kept: Answers, name: str, readers: Readers) -> PartialDate | None:
    said = kept.get(name)
    return readers.when(said) if isinstance(said, str) else None


def _missing(question: Question) -> Complaint:
    return Complaint.MUST_AGREE if question.type is QuestionType.BOX else Complaint.REQUIRED


def _unreachable(questionnaire: Questionnaire, answers: Answers) -> dict[str, Complaint]:
    """The office must be able to answer, and by the way the person asked for, which must not be one they refused."""
    channel, has_email, has_phone = answers.get("preferred_channel"), "email" in answers, "phone" in answers
    if channel == "phone" and Limit.NO_CALLS in ContactLimits.of(answers).named:
        return {"preferred_channel": Complaint.CALLS_UNWANTED}
    if channel in PHONE_CHANNELS and not has_phone:
        return {"phone": Complaint.PHONE_NEEDED}
    if channel == "email" and not has_email:
        return {"email": Complaint.EMAIL_NEEDED}
    if not has_email and not has_phone and questionnaire.has("email"):
        return {"email": Complaint.CONTACT_MISSING}
    return {}
