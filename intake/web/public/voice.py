"""How presenters speak: the site's own sentences and the clinic's, in one reader's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from gettext import NullTranslations

from intake.lib.locales import Locale, locale_of
from intake.lib.templating import fill, keep_whole, said
from intake.lib.translations import Translations
from intake.resources import Resources

# A telephone number among letters that run right to left would show its groups in the wrong order.
_NUMBER = re.compile(r"\+[0-9](?:[0-9 ]*[0-9])?")


@dataclass(frozen=True, slots=True)
class Voice:
    """One language. ``values`` fill what the clinic's sentences leave open: ``clinic``, ``postal_address`` …,
    ``english`` the same where the English original stands beside a translation that nobody has read.

    What it says is plain text: templates escape it, so neither a translation nor an operator's file can add markup.
    """

    tag: str
    translations: Translations
    values: Mapping[str, str] = field(default_factory=dict)
    english: Mapping[str, str] = field(default_factory=dict)

    def say(self, sentence: str) -> str:
        """A sentence of the site (marked with ``N_``)."""
        text = said(self.translations, self.translations.gettext(sentence), sentence, original=sentence)
        return self._set_apart(keep_whole(text))

    def content(self, context: str, source: str, **values: str) -> str:
        """A sentence of the clinic's files, by its content id. Nothing stays nothing."""
        if not source:
            return ""
        # What is filled in stays as it is.
        text = fill(keep_whole(self.translations.pgettext(context, source)), {**self.values, **values})
        original = fill(keep_whole(source), {**self.values, **self.english, **values})
        return self._set_apart(said(self.translations, text, source, context, original=original))

    def _set_apart(self, text: str) -> str:
        if "+" not in text or locale_of(self.tag).direction == "ltr":
            return text
        return _NUMBER.sub(lambda found: f"\N{LEFT-TO-RIGHT ISOLATE}{found[0]}\N{POP DIRECTIONAL ISOLATE}", text)


def voice_of(resources: Resources, locale: Locale) -> Voice:
    """The public site's voice in a language."""
    translations = resources.catalogs.translations(locale.tag, "site")
    clinic = resources.content.clinic
    return Voice(locale.tag, translations, clinic.values(translations), clinic.values(NullTranslations()))
