"""What stands beside a message: agreed words, suggestions, who has read it, how other languages say it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from anyio import to_thread

from intake.lib import formats
from intake.lib.locales import locale_of
from intake.lib.translations import SOURCE
from intake.services import reviews
from intake.services.workbench import saving, suggesting
from intake.services.workbench.book import Message
from intake.services.workbench.checking import Rules
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of
from intake.web.common.state import IntakeRequest
from intake.web.translations.reading import ApprovalView, approval_view


@dataclass(frozen=True, slots=True)
class TermView:
    """An agreed term that stands in the English: the language's word, and what it means here."""

    english: str
    word: str
    note: str


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """What somebody suggests."""

    id: str
    author: str
    on: str
    strings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherView:
    """The same message in another language."""

    tag: str
    dir: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class BesideView:
    """All of it. ``writable``: what is saved is written; else it is kept as a suggestion."""

    writable: bool
    terms: tuple[TermView, ...]
    suggestions: tuple[SuggestionView, ...]
    approval: ApprovalView | None
    others: tuple[OtherView, ...]
    others_shown: bool


async def beside(request: IntakeRequest, message: Message, rules: Rules) -> BesideView:
    """What stands beside this message; other languages only where the address asks for them."""
    resources, reader = request.state["resources"], reader_of(request)
    folder, zone = resources.languages.folder, resources.content.routing.calendar.zone
    found = await suggesting.of_message(message, office=resources.office)
    shown = "others" in request.query_params
    return BesideView(
        writable=await to_thread.run_sync(saving.writable, folder, message.tag),
        terms=tuple(_terms(message, rules)),
        suggestions=tuple(
            SuggestionView(
                one.suggestion.id,
                one.author.name,
                formats.date(one.suggestion.created_at, reader.locale.tag, zone),
                one.suggestion.strings,
            )
            for one in found
        ),
        approval=await _approval(request, message) if message.protected else None,
        others=tuple(_others(request, message)) if shown else (),
        others_shown=shown,
    )


async def _approval(request: IntakeRequest, message: Message) -> ApprovalView | None:
    languages = request.state["resources"].languages
    every = await reviews.protected(message.tag, languages=languages)
    one = next((one for one in every if (one.domain, one.id) == (message.domain, message.id)), None)
    return approval_view(one, message.tag, actor_of(request).name, reader_of(request)) if one else None


def _terms(message: Message, rules: Rules) -> Iterable[TermView]:
    english = f"{message.source.id}\n{message.source.plural or ''}"
    for term in rules.glossary.terms:
        there = next((word for word in term.source if re.search(rf"\b{re.escape(word)}\b", english, re.I)), None)
        if there is not None:
            words = rules.glossary.words.get(term.key, ())
            yield TermView(there, term.source[0] if term.keep else words[0] if words else "", term.note)


def _others(request: IntakeRequest, message: Message) -> Iterable[OtherView]:
    catalogs, reader = request.state["resources"].catalogs, reader_of(request)
    source = message.source
    for tag in catalogs.tags:
        said = catalogs.translations(tag, message.domain)
        if tag in {SOURCE, message.tag} or said.language(source.id, context=source.context) != tag:
            continue
        one = said.pgettext(source.context, source.id) if source.context else said.gettext(source.id)
        yield OtherView(tag, locale_of(tag).direction, formats.language_name(tag, reader.locale.tag), one)
