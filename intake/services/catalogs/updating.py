"""Bringing the translators' files in step with the templates, without losing a word of theirs."""

from collections.abc import Iterable
from pathlib import Path

from intake.lib import catalogs
from intake.lib.catalogs import DOMAINS, PATIENT_DOMAINS
from intake.lib.plurals import plural_forms
from intake.lib.po import empty_catalog
from intake.lib.po_merge import merged
from intake.lib.translations import SOURCE


def update(folder: Path, tags: Iterable[str] | None = None) -> list[Path]:
    """Bring the languages in step with the templates; answers with the files that changed. Raises `CatalogError`.

    The patients' domains are made where they are missing; the staff's only stays in step where somebody began it.
    """
    changed = []
    for tag in _languages(folder, tags):
        header = plural_forms(tag)
        for domain in DOMAINS:
            path = catalogs.path_of(folder, tag, domain)
            if not path.exists() and domain not in PATIENT_DOMAINS:
                continue
            before = catalogs.read(path) if path.exists() else empty_catalog(tag, header)
            rule = catalogs.plural_rule(before.field_of_header("Plural-Forms")) or catalogs.plural_rule(header)
            after = merged(before, catalogs.read(folder / f"{domain}.pot"), forms=rule[0] if rule else 2)
            if after is not before or not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(str(after), "utf-8", newline="")
                changed.append(path)
    return changed


def _languages(folder: Path, tags: Iterable[str] | None) -> list[str]:
    return [tag for tag in (catalogs.languages(folder) if tags is None else tags) if tag != SOURCE]
