"""The translations of every live language, read from the translators' ``.po`` files into plain dictionaries.

What cannot be trusted is left out when it is read, and English stands in its place: fuzzy entries, entries whose
placeholders differ from the source, files whose plural rule cannot be read. A catalog that lags behind never raises.

`N_` marks a sentence where it is written and translated elsewhere: ``SENTENCES = {code: N_("Choose a date.")}``.
"""

import logging
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from gettext import NullTranslations, c2py
from pathlib import Path
from typing import Literal

from intake.lib import placeholders, po
from intake.lib.locales import folder_of, tag_of

SOURCE = "en"
DOMAINS = ("site", "clinic", "legal", "mail", "staff")
PATIENT_DOMAINS = ("site", "clinic", "legal", "mail")

PluralRule = tuple[int, Callable[[int], int]]
Policy = Literal["complete", "reviewed"]

# In these a percent sign is always a placeholder's; what the clinic writes may say "30 % of patients".
FORMATTED_DOMAINS = frozenset({"site", "mail", "staff"})

# What a template (``.pot``) asks for: each key, itself again (so that languages share it), and its plural.
_Sources = Mapping[str, tuple[str, str | None]]

_log = logging.getLogger("intake.catalogs")


def N_(message: str) -> str:
    """The message itself: here it is only marked for translation."""
    return message


class CatalogError(Exception):
    """A catalog cannot be read at all: file, line, problem."""

    def __init__(self, path: Path, problem: str, line: int = 1) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path = path
        self.problem = problem
        self.line = line


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of one domain is there: ``missing`` counts what is untranslated, fuzzy or refused."""

    total: int
    translated: int
    fuzzy: int
    refused: int

    @property
    def missing(self) -> int:
        """How many messages are shown in English."""
        return self.total - self.translated


def plural_rule(header: str | None) -> PluralRule | None:
    """The number of forms and the rule of a ``Plural-Forms`` header; None if it cannot be read."""
    fields = dict(part.strip().split("=", 1) for part in (header or "").split(";") if "=" in part)
    try:
        count, rule = int(fields["nplurals"]), c2py(fields["plural"])
        return (count, rule) if count > 0 and all(0 <= rule(n) < count for n in range(201)) else None
    except (KeyError, ValueError, ArithmeticError):
        return None


@dataclass(slots=True)
class _Messages:
    """One file's trusted translations, by source (its context before ``\\x04``), and the plural rule."""

    strings: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    rule: Callable[[int], int] = int
    total: int = 0
    fuzzy: int = 0
    refused: int = 0


