"""Exhibits of the details: every part with every question there can be, the treatments, what the office asks."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from intake.content.loader import Content
from intake.domain.completeness import BlockProgress, Progress
from intake.domain.questionnaire import Question, Step
from intake.domain.treatment import TreatmentCard
from intake.domain.typed import Complaint
from intake.lib.catalogs import N_
from intake.web.common import complaints
from intake.web.common.looking import Exhibit, Stage
from intake.web.public.exhibits import sample
from intake.web.public.exhibits.common import page
from intake.web.public.fields import Fields
from intake.web.public.form_presenter import block_view, complaints_of
from intake.web.public.own import asked
from intake.web.public.own.cards_presenter import CardView, cards_view
from intake.web.public.own.details_presenter import NO_ANSWER, PartView, details_view, title_of
from intake.web.public.own.visit import DOOR
from intake.web.public.presenters import FieldView
from intake.web.public.voice import Voice

CARDS: Final = (TreatmentCard("a"), TreatmentCard("b", {"treatment.ongoing": "yes", "treatment.start": "2024"}))


def pages(content: Content) -> Iterator[Exhibit]:
    """The list of parts, each part, treatments, and what the office asks."""
    yield page("details", N_("More details"), "public/own/details.html", _details, path=f"{DOOR}/details")
    for block in content.questionnaire.blocks:
        if content.questionnaire.in_block(block.id, Step.MORE):
            yield from _parts(content, block.id)
    yield from _treatments()
    yield page("asked", N_("What the office asks"), "public/own/asked.html", _asked, path=asked.PATH)
    for name in ("conflict", "kept", "nothing", "empty"):
        yield page(
            f"asked.{name}",
            N_("What the office asks"),
            "public/own/asked.html",
            partial(_asked, state=name),
            about=name,
        )


def _parts(content: Content, block: str) -> Iterator[Exhibit]:
    path = f"{DOOR}/details/{block}"
    yield page(
        f"details.{block}", N_("Details"), "public/own/block.html", partial(_part, block), path=path, about=block
    )
    questions = {question.id for question in content.questionnaire.in_block(block, Step.MORE)}
    for kind in sorted({code for question, code in complaints.OF_QUESTIONS if question in questions}):
        context = partial(_part, block, wrong=kind)
        yield page(
            f"details.{block}.{kind}", N_("Details, with a complaint"), "public/own/block.html", context, about=kind
        )
    if block == "treatments":
        yield page(
            "details.conflict",
            N_("Details"),
            "public/own/block.html",
            partial(_part, block, conflict=True),
            about="conflict",
        )


def _treatments() -> Iterator[Exhibit]:
    path = f"{DOOR}/treatments"
    yield page("treatments", N_("Treatments"), "public/own/treatments.html", _cards, path=path)
    yield page(
        "treatments.empty", N_("Treatments"), "public/own/treatments.html", partial(_cards, empty=True), about="empty"
    )
    for condition in ("multiple-sclerosis", "myasthenia-gravis"):
        context = partial(_cards, condition=condition)
        yield page(f"treatments.{condition}", N_("Treatments"), "public/own/treatments.html", context, about=condition)
    yield page("treatments.card", N_("One treatment"), "public/own/card.html", _card, path=path)
    for name in ("wrong", "conflict"):
        yield page(
            f"treatments.card.{name}",
            N_("One treatment"),
            "public/own/card.html",
            partial(_card, state=name),
            about=name,
        )


def _details(stage: Stage, voice: Voice) -> dict[str, object]:
    content = stage.resources.content
    blocks = [one.id for one in content.questionnaire.blocks if content.questionnaire.in_block(one.id, Step.MORE)]
    progress = tuple(BlockProgress(id_, 2 if at else 5, 5) for at, id_ in enumerate(blocks))
    return {"details": details_view(Progress(progress, 2), voice, content, files=0, saved=blocks[0])}


def _part(
    block: str, stage: Stage, voice: Voice, *, wrong: Complaint | None = None, conflict: bool = False
) -> dict[str, object]:
    content = stage.resources.content
    questions = content.questionnaire.in_block(block, Step.MORE)
    fields = _fields(questions, stage, voice, wrong)
    view = PartView(
        block_view(content.questionnaire.block(block), fields, voice),
        "demo",
        complaints_of(fields),
        conflict=conflict,
        kept=wrong is not None,
        saved=title_of(block, voice, content),
        to_cards=block == "treatments",
    )
    return {"part": view}


def _fields(
    questions: tuple[Question, ...],
    stage: Stage,
    voice: Voice,
    wrong: Complaint | None = None,
    *,
    first: bool = False,
    elsewhere: bool = False,
) -> tuple[FieldView, ...]:
    """Every question there can be, whatever the disease; ``wrong`` where it has a sentence of its own for it."""
    content = stage.resources.content
    marked: dict[str, Complaint] = {}
    if wrong:
        which = [one.id for one in questions if (one.id, wrong) in complaints.OF_QUESTIONS]
        marked = dict.fromkeys(which or [one.id for one in questions[:1] if first], wrong)
    return Fields(
        content.questionnaire,
        voice,
        content,
        sample.TODAY,
        typed={one.id: [one.options[0].code] for one in questions if one.options},
        complaints=marked,
        elsewhere={one.id: voice.say(NO_ANSWER) for one in questions[:2]} if elsewhere else {},
    ).of(questions)


def _asked(stage: Stage, voice: Voice, *, state: str = "") -> dict[str, object]:
    questions = stage.resources.content.questionnaire.short[:3]
    fields = () if state == "empty" else _fields(questions, stage, voice)
    view = asked.AskedView(
        fields,
        "demo",
        conflict=state == "conflict",
        kept=state == "kept",
        nothing=state == "nothing",
        to_cards=not state,
    )
    return {"asked": view}


def _cards(stage: Stage, voice: Voice, *, empty: bool = False, condition: str = "sle") -> dict[str, object]:
    content = stage.resources.content
    shown = () if empty else (*CARDS, TreatmentCard("c", {"treatment.start": "2020", "treatment.end": "2021"}))
    return {
        "view": cards_view(
            shown, {"condition": condition}, voice, content, saved="treatments", removing="a", empty=empty
        )
    }


def _card(stage: Stage, voice: Voice, *, state: str = "") -> dict[str, object]:
    questions = stage.resources.content.questionnaire.on_card()
    fields = _fields(
        questions,
        stage,
        voice,
        Complaint.TOO_LONG if state == "wrong" else None,
        first=True,
        elsewhere=state == "conflict",
    )
    wrong = complaints_of(fields)
    view = CardView("demo", fields, "demo", wrong, conflict=state == "conflict", kept=bool(wrong))
    return {"card": view}
