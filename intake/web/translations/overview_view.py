"""What the overview shows: a bar for each part of each language, and what is still to be done, each as a link."""

from dataclasses import dataclass

from intake.lib import formats
from intake.lib.catalog_files import DOMAINS, PATIENT_DOMAINS
from intake.lib.catalogs import Coverage
from intake.lib.locales import locale_of
from intake.lib.translations import SOURCE
from intake.services.languages import Languages
from intake.services.workbench.finding import Shown, Wanted
from intake.web.common.staff import Reader
from intake.web.translations import words
from intake.web.translations.common import HOME, query_of


@dataclass(frozen=True, slots=True)
class LinkView:
    """Something still to be done, and where."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class PartView:
    """One domain of one language. The shares are of a bar 100 long: done, then what waits for another look."""

    name: str
    url: str
    total: int
    translated: int
    missing: int
    fuzzy: int
    refused: int
    read: str
    done_share: float
    waiting_share: float


@dataclass(frozen=True, slots=True)
class LanguageView:
    """One language. ``obstacles``: exactly what is missing until it can be offered."""

    tag: str
    name: str
    own_name: str
    dir: str
    url: str
    standing: str
    tone: str
    offered: bool
    may_be_offered: bool
    obstacles: tuple[LinkView, ...]
    parts: tuple[PartView, ...]
    percent: int
    done_share: float
    waiting_share: float
    current: bool


def overview_view(languages: Languages, reader: Reader, *, about: str = "") -> tuple[LanguageView, ...]:
    """Every language but the source, by its name in the reader's language."""
    found = [_language(languages, tag, reader, about) for tag in languages.catalogs.tags if tag != SOURCE]
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def _language(languages: Languages, tag: str, reader: Reader, about: str) -> LanguageView:
    t, catalogs, locale = reader.words, languages.catalogs, locale_of(tag)
    coverage, stage = catalogs.coverage(tag), catalogs.stage(tag)
    obstacles = _obstacles(languages, tag, reader)
    total = sum(coverage[domain].total for domain in PATIENT_DOMAINS)
    translated = sum(coverage[domain].translated for domain in PATIENT_DOMAINS)
    waiting = sum(coverage[domain].fuzzy + coverage[domain].refused for domain in PATIENT_DOMAINS)
    return LanguageView(
        tag=tag,
        name=formats.language_name(tag, reader.locale.tag),
        own_name=locale.own_name,
        dir=locale.direction,
        url=f"{HOME}/{tag}",
        standing=words.standings(t)[stage],
        tone={"preview": "quiet", "draft": "one_day", "reviewed": "good"}[stage],
        offered=stage != "preview",
        may_be_offered=not obstacles,
        obstacles=obstacles,
        parts=tuple(_part(tag, domain, coverage[domain], reader) for domain in DOMAINS if coverage[domain].total),
        percent=translated * 100 // total if total else 0,
        done_share=_share(translated, total),
        waiting_share=_share(waiting, total),
        current=tag == about,
    )


def _part(tag: str, domain: str, coverage: Coverage, reader: Reader) -> PartView:
    t, total = reader.words, coverage.total
    said = t.gettext("%(approved)s of %(total)s approved")
    waiting = coverage.fuzzy + coverage.refused
    return PartView(
        name=words.domains(t)[domain],
        url=f"{HOME}/{tag}{query_of(Wanted(domain))}",
        total=total,
        translated=coverage.translated,
        missing=coverage.missing - waiting,
        fuzzy=coverage.fuzzy,
        refused=coverage.refused,
        read=said % {"approved": coverage.approved, "total": coverage.protected} if coverage.protected else "–",
        done_share=_share(coverage.translated, total),
        waiting_share=_share(waiting, total),
    )


def _share(count: int, total: int) -> float:
    return round(100 * count / total, 1) if total else 0.0


def _obstacles(languages: Languages, tag: str, reader: Reader) -> tuple[LinkView, ...]:
    t, coverage, found = reader.words, languages.catalogs.coverage(tag), list[LinkView]()

    def add(count: int, text: str, domain: str, shown: Shown) -> None:
        if count > 0:
            said = text % {"count": count, "part": words.domains(t)[domain]}
            found.append(LinkView(said, f"{HOME}/{tag}{query_of(Wanted(domain, shown))}"))

    for domain in PATIENT_DOMAINS:
        part = coverage[domain]
        absent = part.missing - part.fuzzy - part.refused
        one = t.ngettext("%(part)s: %(count)s sentence is missing", "%(part)s: %(count)s sentences are missing", absent)
        add(absent, one, domain, Shown.MISSING)
        one = t.ngettext(
            "%(part)s: %(count)s sentence waits for another look, for its English changed",
            "%(part)s: %(count)s sentences wait for another look, for their English changed",
            part.fuzzy,
        )
        add(part.fuzzy, one, domain, Shown.FUZZY)
        one = t.ngettext(
            "%(part)s: %(count)s sentence is written but cannot be shown",
            "%(part)s: %(count)s sentences are written but cannot be shown",
            part.refused,
        )
        add(part.refused, one, domain, Shown.REFUSED)
        if languages.policy == "reviewed":
            unread = part.protected - part.approved
            one = t.ngettext(
                "%(part)s: %(count)s sentence is not approved",
                "%(part)s: %(count)s sentences are not approved",
                unread,
            )
            add(unread, one, domain, Shown.UNREAD)
    return tuple(found)
