"""Rules about what a program reads in a text: placeholders, percent signs, tags, entities, plural forms, lines."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from intake.lib import placeholders
from intake.lib.catalog_files import FORMATTED_DOMAINS, plural_rule
from intake.lib.plurals import plural_forms
from intake.services.catalogs.checks.problems import Problem, Rule
from intake.services.catalogs.checks.texts import Text

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_TAG_NAME = re.compile(r"<(/?)([\w-]+)[^<>]*?(/?)>")
_VOID = frozenset({"br", "wbr", "hr", "img"})
_MANY = 200  # numbers from which on the rules of all languages repeat themselves


def placeholder(text: Text) -> Iterator[Problem]:
    """The names between ``%(`` and ``)s`` are those of the source. A count may be left out where `number` says so."""
    entry = text.entry
    if "%(" not in text.text and "%(" not in text.english:
        return
    allowed = placeholders.names(entry.id) | placeholders.names(entry.plural or "")
    wanted = placeholders.names(text.english)
    if entry.plural is not None:
        wanted = (placeholders.names(entry.id) & placeholders.names(entry.plural)) - placeholders.COUNTS
    there = placeholders.names(text.text)
    for name in sorted(wanted - there):
        yield text.problem(Rule.PLACEHOLDERS, wanted=f"%({name})s")
    for name in sorted(there - allowed):
        yield text.problem(Rule.PLACEHOLDERS, found=f"%({name})s")
    if entry.plural is None and there == wanted:
        counted, asked = (Counter(re.findall(r"%\(\w+\)[sd]", part)) for part in (text.text, text.english))
        for name in sorted(set(counted + asked)):
            if counted[name] < asked[name]:
                yield text.problem(Rule.PLACEHOLDERS, wanted=f"{name} × {asked[name]}")


def percent(text: Text) -> Iterator[Problem]:
    """Where ``%`` begins a placeholder, a percent sign is written twice."""
    if text.domain in FORMATTED_DOMAINS and placeholders.stray_percent(text.text):
        yield text.problem(Rule.PERCENT, found="%", wanted="%%")


def markup(text: Text) -> Iterator[Problem]:
    """The tags are exactly those of the source, and each that is opened is closed, inside out."""
    if "<" not in text.text and "<" not in text.english:
        return
    there = Counter(placeholders.tags(text.text))
    if there in (Counter(placeholders.tags(text.entry.id)), Counter(placeholders.tags(text.english))):
        if _closed(text.english) and not _closed(text.text):
            yield text.problem(Rule.MARKUP, found=" ".join(placeholders.tags(text.text)))
        return
    wanted = Counter(placeholders.tags(text.english))
    lost, new = " ".join((wanted - there).elements()), " ".join((there - wanted).elements())
    yield text.problem(Rule.MARKUP, found=new, wanted=lost)


def entities(text: Text) -> Iterator[Problem]:
    """Characters stand for themselves: an entity such as ``&nbsp;`` would be shown letter by letter."""
    if "&" not in text.text:
        return
    for entity in sorted(set(_ENTITY.findall(text.text)) - set(_ENTITY.findall(text.english))):
        yield text.problem(Rule.ENTITIES, found=entity)


def line_breaks(text: Text) -> Iterator[Problem]:
    """As many lines as the source, with the empty ones in the same places."""
    if [not line.strip() for line in text.text.split("\n")] != [not line.strip() for line in text.english.split("\n")]:
        there, wanted = text.text.count("\n"), text.english.count("\n")
        yield text.problem(Rule.LINE_BREAKS, found=f"{there} × ⏎", wanted=f"{wanted} × ⏎")


def number(text: Text) -> Iterator[Problem]:
    """A form that is said of several numbers says which. Of exactly one it may say “a day” or “two days”."""
    if text.entry.plural is None or text.form >= len(numbers := numbers_of_forms(text.tag)):
        return
    counts = placeholders.names(text.entry.plural) & placeholders.COUNTS
    if counts and numbers[text.form] > 1 and not counts & placeholders.names(text.text):
        yield text.problem(Rule.NUMBER, wanted=f"%({min(counts)})s")


@lru_cache(maxsize=64)
def numbers_of_forms(tag: str) -> tuple[int, ...]:
    """For each plural form of a language, how many of the numbers up to two hundred it is said of."""
    rule = plural_rule(plural_forms(tag))
    if rule is None:
        return ()
    counted = Counter(rule[1](number) for number in range(_MANY + 1))
    return tuple(counted[form] for form in range(rule[0]))


def _closed(text: str) -> bool:
    open_tags: list[str] = []
    for closing, name, closed in _TAG_NAME.findall(text):
        if closed or name in _VOID:
            continue
        if not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            return False
    return not open_tags
