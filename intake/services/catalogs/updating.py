"""Bringing the translators' files in step with the templates, without losing a word of theirs."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from intake.lib import replacing
from intake.lib.catalog_files import DOMAINS, PATIENT_DOMAINS, languages, path_of, plural_rule, read, reviews_path
from intake.lib.plurals import plural_forms
from intake.lib.po import empty_catalog
from intake.lib.po_merge import merged
from intake.lib.translations import SOURCE


def update(folder: Path, tags: Iterable[str] | None = None) -> list[Path]:
    """Bring the languages in step with the templates; answers with the files that changed.

    The patients' domains are made where they are missing; the staff's only stays in step where somebody began it.
    Raises `CatalogError`, `ReadOnly`.
    """
    changed: list[Path] = []
    for tag in languages(folder) if tags is None else tags:
        if tag == SOURCE:
            continue
        path_of(folder, tag, DOMAINS[0]).parent.mkdir(parents=True, exist_ok=True)
        with replacing.locked(reviews_path(folder, tag).parent):  # a translator may save at this very moment
            new = {path: text.encode("utf-8") for path, text in _renewed(folder, tag)}
            if new:
                replacing.replace_all(new)
        changed += new
    return changed


def _renewed(folder: Path, tag: str) -> Iterator[tuple[Path, str]]:
    """The files of a language that are not in step, as they should be."""
    header = plural_forms(tag)
    for domain in DOMAINS:
        path = path_of(folder, tag, domain)
        if not path.exists() and domain not in PATIENT_DOMAINS:
            continue
        before = read(path) if path.exists() else empty_catalog(tag, header)
        rule = plural_rule(before.field_of_header("Plural-Forms")) or plural_rule(header)
        after = merged(before, read(folder / f"{domain}.pot"), forms=rule[0] if rule else 2)
        if after is not before or not path.exists():
            yield path, str(after)
