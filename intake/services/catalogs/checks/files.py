"""Rules about a whole file: its header, and whether it is in step with the list of sentences."""

from collections.abc import Iterator, Mapping

from intake.lib.catalog_files import PluralRule, plural_rule
from intake.lib.locales import folder_of
from intake.lib.plurals import plural_forms
from intake.lib.po import Block, Entry, Key, PoFile
from intake.lib.po_merge import merged
from intake.services.catalogs.checks.problems import Problem, Rule

Sources = Mapping[Key, Entry]
AtLine = tuple[int, Problem]


def header(file: PoFile, tag: str) -> Iterator[AtLine]:
    """The language is that of the folder, the text is UTF-8, and the plural rule is the language's."""
    language, content = file.field_of_header("Language"), file.field_of_header("Content-Type") or ""
    if language != folder_of(tag):
        yield file.header.line, Problem(Rule.HEADER, found=language or "", wanted=f"Language: {folder_of(tag)}")
    if "charset=utf-8" not in content.lower():
        yield file.header.line, Problem(Rule.HEADER, found=content, wanted="charset=UTF-8")
    rule, wanted = (plural_rule(text) for text in (file.field_of_header("Plural-Forms"), plural_forms(tag)))
    if wanted is not None and not _same_rule(rule, wanted):
        yield file.header.line, Problem(Rule.PLURAL_HEADER, wanted=f"Plural-Forms: {plural_forms(tag)}")


def duplicates(file: PoFile) -> Iterator[tuple[Block, Problem]]:
    """Each message once; what is in use again does not lie at the end as well."""
    seen: set[Key] = set()
    for block in file.live:
        if block.entry.key in seen:
            yield block, Problem(Rule.DUPLICATE)
        seen.add(block.entry.key)
    for block in file.blocks:
        if block.entry.obsolete and block.entry.key in seen:
            yield block, Problem(Rule.OBSOLETE, error=False)


def out_of_step(file: PoFile, sources: Sources) -> Iterator[tuple[Block, Problem]]:
    """Messages that nothing uses any more, or whose plural has changed."""
    for block in file.live:
        source = sources.get(block.entry.key)
        if source is None or source.plural != block.entry.plural:
            yield block, Problem(Rule.BEHIND)


def absent(file: PoFile, sources: Sources) -> Iterator[Entry]:
    """Messages of the list that the file does not have."""
    there = {block.entry.key for block in file.live}
    return (source for key, source in sources.items() if key not in there)


def disordered(file: PoFile, template: PoFile, tag: str) -> Iterator[AtLine]:
    """Order, remarks and places are the list's, so that the next change is a small diff."""
    rule = plural_rule(plural_forms(tag))
    if merged(file, template, forms=rule[0] if rule else 2) is not file:
        yield file.header.line, Problem(Rule.BEHIND, error=False)


def _same_rule(rule: PluralRule | None, wanted: PluralRule) -> bool:
    return rule is not None and rule[0] == wanted[0] and all(rule[1](n) == wanted[1](n) for n in range(1_001))
