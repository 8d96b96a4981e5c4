"""What the page of a message shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.lib import formats
from intake.lib.locales import locale_of
from intake.lib.plurals import examples
from intake.services.catalogs.checks.problems import Problem
from intake.services.workbench.book import Book, Message, previous_source
from intake.web.common.staff import Reader
from intake.web.translations import rules, words
from intake.web.translations.bench import Bench
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
    wrong: int | None
    around: tuple[RowView, ...]
    previous_url: str
    next_url: str
    place: str
    others_url: str


def message_view(
    bench: Bench, message: Message, reader: Reader, typed: Typed | None, problems: Sequence[Problem]
) -> MessageView:
    """A message as it stands in the list somebody came from."""
    t, locale, source = reader.words, locale_of(message.tag), message.source
    url, query = f"{HOME}/{message.url}", query_of(bench.wanted)
    beside = (bench.before(message), bench.after(message))
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
        fields=_fields(bench.book, message, reader, typed),
        version=message.version,
        problems=problem_views(bench.book, message, problems, reader),
        blocked=any(problem.error for problem in problems),
        wrong=problems[0].form if typed and problems else None,
        around=_around(message, bench, reader),
        previous_url=previous_url,
        next_url=next_url,
        others_url=f"{url}{query_of(bench.wanted, others='yes')}",
        place=_place(message, bench.listed, reader),
    )


def problem_views(book: Book, message: Message, problems: Sequence[Problem], reader: Reader) -> tuple[ProblemView, ...]:
    """What the rules say; where there are several forms, of which one."""
    labels = _labels(book, message, reader)

    def view(problem: Problem) -> ProblemView:
        text = rules.said(reader.words, problem)
        several = len(labels) > 1 and problem.form < len(labels)
        return ProblemView(f"{labels[problem.form]}: {text}" if several else text, problem.error)

    return tuple(view(problem) for problem in problems)


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


def _around(message: Message, bench: Bench, reader: Reader) -> tuple[RowView, ...]:
    at = _index(message, bench.listed)
    first = max(0, min(at - AROUND // 2, len(bench.listed) - AROUND))
    near = bench.listed[first : first + AROUND]
    return tuple(row(one, bench, reader, current=one.url == message.url) for one in near)


def _index(message: Message, listed: Sequence[Message]) -> int:
    return next((at for at, one in enumerate(listed) if one.id == message.id and one.domain == message.domain), -1)


def _place(message: Message, listed: Sequence[Message], reader: Reader) -> str:
    at = _index(message, listed)
    said = reader.words.gettext("%(place)s of %(count)s")
    return said % {"place": at + 1, "count": len(listed)} if at >= 0 else ""
