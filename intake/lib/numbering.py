"""Which message stands where: a language whose every answer carries a number, resolved by `intake.lib.marks`."""

from intake.lib import marks
from intake.lib.po import Entry
from intake.lib.reviews import source_hash
from intake.lib.translations import Standing, Translations


class Register:
    """The messages asked for while pages were made: number → id (`intake.lib.reviews.source_hash`)."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.foreign: dict[str, str] = {}  # id → tag, where another language answered
        self._numbers: dict[str, int] = {}

    def number(self, message: str, context: str | None, plural: str | None) -> int:
        """The number of a message, the same each time."""
        id_ = source_hash(Entry(message, context, plural))
        if id_ not in self._numbers:
            self._numbers[id_] = len(self.ids)
            self.ids.append(id_)
        return self._numbers[id_]


class Numbered(Translations):
    """A language whose answers say which message they are."""

    def __init__(self, spoken: Translations, register: Register) -> None:
        super().__init__(spoken.tag)
        self._spoken = spoken
        self._register = register

    def has(self, message: str, *, context: str | None = None) -> bool:
        """As the language itself."""
        return self._spoken.has(message, context=context)

    def language(self, message: str, *, context: str | None = None) -> str:
        """As the language itself."""
        return self._spoken.language(message, context=context)

    def standing(self, message: str, *, context: str | None = None) -> Standing:
        """As the language itself."""
        return self._spoken.standing(message, context=context)

    def gettext(self, message: str) -> str:
        """The translation, numbered."""
        return self._marked(self._spoken.gettext(message), message)

    def pgettext(self, context: str, message: str) -> str:
        """The translation in this context, numbered."""
        return self._marked(self._spoken.pgettext(context, message), message, context)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form for this number, numbered."""
        return self._marked(self._spoken.ngettext(msgid1, msgid2, n), msgid1, None, msgid2)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        """The form for this number in this context, numbered."""
        return self._marked(self._spoken.npgettext(context, msgid1, msgid2, n), msgid1, context, msgid2)

    def _marked(self, text: str, message: str, context: str | None = None, plural: str | None = None) -> str:
        if not message:
            return text
        number, tag = self._register.number(message, context, plural), self.language(message, context=context)
        if tag != self.tag:
            self._register.foreign[self._register.ids[number]] = tag
        return marks.numbered(text, number)
