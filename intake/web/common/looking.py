"""Pages as exhibits: made without a visitor, from sample data, to see where each sentence of the site stands.

An exhibit is made by the presenters and templates of the real page, so it cannot say anything else than the page does.
Who shows them does not know the sites; the application hands the exhibits over.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from typing import Final

import anyio
from anyio import to_thread

from intake.lib import marks
from intake.lib.catalogs import Catalogs
from intake.lib.locales import Locale, locale_of
from intake.lib.numbering import Numbered, Register
from intake.lib.translations import SOURCE, Translations
from intake.resources import Resources
from intake.services.mail.composer import Composer
from intake.web.common.assets import Assets
from intake.web.common.render import Render

_INLINE: Final = ("</", "<b", "<s", "<a", "<e")  # bdi, strong, span, a, em: they part no words
_ATTRIBUTES: Final = re.compile(
    r"<(?:title|option|textarea)\b[^>]*>.*?</(?:title|option|textarea)>|<[^>]*>", re.DOTALL | re.IGNORECASE
)
_TAGS: Final = re.compile(
    r"<(title|option|textarea|script|style|head)\b[^>]*>.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE
)


@dataclass(frozen=True)
class Stage:
    """What an exhibit is made of: the house as it is, in one language, speaking as somebody wants to see it."""

    resources: Resources
    render: Render
    locale: Locale


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A page or a mail to look at.

    ``title`` is marked with ``N_``; ``values`` fill what it leaves open, or tell two of one title apart.
    ``path``: its address after the locale, as patients know it; empty where it has none of its own.
    """

    name: str
    title: str
    make: Callable[[Stage], str]
    path: str = ""
    about: str = ""


Exhibits = Mapping[str, Exhibit]
"""By their names, what matters most first."""

Index = Mapping[str, frozenset[str]]
"""The ids of the messages on each exhibit, by its name."""


@dataclass(frozen=True, slots=True)
class Made:
    """An exhibit as it was made: its HTML with numbers in it, and the ids the numbers stand for.

    ``foreign``: the tag of the language of a message, where it is not the page's.
    """

    html: str
    ids: tuple[str, ...]
    foreign: Mapping[str, str]

    @property
    def shown(self) -> tuple[str, ...]:
        """The ids of the messages on it, in their order, each once."""
        return tuple(dict.fromkeys(self.ids[number] for number in marks.numbers_in(self.html)))

    @property
    def aside(self) -> tuple[str, ...]:
        """The ids of those that stand where nothing can be pointed at: attributes, titles, lists to choose from."""
        return tuple(dict.fromkeys(self.ids[number] for number in marks.aside(self.html)))


class Looking:
    """The exhibits of this house, and where each message stands on them. ``find``: how that is found out."""

    def __init__(
        self, exhibits: Exhibits, resources: Resources, assets: Assets, find: Callable[[], Index] | None = None
    ) -> None:
        self.exhibits = exhibits
        self._resources = resources
        self._assets = assets
        self._reading = anyio.Lock()
        self._find = find or partial(index_of, exhibits, resources, assets)
        self._index: Index | None = None
        self._by_path: dict[str, list[Exhibit]] = {}
        for exhibit in exhibits.values():
            if exhibit.path:
                self._by_path.setdefault(exhibit.path, []).append(exhibit)

    def made_now(self, exhibits: Iterable[Exhibit], locale: Locale) -> Mapping[str, Made]:
        """Exhibits in a language as it stands, a demo only where the house is one. It takes a moment."""
        return make(exhibits, self._resources, self._assets, locale, demo=False)

    async def made(self, exhibit: Exhibit, locale: Locale, *, catalogs: Catalogs | None = None) -> Made:
        """One exhibit in a language, plainly a demo, and perhaps in another state of it than the one in force."""
        work = partial(make, [exhibit], self._resources, self._assets, locale, catalogs=catalogs)
        return (await to_thread.run_sync(work))[exhibit.name]

    async def index(self) -> Index:
        """Which messages stand on which exhibit: alike in all languages, and made when it is first asked for."""
        async with self._reading:
            if self._index is None:
                self._index = await to_thread.run_sync(self._find)
            return self._index

    async def showing(self, message_id: str) -> Sequence[Exhibit]:
        """The exhibits a message stands on, what matters most first."""
        return [self.exhibits[name] for name, ids in (await self.index()).items() if message_id in ids]

    def at(self, path: str) -> Sequence[Exhibit]:
        """The exhibits of the page at an address after the locale (`intake.web.common.frame.looked_at`)."""
        return self._by_path.get(path, ())


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message as somebody reads it on a page: its id and its words there; ``lang`` where it is not the page's."""

    id: str
    text: str
    lang: str = ""


