"""What the page of a message shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.lib import formats
from intake.lib.locales import locale_of
from intake.lib.plurals import examples
from intake.services.workbench import finding
from intake.services.workbench.book import Book, Message, previous_source
from intake.services.workbench.checking import Problem
from intake.services.workbench.finding import Wanted
from intake.web.common.staff import Reader
from intake.web.translations import words
from intake.web.translations.common import HOME, query_of
from intake.web.translations.compared import PieceView, compared
from intake.web.translations.list_view import RowView, row

AROUND = 12
"""Rows of the list shown beside a message."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody wrote and could not save yet, and the version they wrote it from."""

    strings: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """One form of the translation. ``theirs``: what stands in the file by now, where somebody was faster."""

    name: str
    label: str
    text: str
    rows: int
    theirs: str


@dataclass(frozen=True, slots=True)
class ProblemView:
    """Something a rule says, as a sentence."""

    text: str
    error: bool


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message with everything beside it."""

    url: str
    action: str
    tag: str
    dir: str
    language: str
    list_url: str
    part: str
    source: str
    plural: str
    context: str
    comments: tuple[str, ...]
    notes: tuple[str, ...]
    places: tuple[str, ...]
    state: str
    tone: str
    protected: bool
    changed: tuple[PieceView, ...]
    fields: tuple[FieldView, ...]
    version: str
    problems: tuple[ProblemView, ...]
    blocked: bool
    around: tuple[RowView, ...]
    previous_url: str
    next_url: str
    place: str


def message_view(
    book: Book,
    message: Message,
    wanted: Wanted,
    listed: Sequence[Message],
    weights: Mapping[str, int],
    reader: Reader,
    typed: Typed | None,
    problems: Sequence[Problem],
) -> MessageView:
    """A message as it stands in the list somebody came from."""
    t, locale, source = reader.words, locale_of(message.tag), message.source
    url, query = f"{HOME}/{message.url}", query_of(wanted)
    beside = (finding.before(message, listed, weights=weights), finding.after(message, listed, weights=weights))
    previous_url, next_url = (f"{HOME}/{one.url}{query}" if one else "" for one in beside)
    old = previous_source(message.entry)
    return MessageView(
        url=url,
        action=f"{url}{query}",
        tag=message.tag,
        dir=locale.direction,
        language=formats.language_name(message.tag, reader.locale.tag),
        list_url=f"{HOME}/{message.tag}{query}",
        part=words.domains(t)[message.domain],
        source=source.id,
        plural=source.plural or "",
        context=source.context or "",
        comments=source.comments,
        notes=message.entry.notes,
        places=source.places,
        state=words.states(t)[message.state],
        tone=words.TONES[message.state],
        protected=message.protected,
        changed=compared(old.id, source.id) if old is not None and message.entry.fuzzy else (),
        fields=_fields(book, message, reader, typed),
        version=message.version,
        problems=tuple(ProblemView(words.problem(t, one), one.error) for one in problems),
        blocked=any(problem.error for problem in problems),
        around=_around(message, listed, wanted, reader, weights),
        previous_url=previous_url,
        next_url=next_url,
        place=_place(message, listed, reader),
    )


def _fields(book: Book, message: Message, reader: Reader, typed: Typed | None) -> tuple[FieldView, ...]:
    labels = _labels(book, message, reader)
    now = message.entry.strings
    texts = typed.strings if typed else now
    longest = max(len(message.source.id), *(len(text) for text in texts))
    rows = min(max(2, longest // 55 + 1 + message.source.id.count("\n")), 14)
    return tuple(
        FieldView(f"form.{number}", label, text, rows, theirs)
        for number, (label, text, theirs) in enumerate(zip(labels, texts, now, strict=True))
    )


def _labels(book: Book, message: Message, reader: Reader) -> Sequence[str]:
    """Which numbers each form is for; a sentence without a number has one form, and needs no such label."""
    t, count = reader.words, len(message.entry.strings)
    if message.source.plural is None:
        return [t.gettext("Translation")]
    rule = book.rules[message.domain]
    numbers = examples(*rule) if rule is not None and rule[0] == count else ("",) * count
    said = t.gettext("Form for %(numbers)s")
    return [said % {"numbers": one} if one else t.gettext("Form for no whole number, such as 1.5") for one in numbers]


def _around(
    message: Message, listed: Sequence[Message], wanted: Wanted, reader: Reader, weights: Mapping[str, int]
) -> tuple[RowView, ...]:
    at = _index(message, listed)
    first = max(0, min(at - AROUND // 2, len(listed) - AROUND))
    near = listed[first : first + AROUND]
    return tuple(row(one, wanted, reader, weights, current=one is message) for one in near)


def _index(message: Message, listed: Sequence[Message]) -> int:
    return next((at for at, one in enumerate(listed) if one.id == message.id and one.domain == message.domain), -1)


def _place(message: Message, listed: Sequence[Message], reader: Reader) -> str:
    at = _index(message, listed)
    said = reader.words.gettext("%(place)s of %(count)s")
    return said % {"place": at + 1, "count": len(listed)} if at >= 0 else ""