class Translations(NullTranslations):
    """One language seen from one domain: its own catalog first, then the others, then the English source."""

    def __init__(self, catalogs: Iterable[_Messages] = ()) -> None:
        super().__init__()
        self._catalogs = tuple(catalogs)

    def has(self, message: str, *, context: str | None = None) -> bool:
        """Whether the message is translated; if not, what is shown is English and may need saying so."""
        key = _key(context, message)
        return any(key in catalog.strings for catalog in self._catalogs)

    def gettext(self, message: str) -> str:
        """The translation, or the message."""
        return self._one(message, message)

    def pgettext(self, context: str, message: str) -> str:
        """The translation in this context, or the message."""
        return self._one(_key(context, message), message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form for this number, or the English one."""
        return self._many(msgid1, msgid1, msgid2, n)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        """The form for this number in this context, or the English one."""
        return self._many(_key(context, msgid1), msgid1, msgid2, n)

    def _one(self, key: str, message: str) -> str:
        for catalog in self._catalogs:
            if found := catalog.strings.get(key):
                return found if isinstance(found, str) else found[catalog.rule(1)]
        return message

    def _many(self, key: str, singular: str, plural: str, n: int) -> str:
        for catalog in self._catalogs:
            if isinstance(found := catalog.strings.get(key), tuple):
                return found[catalog.rule(abs(int(n)))]
        return singular if n == 1 else plural


class Catalogs:
    """All languages that were loaded."""

    def __init__(
        self, messages: Mapping[str, Mapping[str, _Messages]], totals: Mapping[str, int], drafts: Iterable[str]
    ) -> None:
        self._messages = messages
        self._totals = totals
        self._drafts = frozenset(drafts)
        self.tags: tuple[str, ...] = (SOURCE, *(tag for tag in messages if tag != SOURCE))
        self._views = {(tag, domain): self._view(tag, domain) for tag in self.tags for domain in DOMAINS}

    @classmethod
    def load(cls, folder: Path, tags: Iterable[str] | None = None) -> "Catalogs":
        """Read these languages (all there are, if not said). Raises `CatalogError`: file, line, problem."""
        wanted = languages(folder) if tags is None else tuple(tags)
        sources = {domain: _sources(folder / f"{domain}.pot") for domain in DOMAINS}
        messages = {
            tag: {domain: _load(path_of(folder, tag, domain), tag, domain, sources[domain]) for domain in DOMAINS}
            for tag in wanted
            if tag != SOURCE
        }
        drafts = [tag for tag in messages if review_state(folder, tag) != "approved"]
        return cls(messages, {domain: len(keys or ()) for domain, keys in sources.items()}, drafts)

    def translations(self, tag: str, domain: str) -> Translations:
        """The language as a page or mail of this domain reads it. The same object for every call."""
        return self._views[tag, domain]

    def coverage(self, tag: str) -> Mapping[str, Coverage]:
        """How much of each domain is translated."""
        if tag == SOURCE:
            return {domain: Coverage(total, total, 0, 0) for domain, total in self._totals.items()}
        return {
            domain: Coverage(self._totals[domain] or found.total, len(found.strings), found.fuzzy, found.refused)
            for domain, found in self._messages[tag].items()
        }

    def is_complete(self, tag: str, domains: Iterable[str] = PATIENT_DOMAINS) -> bool:
        """Whether nothing of these domains would be shown in English."""
        coverage = self.coverage(tag)
        chosen = [coverage[domain] for domain in domains]
        return tag == SOURCE or (any(part.total for part in chosen) and all(part.missing == 0 for part in chosen))

    def is_draft(self, tag: str) -> bool:
        """Whether nobody has reviewed this language yet, so that its pages must say so. English is the source."""
        return tag in self._drafts

    def live(self, policy: Policy = "complete") -> tuple[str, ...]:
        """The languages fit for patients: those that are complete, or those that are complete and reviewed."""
        return tuple(
            tag for tag in self.tags if self.is_complete(tag) and not (policy == "reviewed" and self.is_draft(tag))
        )

    def _view(self, tag: str, domain: str) -> Translations:
        if tag == SOURCE:
            return Translations()
        order = (domain, *(other for other in DOMAINS if other != domain))
        return Translations(self._messages[tag][name] for name in order if self._messages[tag][name].strings)


def languages(folder: Path) -> tuple[str, ...]:
    """The languages that have a folder, English first."""
    found = sorted(tag_of(path.parent.name) for path in folder.glob("*/LC_MESSAGES"))
    return (SOURCE, *(tag for tag in found if tag != SOURCE))


def path_of(folder: Path, tag: str, domain: str) -> Path:
    """Where a catalog lies."""
    return folder / folder_of(tag) / "LC_MESSAGES" / f"{domain}.po"


def review_state(folder: Path, tag: str) -> str:
    """What ``reviews.toml`` says of the whole language: ``draft`` until somebody says ``approved``."""
    return str(_reviews(folder, tag).get("state", "draft"))


def is_required(folder: Path, tag: str) -> bool:
    """Whether ``reviews.toml`` promises that the language is complete, so that a gap is an error."""
    return _reviews(folder, tag).get("required") is True


def _reviews(folder: Path, tag: str) -> Mapping[str, object]:
    path = folder / folder_of(tag) / "reviews.toml"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CatalogError(path, str(error)) from None


def read(path: Path) -> po.PoFile:
    """A catalog as it stands on disk. Raises `CatalogError`."""
    try:
        return po.parse(path.read_bytes().decode("utf-8"))
    except po.PoError as error:
        raise CatalogError(path, error.problem, error.line) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(path, f"cannot be read ({error})") from None


def _sources(path: Path) -> _Sources | None:
    if not path.exists():
        return None
    entries = [block.entry for block in read(path).live]
    return {key: (key, entry.plural) for entry in entries for key in [_key(entry.context, entry.id)]}


def _load(path: Path, tag: str, domain: str, sources: _Sources | None) -> _Messages:
    found = _Messages()
    if not path.exists():
        return found
    file = read(path)
    found.total = len(file.live)
    rule = plural_rule(file.field_of_header("Plural-Forms"))
    for block in file.live:
        entry, key = block.entry, _key(block.entry.context, block.entry.id)
        if sources is not None:
            if key not in sources or sources[key][1] != entry.plural:
                continue  # its source has gone or changed; `intake catalogs check` says so
            key = sources[key][0]  # one string for all languages
        if entry.fuzzy:
            found.fuzzy += 1
        elif entry.translated and (problem := _refusal(entry, domain, rule)):
            found.refused += 1
            what = {"locale": tag, "catalog": domain, "line": block.line, "why": problem}
            _log.warning("translation refused", extra=what)
        elif entry.translated:
            found.strings.setdefault(key, entry.strings[0] if entry.plural is None else entry.strings)
    if rule is not None:
        found.rule = rule[1]
    return found


def _refusal(entry: po.Entry, domain: str, rule: PluralRule | None) -> str | None:
    if entry.plural is not None and (rule is None or rule[0] != len(entry.strings)):
        return "the plural forms do not fit the header"
    return placeholders.disagreement(entry, formatted=domain in FORMATTED_DOMAINS)


def _key(context: str | None, message: str) -> str:
    return message if context is None else f"{context}\x04{message}"
