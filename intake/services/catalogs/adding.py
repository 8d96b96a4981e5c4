"""A language is added: its folder with everything a translator fills in. No code, no restart; patients see nothing yet.

How it is called, counts, sorts and writes its dates comes from CLDR by its tag alone.
"""

import contextlib
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from babel.core import get_global

from intake.content.reader import Complaints, ContentError
from intake.domain.errors import Refused
from intake.lib import catalog_files, formats, replacing
from intake.lib.catalog_files import DOMAINS, PATIENT_DOMAINS
from intake.lib.locales import PSEUDO, Locale, UnknownLocale, folder_of, locale_of, tag_of
from intake.lib.paths import LOCALES
from intake.lib.plurals import examples, plural_forms
from intake.lib.po import empty_catalog
from intake.lib.po_merge import merged
from intake.lib.reviews import Reviews, reviews_text
from intake.lib.translations import SOURCE
from intake.services.catalogs import glossary
from intake.services.catalogs.glossary import Medicines, Term, read_glossary

_TAG: Final = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?")
_A_DAY: Final = date(2026, 3, 7)
_A_NUMBER: Final = 1_234_567


class Reason(StrEnum):
    """Why a language is not added."""

    UNKNOWN = "unknown"
    SOURCE = "source"
    PSEUDO = "pseudo"
    OTHER_TAG = "other_tag"
    THERE = "there"
    READ_ONLY = "read_only"


class CannotAdd(Refused):
    """It is not added; ``reason`` says why, ``tag`` which language it is about: the one to write for `OTHER_TAG`."""

    def __init__(self, reason: Reason, tag: str) -> None:
        super().__init__(f"{reason.value}: {tag}")
        self.reason = reason
        self.tag = tag


@dataclass(frozen=True, slots=True)
class Added:
    """What a language is, as CLDR knows it, and where its files lie.

    ``forms``: for each plural form the numbers that take it. ``sorted_by_it``: its own order of countries is known.
    """

    locale: Locale
    folder: Path
    forms: tuple[str, ...]
    day: str
    number: str
    sorted_by_it: bool
    messages: int


def add(folder: Path, tag: str) -> Added:
    """Make the files of a language; all of them or none. Where the templates are missing, the shipped ones come along.

    ``tag`` is a BCP 47 tag of language, script and region; its case and ``_`` for ``-`` do not matter. Raises
    `CannotAdd`, `CatalogError`.
    """
    locale = _new(folder, tag)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        bring_templates(folder)
        with _beside(folder) as made:
            count = _fill(made, folder, locale.tag)
            _put_in_place(made / locale.folder, folder / locale.folder, locale.tag)
    except (replacing.ReadOnly, OSError):
        raise CannotAdd(Reason.READ_ONLY, locale.tag) from None
    return described(folder, locale, count)


def described(folder: Path, locale: Locale, messages: int) -> Added:
    """What CLDR knows of a language."""
    rule, tag = catalog_files.plural_rule(plural_forms(locale.tag)), locale.tag
    return Added(
        locale=locale,
        folder=folder / locale.folder,
        forms=examples(*rule) if rule else (),
        day=formats.date(_A_DAY, tag),
        number=formats.number(_A_NUMBER, tag),
        sorted_by_it=formats.has_order(tag),
        messages=messages,
    )


def canonical(tag: str) -> str | None:
    """The tag as it is written everywhere here (``pt-BR``); None for what is no tag of language, script and region."""
    if not (parts := _TAG.fullmatch(tag_of(tag.strip()))):
        return None
    language, script, region = parts[1].lower(), (parts[2] or "").title(), (parts[3] or "").upper()
    return "-".join(filter(None, (language, script, region)))


def _new(folder: Path, wanted: str) -> Locale:
    """The locale of a tag that can be added. Raises `CannotAdd`."""
    tag = canonical(wanted)
    if tag is None:
        raise CannotAdd(Reason.UNKNOWN, wanted[:35])
    if tag == SOURCE:
        raise CannotAdd(Reason.SOURCE, tag)
    if tag in PSEUDO:
        raise CannotAdd(Reason.PSEUDO, tag)
    language, *rest = tag.split("-")
    if other := get_global("language_aliases").get(language):
        raise CannotAdd(Reason.OTHER_TAG, "-".join([tag_of(other), *rest]))
    try:
        locale = locale_of(tag)
    except UnknownLocale:
        raise CannotAdd(Reason.UNKNOWN, tag) from None
    if tag in catalog_files.languages(folder):
        raise CannotAdd(Reason.THERE, tag)
    return locale


def bring_templates(folder: Path) -> None:
    """What is translated is known by the templates; a folder that was empty until now gets the shipped ones."""
    for name in (*(f"{domain}.pot" for domain in DOMAINS), glossary.FILE):
        if not (folder / name).exists() and (LOCALES / name).exists():
            replacing.replace(folder / name, (LOCALES / name).read_text("utf-8"))


@contextlib.contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder that no process takes for a language, gone in the end."""
    made = folder / f".adding-{secrets.token_hex(4)}"
    made.mkdir()
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _fill(made: Path, folder: Path, tag: str) -> int:
    """Write every file of the language; answers with how many messages there are."""
    header, count = plural_forms(tag), 0
    rule = catalog_files.plural_rule(header)
    (made / folder_of(tag) / "LC_MESSAGES").mkdir(parents=True)
    for domain in PATIENT_DOMAINS:
        template = catalog_files.read(folder / f"{domain}.pot")
        count += len(template.live)
        empty = merged(empty_catalog(tag, header), template, forms=rule[0] if rule else 2)
        replacing.replace(catalog_files.path_of(made, tag, domain), str(empty))
    replacing.replace(catalog_files.reviews_path(made, tag), reviews_text(Reviews()))
    replacing.replace(glossary.glossary_path(made, tag), glossary_to_fill(_terms(folder)))
    return count


def _put_in_place(made: Path, place: Path, tag: str) -> None:
    try:
        made.rename(place)  # an empty folder may be there; one with anything in it is left alone
    except OSError:
        raise CannotAdd(Reason.THERE if place.exists() else Reason.READ_ONLY, tag) from None


def _terms(folder: Path) -> Iterable[Term]:
    complaints = Complaints()
    terms = read_glossary(folder, SOURCE, Medicines(), complaints).terms
    try:
        complaints.raise_any()
    except ContentError as error:
        raise catalog_files.CatalogError(folder / glossary.FILE, str(error)) from None
    return terms


def glossary_to_fill(terms: Iterable[Term]) -> str:
    """A language's glossary before anybody has agreed on a word: no line is in force, each term says what it means."""
    lines = [
        "# The words this language has agreed upon. Write yours between the quotation marks and take away the # before",
        '# the line. The first is the one to use, the others are forms and stems that are right too: ["word", "wor"].',
        "",
        "[terms]",
    ]
    for term in terms:
        lines += [f"# {', '.join(term.source)}: {term.note}"]
        lines += [""] if term.keep else [f'# {term.key} = [""]', ""]
    lines += [
        "# Words that promise too much: a cure, healing, a miracle, a breakthrough, a guarantee. A star stands for any",
        '# ending: ["mirakel*"]. Where the English does not say such a word itself, the checks refuse them.',
        "[forbidden]",
        "words = []",
        "",
        "# Medicines this language does not write as in English (rituximab): their names in small letters.",
        "[names]",
        '# rituximab = [""]',
    ]
    return "\n".join(lines) + "\n"
