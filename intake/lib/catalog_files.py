"""The translators' files as they lie on disk: where each is, what it says, and what of it cannot be trusted.

What it makes of a language that is shown is `intake.lib.catalogs`' matter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path

from intake.lib import placeholders, po
from intake.lib.locales import folder_of, is_known, tag_of
from intake.lib.reviews import FILE, Reviews, ReviewsError, is_protected, read_reviews
from intake.lib.translations import SOURCE, key_of

DOMAINS = ("site", "clinic", "legal", "mail", "staff")
PATIENT_DOMAINS = ("site", "clinic", "legal", "mail")

PluralRule = tuple[int, Callable[[int], int]]

# In these a percent sign is always a placeholder's; what the clinic writes may say "30 % of patients".
FORMATTED_DOMAINS = frozenset({"site", "mail", "staff"})


class CatalogError(Exception):
    """A catalog cannot be read at all: file, line, problem."""

    def __init__(self, path: Path, problem: str, line: int = 1) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path = path
        self.problem = problem
        self.line = line


@dataclass(frozen=True, slots=True)
class Source:
    """What a template (``.pot``) asks for: the key, the same string for all languages, and the message itself."""

    key: str
    entry: po.Entry
    protected: bool


# None where there is no template: then every message of a file is as good as its source.
Sources = Mapping[str, Mapping[str, Source] | None]


def languages(folder: Path) -> tuple[str, ...]:
    """The languages that have a folder, English first. A folder named like no language (``he.bak``) is none."""
    found = sorted(tag_of(path.parent.name) for path in folder.glob("*/LC_MESSAGES"))
    return (SOURCE, *(tag for tag in found if tag != SOURCE and is_known(tag)))


def path_of(folder: Path, tag: str, domain: str) -> Path:
    """Where a catalog lies."""
    return folder / folder_of(tag) / "LC_MESSAGES" / f"{domain}.po"


def reviews_path(folder: Path, tag: str) -> Path:
    """Where it is kept who has read a language."""
    return folder / folder_of(tag) / FILE


def reviews_of(folder: Path, tag: str) -> Reviews:
    """Who has read a language. Raises `CatalogError`."""
    path = reviews_path(folder, tag)
    try:
        return read_reviews(path)
    except ReviewsError as error:
        raise CatalogError(path, str(error)) from None


def read(path: Path) -> po.PoFile:
    """A catalog as it stands on disk. Raises `CatalogError`."""
    try:
        return po.parse(path.read_bytes().decode("utf-8"))
    except po.PoError as error:
        raise CatalogError(path, error.problem, error.line) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(path, f"cannot be read ({error})") from None


def read_sources(folder: Path) -> Sources:
    """What each template asks for. Raises `CatalogError`."""
    return {domain: _sources(folder / f"{domain}.pot", domain) for domain in DOMAINS}


def plural_rule(header: str | None) -> PluralRule | None:
    """The number of forms and the rule of a ``Plural-Forms`` header; None if it cannot be read."""
    fields = dict(part.strip().split("=", 1) for part in (header or "").split(";") if "=" in part)
    try:
        count, rule = int(fields["nplurals"]), c2py(fields["plural"])
        return (count, rule) if count > 0 and all(0 <= rule(n) < count for n in range(201)) else None
    except (KeyError, ValueError, ArithmeticError):
        return None


def refusal(entry: po.Entry, domain: str, rule: PluralRule | None) -> str | None:
    """Why a translation cannot be shown, in a few words; None if it can."""
    if entry.plural is not None and (rule is None or rule[0] != len(entry.strings)):
        return "the plural forms do not fit the header"
    return placeholders.disagreement(entry, formatted=domain in FORMATTED_DOMAINS)


def _sources(path: Path, domain: str) -> Mapping[str, Source] | None:
    if not path.exists():
        return None
    entries = [block.entry for block in read(path).live]
    keys = [key_of(entry.context, entry.id) for entry in entries]
    return {key: Source(key, entry, is_protected(domain, entry)) for key, entry in zip(keys, entries, strict=True)}