def make(
    exhibits: Iterable[Exhibit],
    resources: Resources,
    assets: Assets,
    locale: Locale,
    *,
    catalogs: Catalogs | None = None,
    demo: bool = True,
) -> Mapping[str, Made]:
    """Make exhibits in a language. ``catalogs``: another state of the languages than the one in force."""
    register = Register()
    seen = (catalogs or resources.catalogs).through(partial(_numbered, register))
    stage = _stage(resources, assets, locale, seen, demo=demo)
    made = {exhibit.name: exhibit.make(stage) for exhibit in exhibits}
    return {name: Made(html, tuple(register.ids), register.foreign) for name, html in made.items()}


def index_of(exhibits: Exhibits, resources: Resources, assets: Assets) -> Index:
    """Which messages stand on which exhibit. It follows from the templates and the clinic's files alone."""
    # A translated language where there is any: only there it is said that a page is a draft.
    tag = next((tag for tag in resources.catalogs.tags if tag != SOURCE), SOURCE)
    made = make(exhibits.values(), resources, assets, locale_of(tag))
    return {name: frozenset(one.shown) for name, one in made.items()}


def sentences(made: Made) -> tuple[Sentence, ...]:
    """What somebody reads on a page, each message once; a sentence that holds another one holds its words.

    What the page is about comes first, then the frame that stands round every page.
    """
    before, _, rest = made.html.partition("<main")
    main, _, after = rest.partition("</main>")
    return _said(_TAGS.sub(lambda tag: "" if tag[0].startswith(_INLINE) else " ", f"<main{main}{before}{after}"), made)


def sentences_aside(made: Made) -> tuple[Sentence, ...]:
    """What stands in attributes, titles and lists to choose from, and nowhere else on the page."""
    read = {sentence.id for sentence in sentences(made)}
    found = _said(" ".join(_ATTRIBUTES.findall(made.html)), made, all_depths=True)
    return tuple(sentence for sentence in found if sentence.id not in read)


def _said(text: str, made: Made, *, all_depths: bool = False) -> tuple[Sentence, ...]:
    found: dict[str, str] = {}
    opened: list[tuple[int, int]] = []
    for mark in marks.each_number(text):
        if mark.number is not None:
            opened.append((mark.number, mark.end))
        elif opened:
            number, begins = opened.pop()
            if all_depths or not opened:
                words = " ".join(unescape(marks.without_numbers(text[begins : mark.start])).split())
                found.setdefault(made.ids[number], words)
    said = {id_: words for id_, words in found.items() if any(map(str.isalpha, words))}
    return tuple(Sentence(id_, words, made.foreign.get(id_, "")) for id_, words in said.items())


def _numbered(register: Register, spoken: Translations) -> Translations:
    return Numbered(spoken, register)


def _stage(resources: Resources, assets: Assets, locale: Locale, catalogs: Catalogs, *, demo: bool) -> Stage:
    languages, settings = copy(resources.languages), resources.settings
    languages.catalogs = catalogs
    demo = demo or settings.demo
    composer = Composer(resources.content, catalogs, base_url=settings.base_url, sender=settings.mail_from, demo=demo)
    seen = replace(
        resources,
        settings=replace(settings, demo=demo),
        languages=languages,
        office=replace(resources.office, catalogs=catalogs),
        composer=composer,
    )
    return Stage(seen, Render(seen, assets), locale)
