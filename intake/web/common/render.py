"""Templates to text: one environment for each locale and audience, made when first needed and kept."""

from dataclasses import dataclass, field

from jinja2 import Environment

from intake.lib.locales import Locale
from intake.lib.paths import TEMPLATES
from intake.lib.templating import Templates, environment
from intake.lib.week import office_hours
from intake.resources import Resources
from intake.web.common.assets import Assets
from intake.web.common.frame import ClinicView, PageView, clinic_view, page_view


@dataclass(frozen=True)
class Render:
    """``render.public(…)`` and ``render.staff(…)`` answer with text; both know the assets and the reader's language."""

    resources: Resources
    assets: Assets
    _templates: Templates = field(default_factory=lambda: Templates(TEMPLATES))
    _environments: dict[tuple[str, str], Environment] = field(default_factory=dict)
    _clinics: dict[str, ClinicView] = field(default_factory=dict)

    def public(self, template: str, locale: Locale, *, path: str, **context: object) -> str:
        """A page for patients. ``path`` is its address after the locale, for the language menu."""
        found = self._environment(locale, "site").get_template(template)
        return found.render(page=self.page(locale, path), **context)

    def staff(self, template: str, locale: Locale, **context: object) -> str:
        """A page for the people who work here."""
        return self._environment(locale, "staff").get_template(template).render(**context)

    def page(self, locale: Locale, path: str) -> PageView:
        """The frame of a public page."""
        resources = self.resources
        legal, translations = resources.content.legal, resources.catalogs.translations(locale.tag, "site")
        draft = translations.pgettext(*legal.line("draft_translation"))
        return page_view(
            locale,
            resources.locales,
            path=path,
            site=resources.settings.base_url,
            clinic=self._clinic(locale),
            emergency=translations.pgettext(*legal.line("emergency")),
            draft=draft if resources.catalogs.is_draft(locale.tag) else "",
            demo=resources.settings.demo,
        )

    def _clinic(self, locale: Locale) -> ClinicView:
        if locale.tag not in self._clinics:
            content, office = self.resources.content, self.resources.content.routing.calendar
            hours = office_hours(office.working_days, office.opens, office.closes, locale.tag, office.zone)
            translations = self.resources.catalogs.translations(locale.tag, "site")
            self._clinics[locale.tag] = clinic_view(content.clinic, translations, hours=hours)
        return self._clinics[locale.tag]

    def _environment(self, locale: Locale, domain: str) -> Environment:
        key = locale.tag, domain
        if key not in self._environments:
            catalogs = self.resources.catalogs
            self._environments[key] = environment(
                self._templates,
                catalogs.translations(locale.tag, domain),
                locale.tag,
                asset=self.assets.url,
                demo=self.resources.settings.demo,
            )
        return self._environments[key]
