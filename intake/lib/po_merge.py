"""Bringing a translators' file in step with its template, without losing a word of theirs.

What is unchanged stays byte for byte. A changed source keeps its old translation as fuzzy, with the previous source
beside it; one that is no longer used goes to the end as obsolete, and comes back if its source does.
"""

from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from intake.lib.po import Block, Entry, Key, PoFile, block_of, previous_of

# How alike two sources must be for the old translation to be offered for the new one.
ALIKE = 0.75


def merged(file: PoFile, template: PoFile, *, forms: int) -> PoFile:
    """The file in the template's order. ``forms``: how many plural forms the language has."""
    wanted = {block.entry.key for block in template.live}
    known: dict[Key, Block] = {}
    gone: list[Block] = []
    retired = {block.entry.key: block for block in file.blocks if block.entry.obsolete}
    for block in file.live:
        if block.entry.key in wanted and block.entry.key not in known:
            known[block.entry.key] = block
        else:
            gone.append(block)
    blocks = []
    for source in (block.entry for block in template.live):
        if kept := known.get(source.key) or retired.pop(source.key, None):
            blocks.append(_renewed(kept, source, forms))
        elif ancestor := _ancestor(source, gone):
            gone.remove(ancestor)
            blocks.append(block_of(descended(ancestor.entry, source, forms)))
        else:
            blocks.append(block_of(_untranslated(source, forms)))
    blocks += [_retired(block) for block in gone if any(block.entry.strings) or block.entry.notes]
    blocks += [block for block in file.blocks if block.entry.obsolete and retired.get(block.entry.key) is block]
    if len(blocks) == len(file.blocks) and all(new is old for new, old in zip(blocks, file.blocks, strict=True)):
        return file
    return _spaced(PoFile(file.header, blocks))


def _renewed(block: Block, source: Entry, forms: int) -> Block:
    old = block.entry
    entry = replace(old, comments=source.comments, places=source.places, obsolete=False)
    if old.plural != source.plural:
        entry = descended(old, source, forms)
    elif old.plural is not None and not any(old.strings) and len(old.strings) != forms:
        entry = replace(entry, strings=("",) * forms)
    return block if entry == old else block_of(entry)


def _ancestor(source: Entry, gone: list[Block]) -> Block | None:
    """The entry whose source this one was."""
    of_entry = {id(block.entry): block for block in gone if any(block.entry.strings)}
    found = alike(source, (block.entry for block in of_entry.values()))
    return of_entry[id(found)] if found is not None else None


def alike(entry: Entry, others: Iterable[Entry]) -> Entry | None:
    """The other that this one became or came from: the same place in the content, or nearly the same words."""
    candidates = (other for other in others if other.context == entry.context)
    if entry.context is not None:
        return next(candidates, None)
    matcher = SequenceMatcher()
    matcher.set_seq2(entry.id)
    best, likeness = None, ALIKE
    for other in candidates:
        matcher.set_seq1(other.id)
        # Each is a bound of the next one, and much quicker.
        bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
        if all(bound() >= likeness for bound in bounds):
            best, likeness = other, matcher.ratio()
    return best


def descended(old: Entry, source: Entry, forms: int) -> Entry:
    """The new source with the old translation, waiting for a translator. What was fuzzy keeps its first source.

    ``forms``: how many plural forms the language has.
    """
    if not any(old.strings):
        return replace(_untranslated(source, forms), notes=old.notes)
    strings = old.strings
    if (old.plural is None) != (source.plural is None):
        strings = old.strings * forms if source.plural is not None else old.strings[-1:]
    return replace(
        source,
        strings=strings,
        notes=old.notes,
        flags=("fuzzy", *(flag for flag in old.flags if flag != "fuzzy")),
        previous=old.previous if old.fuzzy and old.previous else previous_of(old),
    )


def _untranslated(source: Entry, forms: int) -> Entry:
    return replace(source, strings=("",) if source.plural is None else ("",) * forms)


def _retired(block: Block) -> Block:
    return block_of(replace(block.entry, comments=(), places=(), obsolete=True))


def _spaced(file: PoFile) -> PoFile:
    """An empty line between entries, none after the last."""
    blocks = [replace(block, text=block.text.rstrip("\n") + "\n\n") for block in [file.header, *file.blocks]]
    blocks[-1] = replace(blocks[-1], text=blocks[-1].text.removesuffix("\n"))
    return PoFile(blocks[0], blocks[1:])
