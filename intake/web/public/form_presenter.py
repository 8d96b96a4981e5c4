"""The short form as its page shows it: every question in the reader's language, with what was typed."""

from collections.abc import Mapping
from datetime import date

from intake.content.loader import Content
from intake.domain.questionnaire import Block, Questionnaire
from intake.domain.typed import Complaint
from intake.services.consents import asked_on
from intake.web.public.fields import Fields, Typed
from intake.web.public.panels import panels_of_typed
from intake.web.public.presenters import (
    FORM_ID_MARKER,
    FORM_OPENED_MARKER,
    FORM_SECRET_MARKER,
    BlockView,
    ComplaintView,
    FieldView,
    FormView,
)
from intake.web.public.voice import Voice


def form_view(
    questionnaire: Questionnaire,
    voice: Voice,
    *,
    content: Content,
    today: date,
    typed: Typed | None = None,
    complaints: Mapping[str, Complaint] | None = None,
    form_id: str = FORM_ID_MARKER,
    form_secret: str = FORM_SECRET_MARKER,
    opened: str = FORM_OPENED_MARKER,
) -> FormView:
    """The whole form. Without ``typed`` it is the empty one, whose answering language is that of the page."""
    fields = Fields(questionnaire, voice, content, today, typed=typed, complaints=complaints)
    blocks = tuple(
        block_view(block, fields.of(questionnaire.in_block(block.id)), voice)
        for block in questionnaire.blocks
        if questionnaire.in_block(block.id)
    )
    distress = panels_of_typed(typed, content, voice).distress if typed else None
    wrong = tuple(line for block in blocks for line in complaints_of(block.fields))
    asks = asked_on(questionnaire, content, voice.translations)
    return FormView(questionnaire.version, blocks, wrong, form_id, form_secret, opened, distress, asks)


def block_view(block: Block, fields: tuple[FieldView, ...], voice: Voice) -> BlockView:
    """One part of the form, or one page of details."""
    title = voice.content(f"block.{block.id}.title", block.title)
    return BlockView(block.id, title, voice.content(f"block.{block.id}.intro", block.intro), fields)


def complaints_of(fields: tuple[FieldView, ...]) -> tuple[ComplaintView, ...]:
    """The lines of the error summary."""
    return tuple(ComplaintView(field.id, field.complaint) for field in fields if field.complaint)
