"""A language as one file: its catalogs, who has read them, its words, and what `check` says of it.

The file is a ZIP with a manifest that names what is in it. The same language is the same bytes: sorted names, no times.
It is read as a stranger's: limits before anything is unpacked, and no name in it ever becomes a path.
"""

import dataclasses
import datetime as dt
import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from intake.domain.errors import NotFound
from intake.lib import catalog_files
from intake.lib.catalog_files import DOMAINS, reviews_path
from intake.lib.locales import UnknownLocale, locale_of
from intake.lib.translations import SOURCE
from intake.services.catalogs import checking
from intake.services.catalogs.checking import Finding
from intake.services.catalogs.glossary import Medicines, glossary_path

FORMAT: Final = 1
MOST_BYTES: Final = 20 << 20
MOST_OF_ONE: Final = 8 << 20
MANIFEST: Final = "manifest.json"
MOST_OF_MANIFEST: Final = 64 << 10
REVIEWS: Final = "reviews.toml"
GLOSSARY: Final = "glossary.toml"
FINDINGS: Final = "findings.json"

_CATALOGS: Final = {f"catalogs/{domain}.po": domain for domain in DOMAINS}
_NAMES: Final = frozenset({MANIFEST, REVIEWS, GLOSSARY, FINDINGS, *_CATALOGS})
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the first one a ZIP can say
_UNREADABLE = (
    zipfile.BadZipFile,
    ValueError,
    NotImplementedError,
    RuntimeError,  # RecursionError too: brackets in brackets without end
    EOFError,
    zlib.error,
    struct.error,
    OSError,
    OverflowError,
)


class PackRefused(Exception):
    """The file is no pack that can be used here; its text says why."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A language as it lies in a file. ``templates``: of which English, by the hash of each domain's template."""

    tag: str
    date: dt.date | None
    templates: Mapping[str, str]
    files: Mapping[str, bytes]

    @property
    def catalogs(self) -> Mapping[str, bytes]:
        """The catalog of each domain."""
        return {domain: self.files[name] for name, domain in _CATALOGS.items() if name in self.files}


def made_of(folder: Path, tag: str, *, medicines: Medicines, date: dt.date | None = None) -> bytes:
    """The pack of a language as it lies on disk. Raises `NotFound` where there is none."""
    if tag == SOURCE or tag not in catalog_files.languages(folder):
        raise NotFound
    files = {name: path.read_bytes() for name, path in places(folder, tag).items() if path.exists()}
    found = checking.check(folder, None, medicines=medicines, tags=[tag])
    files[FINDINGS] = _json([_row(finding, folder) for finding in found if not finding.file.endswith(".pot")])
    manifest = {
        "format": FORMAT,
        "language": tag,
        "date": date.isoformat() if date else None,
        "templates": templates_of(folder),
        "files": {name: _hash(content) for name, content in files.items()},
    }
    return _zipped({**files, MANIFEST: _json(manifest)})


def read(data: bytes) -> Pack:
    """A pack from a file. Raises `PackRefused`."""
    if len(data) > MOST_BYTES:
        raise PackRefused(f"the file has more than {MOST_BYTES >> 20} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = _unpacked(archive)
        manifest = json.loads(files.pop(MANIFEST))
    except KeyError:
        raise PackRefused(f"there is no {MANIFEST} in it") from None
    except _UNREADABLE:
        raise PackRefused("the file is damaged, or no locale pack") from None
    return _fitting(manifest, files)


def places(folder: Path, tag: str) -> Mapping[str, Path]:
    """Where each file of a pack lies on disk."""
    found = {name: catalog_files.path_of(folder, tag, domain) for name, domain in _CATALOGS.items()}
    return {**found, REVIEWS: reviews_path(folder, tag), GLOSSARY: glossary_path(folder, tag)}


def templates_of(folder: Path) -> Mapping[str, str]:
    """The hash of each domain's template: which English there is."""
    paths = {domain: folder / f"{domain}.pot" for domain in DOMAINS}
    return {domain: _hash(path.read_bytes()) for domain, path in paths.items() if path.exists()}


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if strange := sorted(set(names) - _NAMES):
        raise PackRefused(f"{strange[0][:80]!r} has no place in a pack")
    if len(names) > len(set(names)):
        raise PackRefused("a name stands in it twice")
    for entry in entries:
        most = MOST_OF_MANIFEST if entry.filename == MANIFEST else MOST_OF_ONE
        if entry.file_size > most or entry.compress_size > most:
            raise PackRefused(f"{entry.filename} is larger than any we write")
        if entry.flag_bits & 1 or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise PackRefused(f"{entry.filename} is encrypted or packed in a way we do not read")
    files = {}
    for entry in entries:
        with archive.open(entry) as file:
            files[entry.filename] = file.read(entry.file_size + 1)
        if len(files[entry.filename]) != entry.file_size:
            raise PackRefused(f"{entry.filename} is not as large as the file says")
    return files


def _fitting(manifest: object, files: Mapping[str, bytes]) -> Pack:
    """The pack, where the manifest says what is there and nothing else."""
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise PackRefused(f"the manifest is not of format {FORMAT}; a newer version of this service may read it")
    tag, date, templates, hashes = (manifest.get(name) for name in ("language", "date", "templates", "files"))
    try:
        if not isinstance(tag, str) or tag == SOURCE:
            raise UnknownLocale(str(tag)[:40])
        locale_of(tag)
        day = dt.date.fromisoformat(date) if isinstance(date, str) else None
    except UnknownLocale:
        raise PackRefused("the manifest names no language that can be translated into") from None
    except ValueError:
        raise PackRefused("the manifest's date is none") from None
    if hashes != {name: _hash(content) for name, content in files.items()}:
        raise PackRefused("the files are not those the manifest names, or were changed after it was written")
    if not isinstance(templates, dict) or not all(isinstance(value, str) for value in templates.values()):
        raise PackRefused("the manifest does not say of which English the translation is")
    if not set(_CATALOGS) & set(files):
        raise PackRefused("there is no catalog in it")
    return Pack(tag, day, templates, files)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, files[name], compresslevel=9)
    return out.getvalue()


def _row(finding: Finding, folder: Path) -> Mapping[str, object]:
    """A finding as a row, whatever the folder of all languages is called there."""
    return {**dataclasses.asdict(finding), "file": finding.file.removeprefix(f"{folder.name}/")}


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
