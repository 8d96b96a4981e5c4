"""Texts to begin an answer with, filled in for one inquiry in one language, or not at all.

What is not translated, or whose translation waits for a translator, is not passed off as that language.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from intake.content.reply_templates import ReplyKind, ReplyTemplate
from intake.domain.access import Actor
from intake.domain.inquiry import InquirySummary
from intake.domain.values import Priority, Status
from intake.lib import formats
from intake.lib.translations import SOURCE, Standing
from intake.services.office import Office

BULLET: Final = "– "


def to_answer_with(office: Office) -> tuple[ReplyTemplate, ...]:
    """The templates that end nothing, in their order."""
    return tuple(one for one in office.content.replies.values() if one.kind is not ReplyKind.DECLINE)


def to_decline_with(office: Office, statuses: Iterable[Status]) -> tuple[ReplyTemplate, ...]:
    """The letters that end an inquiry with one of these statuses, in their order."""
    wanted = set(statuses)
    return tuple(one for one in office.content.replies.values() if one.status in wanted)


def filled(
    template: ReplyTemplate, locale: str, about: InquirySummary, actor: Actor, *, office: Office, now: datetime
) -> str | None:
    """The text in this language, every slot filled; None where a part of it is not translated."""
    if not speaks(template, locale, about, office=office):
        return None
    words = office.catalogs.translations(locale, "mail")
    calendar, clinic = office.content.routing.calendar_of(about.queue), office.content.clinic
    values = {
        "reference": formats.isolate(about.reference),
        "by_date": formats.date(calendar.due(Priority.ROUTINE, now), locale, calendar.zone),
        "coordinator": formats.isolate(actor.name),
        "clinic": formats.isolate(words.pgettext("clinic.name", clinic.name)),
        "records": "\n".join(BULLET + words.pgettext(*label) for label in _records(about, office)),
    }
    return words.pgettext(template.context, template.body) % values


def speaks(template: ReplyTemplate, locale: str, about: InquirySummary, *, office: Office) -> bool:
    """Whether the template, and what fills it, can be said in this language."""
    if locale == SOURCE:
        return True
    if locale not in office.catalogs.tags:
        return False
    words = office.catalogs.translations(locale, "mail")
    parts = [(template.context, template.body)]
    if "records" in template.slots:
        parts += _records(about, office)
    return all(words.has(text, context=context) for context, text in parts)


def is_reviewed(template: ReplyTemplate, locale: str, *, office: Office) -> bool:
    """Whether somebody has reviewed the text as it reads in this language: the source, and its translation."""
    if template.reviewed_on is None or locale not in office.catalogs.tags:
        return False
    words = office.catalogs.translations(locale, "mail")
    return words.standing(template.body, context=template.context) is Standing.OWN


def _records(about: InquirySummary, office: Office) -> list[tuple[str, str]]:
    """Context and name of each record the inquiry's programme asks for."""
    asked = office.content.records.asked.get(about.facts.programme, ())
    return [(f"record.{kind.value}.label", office.content.records.kinds[kind].label) for kind in asked]
