"""The page of an inquiry as its coordinator reads it: pairs, quotations and lists taken out of the HTML."""

from dataclasses import dataclass, field, replace
from html import unescape
from html.parser import HTMLParser


def plain(page: str) -> str:
    """A text as it is meant: entities read, and without the marks that hold “B-cell” together in a line."""
    return unescape(page).replace("\N{WORD JOINER}", "")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text on the page, and the language and direction it is marked with."""

    text: str
    lang: str | None
    dir: str | None


@dataclass
class Sheet(HTMLParser):
    """``pairs``: what stands beside each label. ``quotations``: what somebody typed at length."""

    page: str
    pairs: dict[str, Quoted] = field(default_factory=dict)
    quotations: list[Quoted] = field(default_factory=list)
    consents: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    _open: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _marks: dict[str, str | None] = field(default_factory=dict)
    _label: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to collect at the elements that are looked at."""
        if tag in {"dt", "dd", "blockquote", "li", "code"}:
            self._text, self._marks = [], dict(attrs)
        elif tag == "bdi" and not "".join(self._text).strip():
            self._marks = dict(attrs)
        if tag == "ul":
            self._open.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Sort it where it belongs."""
        typed = "".join(self._text).strip()
        text = plain(typed)
        quoted = Quoted(text, self._marks.get("lang"), self._marks.get("dir"))
        kind = self._open[-1][1].get("class") if self._open else None
        if tag == "dt":
            self._label = text
        elif tag == "dd":
            self.pairs[self._label] = quoted
        elif tag == "blockquote":
            self.quotations.append(replace(quoted, text=typed))  # nobody's own words are touched
        elif tag == "li" and kind == "consents":
            self.consents.append(" ".join(text.split()))
        elif tag == "code" and kind == "passed":
            self.passed.append(text)
        elif tag == "ul":
            self._open.pop()
