"""The frame of every public page and error page: language, direction, language menu, clinic, emergency line."""

from collections.abc import Iterable
from dataclasses import dataclass
from gettext import NullTranslations

from intake.content.clinic import Clinic
from intake.lib.locales import Locale


@dataclass(frozen=True, slots=True)
class LanguageView:
    """One entry of the language menu; ``url`` is the current page in that language."""

    tag: str
    own_name: str
    direction: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class ClinicView:
    """Who runs this office. Empty strings mean "not told", and the line is left out."""

    name: str
    about: str = ""
    ownership: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""
    privacy_contact: str = ""


@dataclass(frozen=True, slots=True)
class PageView:
    """What every page needs; ``at`` gives the address of a page in the current language.

    ``site`` is the address of the whole service, where search engines want whole addresses.
    """

    lang: str
    dir: str
    languages: tuple[LanguageView, ...]
    clinic: ClinicView
    emergency: str
    path: str = "/"
    site: str = ""
    draft: str = ""  # the sentence that this translation is a draft; empty where it is not
    demo: bool = False
    preview: bool = False
    unclear: str = ""  # where somebody says what they did not understand on it; empty where nobody is asked

    def at(self, path: str) -> str:
        """``page.at("/inquiry")`` is ``/he/inquiry`` on a Hebrew page."""
        return f"/{self.lang}{path}"

    @property
    def english_url(self) -> str:
        """The same page in the language the texts were written in."""
        return f"/en{self.path}"


def looked_at(template: str, path: str) -> str:
    """Which page this is, as an address after the locale that names nothing of anybody's: no card, no link's secret."""
    if template.startswith("errors/"):
        return f"/{template.removesuffix('.html')}"
    parts = path.partition("?")[0].split("/")
    return "/".join(parts[:4] if parts[1:3] == ["follow-up", "details"] else parts[:3])


def clinic_view(clinic: Clinic, translations: NullTranslations, *, hours: str) -> ClinicView:
    """The clinic's own lines in one language; ``hours`` are in words already."""
    return ClinicView(
        translations.pgettext("clinic.name", clinic.name),
        translations.pgettext("clinic.about", clinic.about),
        translations.pgettext("clinic.ownership", clinic.ownership),
        translations.pgettext("clinic.address", clinic.address),
        clinic.phone,
        clinic.email,
        hours,
        clinic.privacy_contact,
    )


def page_view(
    locale: Locale,
    locales: Iterable[Locale],
    *,
    path: str,
    site: str = "",
    clinic: ClinicView,
    emergency: str,
    draft: str = "",
    demo: bool = False,
) -> PageView:
    """Gather a page's frame. ``path`` follows the locale: ``/inquiry``."""
    languages = tuple(
        LanguageView(other.tag, other.own_name, other.direction, f"/{other.tag}{path}", other == locale)
        for other in locales
    )
    return PageView(locale.tag, locale.direction, languages, clinic, emergency, path, site, draft, demo, locale.preview)
