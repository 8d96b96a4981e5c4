"""What the list of a language shows."""

from dataclasses import dataclass

from intake.lib.catalog_files import DOMAINS
from intake.lib.locales import Locale
from intake.services.workbench.book import Message, State
from intake.services.workbench.finding import PAGE, Shown, Wanted
from intake.web.common.staff import Reader
from intake.web.translations import words
from intake.web.translations.bench import Bench
from intake.web.translations.common import HOME, query_of

LONGEST = 160
"""Characters of a sentence shown in the list."""


@dataclass(frozen=True, slots=True)
class OptionView:
    """One option of a filter."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """One message in the list."""

    url: str
    source: str
    translation: str
    part: str
    context: str
    state: str
    tone: str
    protected: bool
    weight: int
    current: bool = False


@dataclass(frozen=True, slots=True)
class ListView:
    """The list with its filters. ``reading``: where protected sentences are read one after the other."""

    tag: str
    dir: str
    url: str
    words: str
    page: str
    domains: tuple[OptionView, ...]
    shown: tuple[OptionView, ...]
    rows: tuple[RowView, ...]
    said: str
    narrowed: bool
    first_url: str
    next_url: str
    unread: int
    reading: str
    downloads: tuple[OptionView, ...]


def list_view(
    bench: Bench,
    first: int,
    locale: Locale,
    reader: Reader,
) -> ListView:
    """One page of the list."""
    t, book, wanted, listed = reader.words, bench.book, bench.wanted, bench.listed
    tag, rows = book.tag, [row(message, bench, reader) for message in listed[first : first + PAGE]]
    said = t.ngettext("%(count)s sentence", "%(count)s sentences", len(listed)) % {"count": len(listed)}
    parts, states = words.domains(t), words.shown(t)
    url = f"{HOME}/{tag}"
    return ListView(
        tag=tag,
        dir=locale.direction,
        url=url,
        words=wanted.words,
        page=wanted.page,
        domains=(
            OptionView("", t.pgettext("parts", "all parts"), not wanted.domain),
            *(OptionView(code, parts[code], code == wanted.domain) for code in DOMAINS),
        ),
        shown=tuple(OptionView(one.value, states[one], one is wanted.shown) for one in Shown),
        rows=tuple(rows),
        said=said,
        narrowed=wanted != Wanted(),
        first_url=f"{url}{query_of(wanted)}" if first else "",
        next_url=f"{url}{query_of(wanted, **{'from': first + PAGE})}" if first + PAGE < len(listed) else "",
        unread=sum(message.protected and message.state is State.UNREAD for message in book.messages),
        reading=f"{url}/reading",
        downloads=tuple(OptionView(code, parts[code], chosen=False) for code in DOMAINS if book.has(code)),
    )


def row(message: Message, bench: Bench, reader: Reader, *, current: bool = False) -> RowView:
    """One row; its address keeps the filters, so that the next one is the next of this list."""
    t = reader.words
    return RowView(
        url=f"{HOME}/{message.url}{query_of(bench.wanted)}",
        source=shortened(message.source.id),
        translation=shortened(next((text for text in message.entry.strings if text), "")),
        part=words.domains(t)[message.domain],
        context=message.source.context or "",
        state=words.states(t)[message.state],
        tone=words.TONES[message.state],
        protected=message.protected,
        weight=bench.weights.get(message.id, 0),
        current=current,
    )


def shortened(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rsplit(' ', 1)[0]} …"
