"""What is wrong with the translators' files: all of them at once, each finding with its file and line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from intake.content.reader import Complaints
from intake.lib import catalog_files
from intake.lib.catalog_files import DOMAINS, PATIENT_DOMAINS, CatalogError
from intake.lib.po import Block, Entry, PoFile
from intake.lib.translations import SOURCE
from intake.services.catalogs.checks import files
from intake.services.catalogs.checks.message import check_message
from intake.services.catalogs.checks.problems import Problem, Rule
from intake.services.catalogs.checks.sentences import in_english
from intake.services.catalogs.glossary import Glossary, Medicines, glossary_path, read_glossary

# Gaps: in a language nobody is offered yet they are what is left to do, and no fault.
_GAPS = frozenset({Rule.MISSING, Rule.FUZZY})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a catalog. An error stops a release; the rest is a remark, or work to be done.

    ``file`` begins with the folder of all languages, as it is called from the checkout.
    """

    file: str
    line: int
    rule: Rule
    message: str
    error: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True, slots=True)
class _Catalog:
    """One file beside its list of sentences. ``required``: patients are offered this language."""

    tag: str
    domain: str
    path: Path
    file: PoFile
    template: PoFile
    glossary: Glossary
    required: bool


def check(
    folder: Path,
    current: Mapping[str, str] | None,
    *,
    medicines: Medicines,
    tags: Iterable[str] | None = None,
) -> list[Finding]:
    """Everything wrong with the catalogs of these languages (all, if not said), and with the lists of sentences.

    ``current``: the lists as the sources are now, if they are at hand. What cannot be read is a finding like another.
    """
    found = list(_check_templates(folder, current))
    templates = {domain: catalog_files.read(path) for domain in DOMAINS if (path := folder / f"{domain}.pot").exists()}
    for tag in catalog_files.languages(folder) if tags is None else tags:
        if tag != SOURCE:
            try:
                found += _check_language(folder, tag, templates, medicines)
            except CatalogError as error:
                found.append(_unreadable(error.path, error.line, error.problem))
    above = f"{folder.parent}/"
    return [replace(finding, file=finding.file.removeprefix(above)) for finding in found]


def _check_templates(folder: Path, current: Mapping[str, str] | None) -> Iterator[Finding]:
    for domain in DOMAINS:
        path = folder / f"{domain}.pot"
        if not path.exists() or (current is not None and path.read_text("utf-8") != current[domain]):
            yield _finding(path, 1, Problem(Rule.TEMPLATE))


def _check_language(folder: Path, tag: str, templates: Mapping[str, PoFile], medicines: Medicines) -> Iterator[Finding]:
    complaints = Complaints()
    glossary = read_glossary(folder, tag, medicines, complaints)
    for complaint in complaints:
        file, line, problem = complaint.split(":", 2)
        yield _unreadable(Path(file), int(line), problem.strip())
    required = catalog_files.reviews_of(folder, tag).offered
    for term in glossary.terms:
        if term.enforced and not term.keep and term.key not in glossary.words:
            yield _finding(glossary_path(folder, tag), 1, Problem(Rule.GLOSSARY, wanted=term.key, error=required))
    for domain, template in templates.items():
        path = catalog_files.path_of(folder, tag, domain)
        try:
            if path.exists():
                catalog = catalog_files.read(path)
                yield from _check_file(_Catalog(tag, domain, path, catalog, template, glossary, required))
            elif domain in PATIENT_DOMAINS:
                yield _finding(path, 1, Problem(Rule.MISSING, wanted=path.name, error=required))
        except CatalogError as error:
            yield _unreadable(error.path, error.line, error.problem)


def _check_file(catalog: _Catalog) -> Iterator[Finding]:
    file, path = catalog.file, catalog.path
    sources = {block.entry.key: block.entry for block in catalog.template.live}
    for line, problem in files.header(file, catalog.tag):
        yield _finding(path, line, problem)
    behind = list(files.out_of_step(file, sources))
    for block, problem in (*files.duplicates(file), *behind):
        yield _finding(path, block.line, problem, block.entry)
    absent = list(files.absent(file, sources))
    for source in absent:
        yield _finding(path, 1, Problem(Rule.BEHIND, error=catalog.required), source)
    if not behind and not absent:
        for line, problem in files.disordered(file, catalog.template, catalog.tag):
            yield _finding(path, line, problem)
    gone = {block.entry.key for block, _ in behind}
    for block in file.live:
        if block.entry.key not in gone:
            yield from _check_block(catalog, block, sources[block.entry.key])


def _check_block(catalog: _Catalog, block: Block, source: Entry) -> Iterator[Finding]:
    entry = block.entry
    if entry.fuzzy:
        problems = [Problem(Rule.FUZZY)]
    else:
        problems = check_message(
            source, entry.strings, tag=catalog.tag, domain=catalog.domain, glossary=catalog.glossary
        )
    for problem in problems:
        if problem.rule in _GAPS:
            problem = replace(problem, error=catalog.required)
        yield _finding(catalog.path, _line_of(block, problem.form), problem, entry)


def _line_of(block: Block, form: int) -> int:
    """The line a translator has to change."""
    keyword = "msgstr " if block.entry.plural is None else f"msgstr[{form}]"
    lines = block.text.split("\n")
    return block.line + next((number for number, line in enumerate(lines) if line.startswith(keyword)), 0)


def _finding(path: Path, line: int, problem: Problem, entry: Entry | None = None) -> Finding:
    about = f"{_about(entry)}: " if entry else ""
    return Finding(str(path), line, problem.rule, about + in_english(problem), problem.error)


def _unreadable(path: Path, line: int, why: str) -> Finding:
    return Finding(str(path), line, Rule.UNREADABLE, why)


def _about(entry: Entry) -> str:
    return entry.context or repr(entry.id if len(entry.id) <= 60 else entry.id[:60] + "…")
