"""One language as a page or a mail reads it: gettext's four questions, and how far an answer can be relied upon."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from gettext import NullTranslations
from typing import Final

SOURCE: Final = "en"


class Standing(Enum):
    """What a reader gets for a message."""

    OWN = auto()
    """Their language; what must be read by a second person has been."""

    DRAFT = auto()
    """Their language, in a sentence that must not be relied upon before somebody has read it."""

    OTHER = auto()
    """Another language, most often English: there is no translation that can be shown."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A translation that is not shown, where it stands and why: English is shown in its place."""

    tag: str
    domain: str
    line: int
    why: str


@dataclass(slots=True)
class Messages:
    """One file's trusted translations, by source (its context before ``\\x04``), and the plural rule.

    ``drafts``: those that nobody has approved and nobody may rely on alone.
    """

    tag: str
    strings: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    rule: Callable[[int], int] = int
    total: int = 0
    fuzzy: int = 0
    protected: int = 0
    drafts: frozenset[str] = frozenset()
    refusals: tuple[Refusal, ...] = ()


class Translations(NullTranslations):
    """One language seen from one domain: its own catalog, its others, those of a near language, the English source."""

    def __init__(self, tag: str, catalogs: Iterable[Messages] = ()) -> None:
        super().__init__()
        self.tag = tag
        self._catalogs = tuple(catalogs)

    def has(self, message: str, *, context: str | None = None) -> bool:
        """Whether the message is translated; if not, what is shown is English and may need saying so."""
        key = key_of(context, message)
        return any(key in catalog.strings for catalog in self._catalogs)

    def language(self, message: str, *, context: str | None = None) -> str:
        """The tag of the language in which this message is answered."""
        key = key_of(context, message)
        return next((catalog.tag for catalog in self._catalogs if key in catalog.strings), SOURCE)

    def standing(self, message: str, *, context: str | None = None) -> Standing:
        """How far the answer to this message can be relied upon."""
        key = key_of(context, message)
        for catalog in self._catalogs:
            if key in catalog.strings:
                draft = Standing.DRAFT if key in catalog.drafts else Standing.OWN
                return draft if catalog.tag == self.tag else Standing.OTHER
        return Standing.OWN if self.tag == SOURCE or not message else Standing.OTHER

    def gettext(self, message: str) -> str:
        """The translation, or the message."""
        return self._one(message, message)

    def pgettext(self, context: str, message: str) -> str:
        """The translation in this context, or the message."""
        return self._one(key_of(context, message), message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form for this number, or the English one."""
        return self._many(msgid1, msgid1, msgid2, n)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        """The form for this number in this context, or the English one."""
        return self._many(key_of(context, msgid1), msgid1, msgid2, n)

    def _one(self, key: str, message: str) -> str:
        for catalog in self._catalogs:
            if found := catalog.strings.get(key):
                return found if isinstance(found, str) else found[catalog.rule(1)]
        return message

    def _many(self, key: str, singular: str, plural: str, n: int) -> str:
        for catalog in self._catalogs:
            if isinstance(found := catalog.strings.get(key), tuple):
                return found[catalog.rule(abs(int(n)))]
        return singular if n == 1 else plural


def key_of(context: str | None, message: str) -> str:
    """What a message is looked up by: its context before ``\\x04``, as in compiled catalogs."""
    return message if context is None else f"{context}\x04{message}"
