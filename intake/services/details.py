"""More details on one's own inquiry: block by block and card by card, each saved by itself.

What is right is kept although something beside it is wrong. Two windows that save different blocks or cards both win;
the same one changed meanwhile is not overwritten but shown. Everything here done twice is the same as done once.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Final

from intake.content.treatments import folded_name
from intake.domain import completeness
from intake.domain.answer_dates import read_when
from intake.domain.asking import facts_for_asking
from intake.domain.checking import Checked, Readers, check_block, check_card
from intake.domain.completeness import Progress, blocks_asked
from intake.domain.errors import NotFound
from intake.domain.questionnaire import Question, Step
from intake.domain.treatment import TreatmentCard
from intake.domain.typed import Complaint
from intake.domain.values import Answer, Answers
from intake.domain.visit import Visit
from intake.lib import formats
from intake.lib.ids import new_id
from intake.services import revisions
from intake.services.office import Office
from intake.services.readers import READERS
from intake.services.revisions import Contents, Unchanged, digest_of, put
from intake.services.tallies import HOW_FOUND, Counted

CARDS: Final = 60  # more than anybody had treatments; a form that is sent for ever ends here
DRUG: Final = "treatment.drug"
_CARD_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a block or card that was sent.

    ``complaints`` by question id; ``kept``: what is stored of it now, as ids; ``seen`` is the digest of that, for the
    hidden field of the page that is shown next. ``conflict``: what a different window stored meanwhile; nothing of this
    one was saved then, and sending it again with the new ``seen`` does. ``card`` is the id of the card it became.
    """

    complaints: Mapping[str, Complaint]
    kept: tuple[str, ...]
    seen: str
    conflict: Answers | None = field(default=None, repr=False)
    card: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be told."""
        return not self.complaints and self.conflict is None


@dataclass(frozen=True, slots=True)
class _Judged:
    """What saving would do to what is stored now."""

    saved: Saved
    after: Answers = field(repr=False)
    changes: bool


async def progress(visit: Visit, *, office: Office, now: datetime) -> Progress:
    """How far the details have come. Raises `NotFound`."""
    contents = await revisions.load(visit, office=office)
    form = office.content.questionnaire
    return completeness.progress(form, contents.answers, len(contents.cards), now.date())


async def opened(visit: Visit, *, office: Office) -> Contents:
    """All that the inquiry says now. Raises `NotFound`."""
    return await revisions.load(visit, office=office)


def seen_block(contents: Contents, block_id: str, *, office: Office) -> str:
    """The digest of what a block says, for the hidden field ``seen`` of its page."""
    return digest_of(_of_block(contents, _block(office, block_id)))


def seen_card(card: TreatmentCard | None) -> str:
    """The same of a card; without a card, of one that is not there yet."""
    return digest_of(card.answers if card else {})


async def save_block(visit: Visit, block_id: str, typed: Typed, *, seen: str, office: Office, now: datetime) -> Saved:
    """Save one block. ``seen`` is the hidden field's. Raises `NotFound`, also where the block is not asked."""

    def judge(contents: Contents) -> _Judged:
        return _judge_block(contents, block_id, typed, seen, office, now.date())

    sources: list[str] = []  # how they found us, where it is said for the first time

    def change(contents: Contents, judged: _Judged) -> None:
        source = judged.after.get(HOW_FOUND)
        sources[:] = [source] if isinstance(source, str) and HOW_FOUND not in contents.answers else []
        for question in _block(office, block_id):
            put(contents, office, question.id, judged.after.get(question.id))
        correct_year(contents, office)

    detail = {"block": block_id}
    saved = await _save(visit, judge, change, action="inquiry.details", detail=detail, office=office, now=now)
    for source in sources:
        office.tallies.add(Counted.SOURCE, "", source, now=now)
    return saved


async def add_card(visit: Visit, form_id: str, typed: Typed, *, office: Office, now: datetime) -> Saved:
    """Add a treatment card. ``form_id`` is the page's random hidden field: the same page sent twice is one card.

    A card on which nothing was answered is not added. Raises `NotFound`.
    """
    card_id = hashlib.sha256(form_id.encode("utf-8", "surrogatepass")).hexdigest()[:26]
    return await save_card(visit, card_id, typed, seen=seen_card(None), office=office, now=now)


async def save_card(visit: Visit, card_id: str, typed: Typed, *, seen: str, office: Office, now: datetime) -> Saved:
    """Save a card. One that was removed in another window comes back: who saves it wants it. Raises `NotFound`."""
    if not _CARD_ID.fullmatch(card_id):
        raise NotFound

    def judge(contents: Contents) -> _Judged:
        return _judge_card(contents, card_id, typed, seen, office, now.date())

    def change(contents: Contents, judged: _Judged) -> None:
        card = TreatmentCard(card_id, judged.after)
        if card_of(contents, card_id) is None:
            contents.cards = (*contents.cards, card)
        else:
            contents.cards = tuple(card if one.id == card_id else one for one in contents.cards)

    detail = {"card": card_id}
    return await _save(visit, judge, change, action="inquiry.treatments", detail=detail, office=office, now=now)


async def remove_card(visit: Visit, card_id: str, *, office: Office, now: datetime) -> None:
    """Take a card away. Raises `NotFound` for an inquiry that is gone; a card that is gone is no mistake."""

    def without(cards: tuple[TreatmentCard, ...]) -> tuple[TreatmentCard, ...]:
        return tuple(card for card in cards if card.id != card_id)

    await _arrange(visit, without, office=office, now=now)


