"""Templates to text: one environment for each locale and audience, made when first needed and kept."""

from dataclasses import dataclass, field, replace
from functools import partial

from jinja2 import Environment

from intake.domain.clock import Calendar
from intake.lib import marks
from intake.lib.kept import Kept
from intake.lib.locales import Locale
from intake.lib.paths import TEMPLATES
from intake.lib.templating import Templates, compiled, environment, said
from intake.lib.translations import Translations
from intake.lib.week import office_hours
from intake.resources import Resources
from intake.web.common.assets import Assets
from intake.web.common.frame import ClinicView, PageView, clinic_view, looked_at, page_view


@dataclass(frozen=True)
class Render:
    """``render.public(…)`` and ``render.staff(…)`` answer with text; both know the assets and the reader's language."""

    resources: Resources
    assets: Assets
    _templates: Templates = field(default_factory=lambda: compiled(TEMPLATES))
    _environments: Kept[tuple[str, str], Translations, Environment] = field(default_factory=Kept)
    _clinics: Kept[str, tuple[Translations, Calendar], ClinicView] = field(default_factory=Kept)

    def public(self, template: str, locale: Locale, *, path: str, **context: object) -> str:
        """A page for patients. ``path`` is its address after the locale, for the language menu."""
        found, page = self._environment(locale, "site").get_template(template), self.page(locale, path)
        page = replace(page, unclear=page.at(f"/unclear{looked_at(template, path)}"))
        return marks.in_html(found.render(page=page, **context))

    def staff(self, template: str, locale: Locale, **context: object) -> str:
        """A page for the people who work here."""
        return self._environment(locale, "staff").get_template(template).render(**context)

    def page(self, locale: Locale, path: str) -> PageView:
        """The frame of a public page."""
        resources = self.resources
        legal, translations = resources.content.legal, resources.catalogs.translations(locale.tag, "site")
        draft, emergency = (self._line(translations, *legal.line(name)) for name in ("draft_translation", "emergency"))
        return page_view(
            locale,
            resources.locales,
            path=path,
            site=resources.settings.base_url,
            clinic=self._clinic(locale),
            emergency=emergency,
            draft=draft if resources.catalogs.is_draft(locale.tag) else "",
            demo=resources.settings.demo,
        )

    def _line(self, translations: Translations, context: str, text: str) -> str:
        return said(translations, translations.pgettext(context, text), text, context, original=text)

    def _clinic(self, locale: Locale) -> ClinicView:
        content = self.resources.content
        office, translations = content.routing.calendar, self.resources.catalogs.translations(locale.tag, "site")

        def made() -> ClinicView:
            hours = office_hours(office.working_days, office.opens, office.closes, locale.tag, office.zone)
            return clinic_view(content.clinic, translations, hours=hours)

        return self._clinics.made(locale.tag, (translations, office), made)

    def _environment(self, locale: Locale, domain: str) -> Environment:
        """Made once, and again when a translator has changed the language."""
        translations = self.resources.catalogs.translations(locale.tag, domain)
        made = partial(
            environment,
            self._templates,
            translations,
            locale.tag,
            marked=domain == "site",
            asset=self.assets.url,
            demo=self.resources.settings.demo,
        )
        return self._environments.made((locale.tag, domain), translations, made)
