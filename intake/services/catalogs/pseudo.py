"""Catalogs of the pseudo-locales, made from the templates: ordinary files of languages nobody speaks."""

from dataclasses import replace
from pathlib import Path

from intake.lib import catalog_files, replacing
from intake.lib.catalog_files import DOMAINS
from intake.lib.paths import LOCALES
from intake.lib.plurals import plural_forms
from intake.lib.po import Entry, PoFile, block_of, empty_catalog
from intake.lib.pseudo import LANGUAGES
from intake.lib.reviews import Reviews, reviews_text
from intake.services.catalogs.adding import bring_templates


class NotHere(ValueError):
    """The folder is the one that is shipped: patients must never meet a language nobody speaks."""


def write(folder: Path) -> list[Path]:
    """Write every catalog of both pseudo-locales anew; answers with the files.

    Where the templates are missing, the shipped ones come along. Whether they are offered stays as the folder says it:
    at first they are not. Raises `NotHere`, `CatalogError`, `ReadOnly`.
    """
    if folder.resolve() == LOCALES.resolve():
        raise NotHere(str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    bring_templates(folder)
    written = []
    for tag in LANGUAGES:
        for domain in DOMAINS:
            path = catalog_files.path_of(folder, tag, domain)
            path.parent.mkdir(parents=True, exist_ok=True)
            replacing.replace(path, str(filled(tag, catalog_files.read(folder / f"{domain}.pot"))))
            written.append(path)
        reviews = catalog_files.reviews_path(folder, tag)
        if not reviews.exists():
            replacing.replace(reviews, reviews_text(Reviews()))
            written.append(reviews)
    return written


def filled(tag: str, template: PoFile) -> PoFile:
    """A template with each message said in a pseudo-locale, all its plural forms."""
    header = plural_forms(tag)
    rule = catalog_files.plural_rule(header)
    file = empty_catalog(tag, header)
    blocks = [block_of(_said(tag, block.entry, rule[0] if rule else 2)) for block in template.live]
    return PoFile(file.header, blocks)


def _said(tag: str, entry: Entry, forms: int) -> Entry:
    said = LANGUAGES[tag]
    if entry.plural is None:
        return replace(entry, strings=(said(entry.id),))
    return replace(entry, strings=(said(entry.id), *[said(entry.plural)] * (forms - 1)))
