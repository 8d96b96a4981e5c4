"""What translators should have: every sentence of the templates, of the modules and of the clinic's content.

The domain of a sentence follows the path it stands in; a sentence that two domains need is translated once, in the
first of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from intake.content.sentence import Sentence
from intake.lib import placeholders, replacing
from intake.lib.catalog_files import DOMAINS, FORMATTED_DOMAINS
from intake.lib.extraction import ExtractionError, found_in
from intake.lib.po import Entry, Key, template
from intake.services.catalogs.places import domain_of, remark_of


def extract(root: Path, content: Iterable[Sentence]) -> dict[str, str]:
    """Each domain's template (``.pot``), from the checkout at ``root``. Raises `ExtractionError`."""
    gathered: dict[str, dict[Key, Entry]] = {domain: {} for domain in DOMAINS}
    found = [*_from_files(root), *_from_content(content)]
    for domain, entry, where in sorted(found, key=lambda item: DOMAINS.index(item[0])):
        _gather(gathered, domain, entry, where)
    return {domain: template(entries.values()) for domain, entries in gathered.items()}


def write_templates(folder: Path, templates: Mapping[str, str]) -> list[Path]:
    """Write the templates that changed; answers with those. Raises `ReadOnly`."""
    changed = []
    for domain, text in templates.items():
        path = folder / f"{domain}.pot"
        if not path.exists() or path.read_text("utf-8") != text:
            replacing.replace(path, text)
            changed.append(path)
    return changed


def _from_files(root: Path) -> Iterator[tuple[str, Entry, str]]:
    paths = [*(root / "templates").rglob("*"), *(root / "intake").rglob("*.py")]
    for path in sorted(path for path in paths if path.is_file()):
        name = path.relative_to(root).as_posix()
        domain = domain_of(name)
        for found in sorted(found_in(path, name), key=attrgetter("line")):
            where = f"{name}:{found.line}"
            if domain is None:
                raise ExtractionError(f"{where}: a sentence for readers does not belong here")
            remarks = found.comments or remark_of(name)
            entry = Entry(found.id, found.context, found.plural, comments=remarks, places=(name,))
            yield domain, entry, where


def _from_content(sentences: Iterable[Sentence]) -> Iterator[tuple[str, Entry, str]]:
    for said in sentences:
        place = said.file.replace(" ", "")
        comments = tuple(said.comment.split("\n")) if said.comment else remark_of(place)
        yield said.domain, Entry(said.source, said.context, comments=comments, places=(place,)), said.file


def _gather(gathered: dict[str, dict[Key, Entry]], domain: str, entry: Entry, where: str) -> None:
    if not entry.id.strip():
        raise ExtractionError(f"{where}: an empty sentence cannot be translated")
    if domain in FORMATTED_DOMAINS and placeholders.stray_percent(entry.id + (entry.plural or "")):
        raise ExtractionError(f"{where}: a percent sign must be written %%, a placeholder %(name)s")
    home = next((name for name in DOMAINS if entry.key in gathered[name]), domain)
    same = gathered[home].get(entry.key)
    if same is not None and same.plural != entry.plural:
        raise ExtractionError(f"{where}: {entry.id!r} stands elsewhere with another plural; give one a context")
    if same is not None:
        entry = replace(
            same,
            comments=tuple(dict.fromkeys(same.comments + entry.comments)),
            places=tuple(sorted({*same.places, *entry.places})),
        )
    gathered[home][entry.key] = entry
