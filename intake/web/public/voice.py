"""How presenters speak: the site's own sentences and the clinic's, in one reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from gettext import NullTranslations

from intake.lib.locales import Locale
from intake.lib.templating import fill
from intake.resources import Resources


@dataclass(frozen=True, slots=True)
class Voice:
    """One language. ``values`` fill what the clinic's sentences leave open: ``clinic``, ``postal_address`` ….

    What it says is plain text: templates escape it, so neither a translation nor an operator's file can add markup.
    """

    tag: str
    translations: NullTranslations
    values: Mapping[str, str] = field(default_factory=dict)

    def say(self, sentence: str) -> str:
        """A sentence of the site (marked with ``N_``)."""
        return self.translations.gettext(sentence)

    def content(self, context: str, source: str, **values: str) -> str:
        """A sentence of the clinic's files, by its content id. Nothing stays nothing."""
        return fill(self.translations.pgettext(context, source), {**self.values, **values}) if source else ""


def voice_of(resources: Resources, locale: Locale) -> Voice:
    """The public site's voice in a language."""
    translations = resources.catalogs.translations(locale.tag, "site")
    return Voice(locale.tag, translations, resources.content.clinic.values(translations))
