"""The translators' files: what they should hold, bringing them in step, and what is wrong with them.

Sources are the templates, the web's modules and the clinic's content. The domain of a sentence follows the path it
stands in; a sentence that two domains need is translated once, in the first of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

from intake.content.sentence import Sentence
from intake.lib import catalogs, placeholders
from intake.lib.catalogs import DOMAINS, FORMATTED_DOMAINS, PATIENT_DOMAINS, CatalogError
from intake.lib.extraction import ExtractionError, found_in
from intake.lib.plurals import plural_forms
from intake.lib.po import Entry, Key, empty_catalog, template
from intake.lib.po_merge import merged
from intake.lib.translations import SOURCE

# The first prefix that fits. A message anywhere else is an error: nobody would have decided who translates it.
DOMAIN_OF_PATH = (
    ("templates/mail/", "mail"),
    ("templates/layouts/mail", "mail"),
    ("templates/layouts/staff", "staff"),
    ("templates/inbox/", "staff"),
    ("templates/accounts/", "staff"),
    ("templates/", "site"),
    ("intake/web/inbox/", "staff"),
    ("intake/web/accounts/", "staff"),
    ("intake/web/common/staff", "staff"),
    ("intake/web/", "site"),
    ("intake/services/mail", "mail"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a catalog. An error stops a release; the rest is work to be done."""

    file: str
    line: int
    rule: str
    message: str
    error: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.message}"


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


def extract(root: Path, content: Iterable[Sentence]) -> dict[str, str]:
    """Each domain's template (``.pot``), from the checkout at ``root``. Raises `ExtractionError`."""
    gathered: dict[str, dict[Key, Entry]] = {domain: {} for domain in DOMAINS}
    found = [*_from_files(root), *_from_content(content)]
    for domain, entry, where in sorted(found, key=lambda item: DOMAINS.index(item[0])):
        _gather(gathered, domain, entry, where)
    return {domain: template(entries.values()) for domain, entries in gathered.items()}


def write_templates(folder: Path, templates: Mapping[str, str]) -> list[Path]:
    """Write the templates that changed; answers with those."""
    changed = []
    for domain, text in templates.items():
        path = folder / f"{domain}.pot"
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="\n")
            changed.append(path)
    return changed


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


def check(folder: Path, current: Mapping[str, str] | None) -> list[Finding]:
    """Everything wrong with the catalogs. ``current``: the templates as the sources are now, if they are at hand."""
    found: list[Finding] = []
    for domain in DOMAINS:
        path = folder / f"{domain}.pot"
        if not path.exists():
            found.append(Finding(_name(path), 1, "template", "is missing; run `intake catalogs extract`"))
        elif current is not None and path.read_text("utf-8") != current[domain]:
            found.append(Finding(_name(path), 1, "template", "is behind the sources; run `intake catalogs extract`"))
    for tag in _languages(folder, None):
        for domain in DOMAINS:
            try:
                found += _check_catalog(folder, tag, domain)
            except CatalogError as error:
                found.append(Finding(_name(error.path), error.line, "unreadable", error.problem))
    return found


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
            _state(loaded, tag),
        )
        for tag in loaded.tags
        if tag != SOURCE
        for domain, part in loaded.coverage(tag).items()
        if domain in PATIENT_DOMAINS or catalogs.path_of(folder, tag, domain).exists()
    ]


def _state(loaded: catalogs.Catalogs, tag: str) -> str:
    """What readers get: nothing yet, drafts with the English beside what must be exact, or what was read twice."""
    if not loaded.reviews(tag).offered:
        return "preview"
    return "draft" if loaded.is_draft(tag) else "reviewed"


def _from_files(root: Path) -> Iterator[tuple[str, Entry, str]]:
    paths = [*(root / "templates").rglob("*"), *(root / "intake").rglob("*.py")]
    for path in sorted(path for path in paths if path.is_file()):
        name = path.relative_to(root).as_posix()
        domain = next((domain for prefix, domain in DOMAIN_OF_PATH if name.startswith(prefix)), None)
        for found in sorted(found_in(path, name), key=attrgetter("line")):
            where = f"{name}:{found.line}"
            if domain is None:
                raise ExtractionError(f"{where}: a sentence for readers does not belong here")
            entry = Entry(found.id, found.context, found.plural, comments=found.comments, places=(name,))
            yield domain, entry, where


def _from_content(sentences: Iterable[Sentence]) -> Iterator[tuple[str, Entry, str]]:
    for said in sentences:
        comments = tuple(said.comment.split("\n")) if said.comment else ()
        place = said.file.replace(" ", "")
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


def _check_catalog(folder: Path, tag: str, domain: str) -> Iterator[Finding]:
    path = catalogs.path_of(folder, tag, domain)
    template_path = folder / f"{domain}.pot"
    if not template_path.exists() or not (path.exists() or domain in PATIENT_DOMAINS):
        return
    name, required = _name(path), catalogs.reviews_of(folder, tag).offered
    sources = {block.entry.key: block.entry for block in catalogs.read(template_path).live}
    if not path.exists():
        yield Finding(name, 1, "missing", f"the file; {len(sources)} messages are shown in English", error=required)
        return
    file = catalogs.read(path)
    rule, wanted = (
        catalogs.plural_rule(header) for header in (file.field_of_header("Plural-Forms"), plural_forms(tag))
    )
    if wanted is not None and not _same_rule(rule, wanted):
        yield Finding(name, file.header.line, "plural-header", f"write Plural-Forms: {plural_forms(tag)}")
    seen: set[Key] = set()
    for block in file.live:
        entry = block.entry
        if entry.key in seen:
            yield Finding(name, block.line, "duplicate", f"{_about(entry)} stands here twice")
        seen.add(entry.key)
        if entry.key not in sources:
            yield Finding(
                name, block.line, "behind", f"{_about(entry)} is no longer used; run `intake catalogs update`"
            )
            continue
        if problem := _problem(entry, sources[entry.key], domain, rule[0] if rule else 0):
            yield Finding(name, block.line, *problem, error=required or problem[0] not in {"missing", "fuzzy"})
    for key in sources.keys() - seen:
        about = _about(sources[key])
        yield Finding(name, 1, "behind", f"{about} is not in the file; run `intake catalogs update`", error=required)


def _problem(entry: Entry, source: Entry, domain: str, forms: int) -> tuple[str, str] | None:
    about = _about(entry)
    if entry.plural != source.plural:
        return "behind", f"{about} has another plural in the source; run `intake catalogs update`"
    if entry.fuzzy:
        return "fuzzy", f"the source of {about} has changed; the old translation waits for you"
    if not entry.translated:
        return "missing", about
    if entry.plural is not None and len(entry.strings) != forms:
        return "plural-forms", f"{about} has {len(entry.strings)} forms, the header says {forms}"
    if problem := placeholders.disagreement(entry, formatted=domain in FORMATTED_DOMAINS):
        return "placeholders", f"{about}: {problem}"
    return None


def _same_rule(rule: catalogs.PluralRule | None, wanted: catalogs.PluralRule) -> bool:
    return rule is not None and rule[0] == wanted[0] and all(rule[1](n) == wanted[1](n) for n in range(1_001))


def _languages(folder: Path, tags: Iterable[str] | None) -> list[str]:
    return [tag for tag in (catalogs.languages(folder) if tags is None else tags) if tag != SOURCE]


def _about(entry: Entry) -> str:
    return entry.context or repr(entry.id if len(entry.id) <= 60 else entry.id[:60] + "…")


def _name(path: Path) -> str:
    return "/".join(path.parts[-3:] if path.suffix == ".po" else path.parts[-1:])