async def move_card(visit: Visit, card_id: str, to: int, *, office: Office, now: datetime) -> None:
    """Put a card at a place, counted from 0. A button names the place, so that pressing twice moves once."""

    def moved(cards: tuple[TreatmentCard, ...]) -> tuple[TreatmentCard, ...]:
        others = [card for card in cards if card.id != card_id]
        place = max(0, min(to, len(others)))
        return (*others[:place], *(card for card in cards if card.id == card_id), *others[place:])

    await _arrange(visit, moved, office=office, now=now)


async def add_cards_from_checklist(visit: Visit, slugs: Sequence[str], *, office: Office, now: datetime) -> None:
    """A card for each ticked treatment that has none yet. What is not ticked is left alone: it may have details."""
    known = [slug for slug in dict.fromkeys(slugs) if slug in office.content.treatments]

    def with_new(cards: tuple[TreatmentCard, ...]) -> tuple[TreatmentCard, ...]:
        there = {card.answers.get(DRUG) for card in cards}
        new = [TreatmentCard(new_id(), {DRUG: slug}) for slug in known if slug not in there]
        return (*cards, *new)[: max(CARDS, len(cards))]

    await _arrange(visit, with_new, office=office, now=now)


def card_of(contents: Contents, card_id: str) -> TreatmentCard | None:
    """The card of this id."""
    return next((card for card in contents.cards if card.id == card_id), None)


async def _save(
    visit: Visit,
    judge: Callable[[Contents], _Judged],
    change: Callable[[Contents, _Judged], None],
    *,
    action: str,
    detail: Mapping[str, str],
    office: Office,
    now: datetime,
) -> Saved:
    """Nothing is written where nothing changes. What is latest is judged again within the transaction."""
    judged = judge(await revisions.load(visit, office=office))
    if not judged.changes:
        return judged.saved
    latest = [judged]

    def judged_again(contents: Contents) -> None:
        latest[0] = judge(contents)
        if not latest[0].changes:
            raise Unchanged
        change(contents, latest[0])

    await revisions.revise(visit, judged_again, action=action, detail=detail, office=office, now=now)
    return latest[0].saved


async def _arrange(
    visit: Visit,
    arrange: Callable[[tuple[TreatmentCard, ...]], tuple[TreatmentCard, ...]],
    *,
    office: Office,
    now: datetime,
) -> None:
    def change(latest: Contents) -> None:
        arranged = arrange(latest.cards)
        if arranged == latest.cards:
            raise Unchanged
        latest.cards = arranged

    await revisions.revise(visit, change, action="inquiry.treatments", detail={}, office=office, now=now)


def _judge_block(contents: Contents, block_id: str, typed: Typed, seen: str, office: Office, today: date) -> _Judged:
    form = office.content.questionnaire
    if block_id not in {block.id for block in blocks_asked(form, contents.answers, today)}:
        raise NotFound
    readers = readers_of(contents, office, today)
    checked = check_block(form, block_id, typed, contents.answers, readers=readers, today=today)
    questions = _block(office, block_id)
    return _judge(questions, _of_block(contents, questions), checked, seen)


def _judge_card(contents: Contents, card_id: str, typed: Typed, seen: str, office: Office, today: date) -> _Judged:
    form, card = office.content.questionnaire, card_of(contents, card_id)
    readers = readers_of(contents, office, today)
    checked = check_card(form, typed, contents.answers, readers=readers, today=today)
    if card is None and len(contents.cards) >= CARDS:
        checked = Checked({}, {DRUG: Complaint.TOO_MANY})
    # A card that is not there cannot have been changed by somebody else.
    judged = _judge(form.on_card(), card.answers if card else {}, checked, seen if card else seen_card(None))
    return replace(judged, saved=replace(judged.saved, card=card_id if card or judged.changes else ""))


def _judge(questions: tuple[Question, ...], stored: Answers, checked: Checked, seen: str) -> _Judged:
    after: dict[str, Answer] = {}
    for question in questions:
        known = stored if question.id in checked.complaints else checked.answers
        if question.id in known:
            after[question.id] = known[question.id]
    if after != stored and seen != digest_of(stored):
        conflict = Saved(checked.complaints, tuple(stored), digest_of(stored), conflict=stored)
        return _Judged(conflict, stored, changes=False)
    return _Judged(Saved(checked.complaints, tuple(after), digest_of(after)), after, changes=after != stored)


def _block(office: Office, block_id: str) -> tuple[Question, ...]:
    return office.content.questionnaire.in_block(block_id, Step.MORE)


def _of_block(contents: Contents, questions: tuple[Question, ...]) -> dict[str, Answer]:
    return {item.id: contents.answers[item.id] for item in questions if item.id in contents.answers}


def correct_year(contents: Contents, office: Office) -> None:
    """A date of birth is surer than a year typed in a hurry: put that right."""
    born = str(contents.answers.get("birth_date", ""))
    if born and contents.answers.get("birth_year") != born[:4]:
        put(contents, office, "birth_year", born[:4])


def readers_of(contents: Contents, office: Office, today: date) -> Readers:
    """The readers, with the treatments and months as the inquirer's language names them."""
    facts = facts_for_asking(office.content.questionnaire, contents.answers, today)
    group = facts.get("condition_group", "")

    def treatment(text: str) -> str | None:
        return office.content.treatment_named(text, group=group) or _translated(text, office)

    return replace(READERS, treatment=treatment, when=partial(read_when, months=formats.month_names(contents.locale)))


def _translated(text: str, office: Office) -> str | None:
    """The treatment of which this is the name in one of our languages; a browser sends what the page offered."""
    name = folded_name(text)
    for tag in office.catalogs.tags:
        words = office.catalogs.translations(tag, "clinic")
        for one in office.content.treatments.values():
            if folded_name(words.pgettext(one.context, one.name)) == name:
                return one.slug
    return None
