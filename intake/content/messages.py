"""Every sentence of the content files, for the translators, each with its stable context."""

from collections.abc import Iterator
from itertools import chain

from intake.content import (
    clinic,
    conditions,
    criteria,
    facts,
    legal,
    programmes,
    questions,
    records,
    reply_templates,
    routing,
    treatments,
)
from intake.content.loader import Content
from intake.content.sentence import Sentence, guarded


def messages(content: Content) -> Iterator[Sentence]:
    """All of them, in the order in which a visitor meets them."""
    found = chain(
        clinic.messages(content.clinic),
        programmes.messages(content.programmes),
        facts.messages(content.facts),
        questions.messages(content.questionnaire),
        conditions.messages(content.conditions, content.showing),
        records.messages(content.records),
        reply_templates.messages(content.replies),
        treatments.messages(content.treatments),
        routing.messages(content.routing),
        legal.messages(content.legal),
        criteria.messages(content.criteria),
    )
    return map(guarded, found)
