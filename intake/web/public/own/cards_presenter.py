"""Treatment cards as their pages show them: the list, one card, and the checklist of medicines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from intake.content.loader import Content
from intake.domain.treatment import TreatmentCard
from intake.domain.values import Answers, GroupKind
from intake.lib.catalogs import N_
from intake.services.details import DRUG, Saved
from intake.web.public.fields import Typed
from intake.web.public.form_presenter import complaints_of
from intake.web.public.options import Options
from intake.web.public.own.details_presenter import fields_of, title_of
from intake.web.public.presenters import ComplaintView, FieldView, OptionView
from intake.web.public.spoken import said
from intake.web.public.voice import Voice

NAMELESS: Final = N_("A treatment without a name")
ONGOING: Final = N_("%(start)s – still going on")
PERIOD: Final = N_("%(start)s – %(end)s")
OPEN_END: Final = "…"
# The classes of treatments.csv that the checklist shows, in this order; chemotherapy and cells are asked elsewhere.
CHECKED: Final = {
    "steroid-background": N_("Cortisone and basic medicines"),
    "immunosuppressant": N_("Medicines that calm the immune system"),
    "biologic-autoimmune": N_("Antibodies (“biologics”)"),
    "jak-inhibitor": N_("JAK inhibitors (tablets)"),
    "ms-dmt": N_("Medicines for multiple sclerosis"),
    "mg-nmosd-drug": N_("Medicines for myasthenia and neuromyelitis"),
    "plasma-ivig": N_("Plasma exchange and immunoglobulins"),
    "autoimmune-other": N_("Other medicines"),
}
TOLD_ON_THE_LIST: Final = ("treatment.response", "treatment.response_autoimmune", "treatment.stop_reason")


@dataclass(frozen=True, slots=True)
class CardLineView:
    """One card in the list. ``removing``: the page asks whether to remove it."""

    id: str
    title: str
    lines: tuple[str, ...]
    removing: bool = False


@dataclass(frozen=True, slots=True)
class CheckGroupView:
    """Medicines of one class, to be ticked."""

    title: str
    options: tuple[OptionView, ...]


@dataclass(frozen=True, slots=True)
class CardsView:
    """The list in the order the person gave it, and the checklist where there is one.

    ``empty``: an entry was saved just now on which nothing stood, so there is none.
    """

    cards: tuple[CardLineView, ...]
    saved: str = ""
    checklist: tuple[CheckGroupView, ...] = ()
    empty: bool = False


@dataclass(frozen=True, slots=True)
class CardView:
    """One card as a form. Sent twice with one ``form_id``, a new card is one card."""

    form_id: str
    fields: tuple[FieldView, ...]
    seen: str
    complaints: tuple[ComplaintView, ...] = ()
    conflict: bool = False
    kept: bool = False


def cards_view(
    cards: Iterable[TreatmentCard],
    answers: Answers,
    voice: Voice,
    content: Content,
    *,
    saved: str = "",
    removing: str = "",
    ticked: Iterable[str] = (),
    empty: bool = False,
) -> CardsView:
    """The list. ``saved`` is the part saved before, ``removing`` the card to ask about, ``ticked`` what is ticked."""
    options, listed = Options(content.questionnaire, voice, content), tuple(cards)
    lines = tuple(
        CardLineView(card.id, _title(card, options), _lines(card, options), card.id == removing) for card in listed
    )
    checklist = _checklist(listed, answers, frozenset(ticked), options)
    return CardsView(lines, title_of(saved, voice, content), checklist, empty)


def card_view(
    card: TreatmentCard | None,
    answers: Answers,
    voice: Voice,
    content: Content,
    today: date,
    *,
    form_id: str,
    seen: str,
    sent: Typed | None = None,
    outcome: Saved | None = None,
) -> CardView:
    """One card: as it is stored, or with what was ``sent`` and what became of it."""
    stored = card.answers if card else {}
    questions = content.questionnaire.on_card()
    fields = fields_of(questions, stored, answers, voice, content, today, sent=sent, outcome=outcome)
    conflict = outcome is not None and outcome.conflict is not None
    kept = outcome is not None and bool(outcome.kept)
    return CardView(form_id, fields, outcome.seen if outcome else seen, complaints_of(fields), conflict, kept)


def _title(card: TreatmentCard, options: Options) -> str:
    drug = card.answers.get(DRUG)
    if not drug:
        return options.voice.say(NAMELESS)
    return said(options.questionnaire.question(DRUG), drug, options)


def _lines(card: TreatmentCard, options: Options) -> tuple[str, ...]:
    """When, how it worked, why it stopped: what tells one card from another."""
    words = {
        name: said(options.questionnaire.question(name), answer, options)
        for name, answer in card.answers.items()
        if options.questionnaire.has(name)
    }
    told = tuple(words[name] for name in TOLD_ON_THE_LIST if name in words)
    return tuple(line for line in (_period(card, words, options), *told) if line)


def _period(card: TreatmentCard, words: dict[str, str], options: Options) -> str:
    start, end = (words.get(f"treatment.{name}", "") for name in ("start", "end"))
    if "treatment.ongoing" in card.answers:
        return options.voice.say(ONGOING) % {"start": start or OPEN_END}
    if not start and not end:
        return ""
    return options.voice.say(PERIOD) % {"start": start or OPEN_END, "end": end or OPEN_END}


def _checklist(
    cards: tuple[TreatmentCard, ...], answers: Answers, ticked: frozenset[str], options: Options
) -> tuple[CheckGroupView, ...]:
    """The medicines for an autoimmune disease that have no card yet, by their class."""
    content = options.content
    condition = content.conditions.get(str(answers.get("condition")))
    group = content.groups.get(condition.group) if condition else None
    if condition is None or group is None or group.kind is not GroupKind.AUTOIMMUNE:
        return ()
    listed = {card.answers.get(DRUG) for card in cards}
    left = [one for one in content.treatments_for(condition.slug) if one.slug not in listed]
    groups = (
        CheckGroupView(
            options.voice.say(title),
            tuple(
                OptionView(one.slug, options.treatment(one), one.slug in ticked, hint=", ".join(one.brands))
                for one in left
                if one.kind == kind
            ),
        )
        for kind, title in CHECKED.items()
    )
    return tuple(group for group in groups if group.options)
