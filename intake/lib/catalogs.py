"""The translations of every language, read from the translators' ``.po`` files into plain dictionaries.

What cannot be trusted is left out when it is read, and English stands in its place: fuzzy entries, entries whose
placeholders differ from the source, files whose plural rule cannot be read. A catalog that lags behind never raises.

`N_` marks a sentence where it is written and translated elsewhere: ``SENTENCES = {code: N_("Choose a date.")}``.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from intake.lib import po
from intake.lib.catalog_files import (
    DOMAINS,
    PATIENT_DOMAINS,
    CatalogError,
    Source,
    Sources,
    languages,
    path_of,
    plural_rule,
    read,
    read_sources,
    refusal,
    reviews_of,
)
from intake.lib.locales import nearest
from intake.lib.plurals import plural_forms
from intake.lib.reviews import Reviews, is_protected, source_hash, translation_hash
from intake.lib.translations import SOURCE, Messages, Refusal, Translations, key_of

Policy = Literal["complete", "reviewed"]
Stage = Literal["preview", "draft", "reviewed"]

_log = logging.getLogger("intake.catalogs")


def N_(message: str) -> str:
    """The message itself: here it is only marked for translation."""
    return message


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of one domain is there: ``missing`` counts what is untranslated, fuzzy or refused.

    ``protected`` counts the translated messages nobody may rely on before they are read, ``approved`` those that were.
    """

    total: int
    translated: int
    fuzzy: int
    refused: int
    protected: int = 0
    approved: int = 0

    @property
    def missing(self) -> int:
        """How many messages are shown in English."""
        return self.total - self.translated


@dataclass(frozen=True, slots=True)
class _Language:
    """One language as it lies on disk."""

    messages: Mapping[str, Messages]
    reviews: Reviews


