"""What is wrong with the translators' files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from intake.lib import catalogs, placeholders
from intake.lib.catalogs import DOMAINS, FORMATTED_DOMAINS, PATIENT_DOMAINS, CatalogError
from intake.lib.plurals import plural_forms
from intake.lib.po import Entry, Key
from intake.lib.translations import SOURCE


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


def check(folder: Path, current: Mapping[str, str] | None) -> list[Finding]:
    """Everything wrong with the catalogs. ``current``: the templates as the sources are now, if they are at hand."""
    found: list[Finding] = []
    for domain in DOMAINS:
        path = folder / f"{domain}.pot"
        if not path.exists():
            found.append(Finding(_name(path), 1, "template", "is missing; run `intake catalogs extract`"))
        elif current is not None and path.read_text("utf-8") != current[domain]:
            found.append(Finding(_name(path), 1, "template", "is behind the sources; run `intake catalogs extract`"))
    for tag in [tag for tag in catalogs.languages(folder) if tag != SOURCE]:
        for domain in DOMAINS:
            try:
                found += _check_catalog(folder, tag, domain)
            except CatalogError as error:
                found.append(Finding(_name(error.path), error.line, "unreadable", error.problem))
    return found


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


def _about(entry: Entry) -> str:
    return entry.context or repr(entry.id if len(entry.id) <= 60 else entry.id[:60] + "…")


def _name(path: Path) -> str:
    return "/".join(path.parts[-3:] if path.suffix == ".po" else path.parts[-1:])
