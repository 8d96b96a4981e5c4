"""How far each language is."""

from dataclasses import dataclass
from pathlib import Path

from intake.lib import catalog_files, catalogs
from intake.lib.catalog_files import PATIENT_DOMAINS
from intake.lib.translations import SOURCE


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one language is in one domain."""

    locale: str
    domain: str
    total: int
    translated: int
    fuzzy: int
    refused: int
    missing: int
    state: str


def progress(folder: Path) -> list[Progress]:
    """How far each language is. Raises `CatalogError`."""
    loaded = catalogs.Catalogs.load(folder)
    return [
        Progress(
            tag,
            domain,
            part.total,
            part.translated,
            part.fuzzy,
            part.refused,
            part.missing,
            loaded.stage(tag),
        )
        for tag in loaded.tags
        if tag != SOURCE
        for domain, part in loaded.coverage(tag).items()
        if domain in PATIENT_DOMAINS or catalog_files.path_of(folder, tag, domain).exists()
    ]