class Catalogs:
    """All languages that were loaded. One object for the life of a process: `renew` puts new languages into it."""

    def __init__(self, folder: Path, held: Mapping[str, _Language], sources: Sources) -> None:
        self._folder = folder
        self._held: Mapping[str, _Language] = {}
        self._views: dict[tuple[str, str], Translations] = {}
        self._hold(held, sources)

    @classmethod
    def load(cls, folder: Path, tags: Iterable[str] | None = None) -> "Catalogs":
        """Read these languages (all there are, if not said). Raises `CatalogError`: file, line, problem."""
        wanted = languages(folder) if tags is None else tuple(tags)
        sources = read_sources(folder)
        return cls(folder, {tag: _load(folder, tag, sources) for tag in wanted if tag != SOURCE}, sources)

    def renewed(self, tags: Iterable[str]) -> "Catalogs":
        """These languages read again, the others as they are; those without a folder are gone. For `renew`.

        A language that cannot be read stays as it was, and the log says where it broke.
        """
        held, sources = dict(self._held), read_sources(self._folder)
        there = languages(self._folder)
        for tag in tags:
            try:
                if tag in there:
                    held[tag] = _load(self._folder, tag, sources)
                else:
                    held.pop(tag, None)
            except CatalogError as error:
                where = {"locale": tag, "file": error.path.name, "line": error.line, "why": error.problem}
                _log.error("a changed catalog cannot be read, the one before stays", extra=where)
        ordered = {tag: held[tag] for tag in there if tag in held}
        return Catalogs(self._folder, ordered, sources)

    def renew(self, other: "Catalogs") -> None:
        """Be what the other is. What did not change stays the same object, so that nobody renders it again."""
        self._hold(other._held, other._sources)

    def translations(self, tag: str, domain: str) -> Translations:
        """The language as a page or mail of this domain reads it. The same object until the language changes."""
        return self._views[tag, domain]

    def through(self, glass: Callable[[Translations], Translations]) -> "Catalogs":
        """The same languages, each seen through ``glass``: to look at a page, not to send it."""
        seen = Catalogs(self._folder, self._held, self._sources)
        seen._views = {key: glass(view) for key, view in self._views.items()}
        return seen

    def with_text(self, tag: str, domain: str, entry: po.Entry) -> "Catalogs":
        """The same languages with one translation in another's place, which nobody has read; this object stays.

        Where the entry is not translated, nothing stands there, and English is shown.
        """
        key, language = key_of(entry.context, entry.id), self._held[tag]
        there = language.messages[domain]
        strings, drafts = {name: text for name, text in there.strings.items() if name != key}, there.drafts - {key}
        rule = plural_rule(plural_forms(tag)) if there.rule is int else None
        if entry.translated:
            strings[key] = entry.strings[0] if entry.plural is None else entry.strings
            drafts = drafts | {key} if is_protected(domain, entry) else drafts
        new = replace(there, strings=strings, drafts=drafts, rule=rule[1] if rule else there.rule)
        held = {**self._held, tag: _Language({**language.messages, domain: new}, language.reviews)}
        return Catalogs(self._folder, held, self._sources)

    def reviews(self, tag: str) -> Reviews:
        """Who has read this language."""
        return self._held[tag].reviews if tag in self._held else Reviews(offered=True)

    def coverage(self, tag: str) -> Mapping[str, Coverage]:
        """How much of each domain is translated."""
        if tag == SOURCE:
            return {domain: Coverage(total, total, 0, 0) for domain, total in self._totals.items()}
        return {
            domain: Coverage(
                self._totals[domain] or found.total,
                len(found.strings),
                found.fuzzy,
                len(found.refusals),
                found.protected,
                found.protected - len(found.drafts),
            )
            for domain, found in self._held[tag].messages.items()
        }

    def refusals(self) -> tuple[Refusal, ...]:
        """Every translation that is not shown because it would break the sentence it stands for."""
        files = [messages for held in self._held.values() for messages in held.messages.values()]
        return tuple(refusal for messages in files for refusal in messages.refusals)

    def is_complete(self, tag: str, domains: Iterable[str] = PATIENT_DOMAINS) -> bool:
        """Whether nothing of these domains would be shown in English."""
        coverage = self.coverage(tag)
        chosen = [coverage[domain] for domain in domains]
        return tag == SOURCE or (any(part.total for part in chosen) and all(part.missing == 0 for part in chosen))

    def is_draft(self, tag: str) -> bool:
        """Whether something protected stands there that nobody has read, so that pages must say so."""
        return tag != SOURCE and any(part.approved < part.protected for part in self.coverage(tag).values())

    def stage(self, tag: str) -> Stage:
        """What readers get: nothing yet, drafts with the English beside what must be exact, or what was read twice."""
        if not self.reviews(tag).offered:
            return "preview"
        return "draft" if self.is_draft(tag) else "reviewed"

    def is_reviewed(self, tag: str) -> bool:
        """Whether every protected message is translated and approved."""
        wanted = {domain: self._protected(domain) for domain in PATIENT_DOMAINS}
        return tag == SOURCE or all(
            self.coverage(tag)[domain].approved >= count if count else True for domain, count in wanted.items()
        )

    def live(self, policy: Policy = "complete") -> tuple[str, ...]:
        """The languages patients are offered: those that were once found complete and whose file says ``offered``.

        A gap that opens later (the English changed, a translation broke) is filled with English and does not close the
        door on people who read that language. ``reviewed``: only those of which every protected message is approved.
        """
        offered = [tag for tag in self.tags if self.reviews(tag).offered]
        return tuple(tag for tag in offered if policy == "complete" or self.is_reviewed(tag))

    def _protected(self, domain: str) -> int:
        return sum(source.protected for source in (self._sources[domain] or {}).values())

    def _hold(self, held: Mapping[str, _Language], sources: Sources) -> None:
        before, views = self._held, self._views
        self._held = held
        self._sources = sources
        self._totals = {domain: len(sources[domain] or ()) for domain in DOMAINS}
        self.tags: tuple[str, ...] = (SOURCE, *(tag for tag in held if tag != SOURCE))
        self._views = {}
        changed = {tag for tag in {*held, *before} if held.get(tag) is not before.get(tag)}
        for tag in self.tags:
            chain = [tag, *nearest(tag, self.tags)]
            fresh = not changed.isdisjoint(chain) or (tag, DOMAINS[0]) not in views
            for domain in DOMAINS:
                self._views[tag, domain] = self._view(chain, domain) if fresh else views[tag, domain]

    def _view(self, chain: Iterable[str], domain: str) -> Translations:
        order = (domain, *(other for other in DOMAINS if other != domain))
        tags = [tag for tag in chain if tag != SOURCE]
        found = [self._held[tag].messages[name] for tag in tags for name in order]
        return Translations(next(iter(chain)), (messages for messages in found if messages.strings))


def _load(folder: Path, tag: str, sources: Sources) -> _Language:
    reviews = reviews_of(folder, tag)
    approved = reviews.approved
    return _Language({domain: _messages(folder, tag, domain, sources[domain], approved) for domain in DOMAINS}, reviews)


def _messages(
    folder: Path, tag: str, domain: str, sources: Mapping[str, Source] | None, approved: frozenset[tuple[str, str]]
) -> Messages:
    found, path = Messages(tag), path_of(folder, tag, domain)
    if not path.exists():
        return found
    file = read(path)
    live = file.live
    found.total = len(live)
    rule = plural_rule(file.field_of_header("Plural-Forms"))
    drafts, refusals = [], []
    for block in live:
        entry, key = block.entry, key_of(block.entry.context, block.entry.id)
        protected = domain == "legal"
        if sources is not None:
            if key not in sources or sources[key].entry.plural != entry.plural:
                continue  # its source has gone or changed; `intake catalogs check` says so
            key, protected = sources[key].key, sources[key].protected  # one string for all languages
        if entry.fuzzy:
            found.fuzzy += 1
        elif entry.translated and (problem := refusal(entry, domain, rule)):
            refusals.append(Refusal(tag, domain, block.line, problem))
            what = {"locale": tag, "catalog": domain, "line": block.line, "why": problem}
            _log.warning("translation refused", extra=what)
        elif entry.translated:
            found.strings.setdefault(key, entry.strings[0] if entry.plural is None else entry.strings)
            if protected:
                found.protected += 1
                if (source_hash(entry), translation_hash(entry)) not in approved:
                    drafts.append(key)
    found.drafts, found.refusals = frozenset(drafts), tuple(refusals)
    if rule is not None:
        found.rule = rule[1]
    return found
