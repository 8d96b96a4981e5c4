"""Who has read a language: ``locales/<tag>/reviews.toml``.

An approval names the English it was given for and the translation that was read, both by their hashes. Either changes,
and the approval is void: nobody has read what stands there now. Nobody approves what they wrote.
"""

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import tomli_w

from intake.lib.po import Entry

FILE: Final = "reviews.toml"
PROTECTED: Final = "Protected:"
"""How the remark of a message begins that nobody may rely on before two people have read it."""

PROTECTED_DOMAIN: Final = "legal"
HASH_LENGTH: Final = 16  # hexadecimal digits: two of a few thousand sentences alike by chance is out of the question
OPTIONAL: Final = frozenset({"english", "said", "source"})
"""What a row may lack: files of earlier days do."""

HEAD: Final = (
    "# Who has read this language, and whether patients are offered it. An approval holds for one English sentence\n"
    "# and one translation of it; when either changes it is void, and somebody has to read again.\n\n"
)


class ReviewsError(ValueError):
    """The file cannot be read, or says what cannot be: nobody approves what they wrote."""


@dataclass(frozen=True, slots=True)
class Approval:
    """``reviewer`` has read this translation, which ``author`` wrote, beside its English, on a day.

    ``english`` and ``said`` are the two texts as they were read: once it is void they show what has changed since.
    """

    domain: str
    context: str
    source: str
    translation: str
    author: str
    reviewer: str
    on: dt.date
    english: str = ""
    said: str = ""

    @property
    def of(self) -> tuple[str, str]:
        """What it holds for: the hashes of the source and of the translation."""
        return self.source, self.translation


@dataclass(frozen=True, slots=True)
class Authored:
    """Who last wrote a protected translation: somebody else has to approve it. ``source``: of which message."""

    translation: str
    author: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reviews:
    """Everything of one file. ``offered``: patients may read this language once it is complete."""

    offered: bool = False
    approvals: tuple[Approval, ...] = ()
    authored: tuple[Authored, ...] = ()

    @property
    def approved(self) -> frozenset[tuple[str, str]]:
        """The pairs of source and translation that somebody has read."""
        return frozenset(approval.of for approval in self.approvals)

    def author_of(self, entry: Entry) -> str:
        """Who wrote the translation that stands there; empty where nobody is known, as for a draft by a machine."""
        wanted = translation_hash(entry)
        return next((one.author for one in reversed(self.authored) if one.translation == wanted), "")

    def written_by(self, author: str, entry: Entry) -> "Reviews":
        """The same, and this translation is ``author``'s, instead of whatever stood there before."""
        source, translation = source_hash(entry), translation_hash(entry)
        kept = tuple(one for one in self.authored if one.source != source and one.translation != translation)
        return replace(self, authored=(*kept, Authored(translation, author, source)))


def is_protected(domain: str, entry: Entry) -> bool:
    """Whether a wrong word here can harm: consents, notices and all of the law, emergencies, risks."""
    return domain == PROTECTED_DOMAIN or any(comment.startswith(PROTECTED) for comment in entry.comments)


def source_hash(entry: Entry) -> str:
    """The English of a message, with its context and plural."""
    return _hash(entry.context or "", entry.id, entry.plural or "")


def translation_hash(entry: Entry) -> str:
    """The translation of a message, all its forms, for this source: the same word elsewhere is another translation."""
    return _hash(source_hash(entry), *entry.strings)


def read_reviews(path: Path) -> Reviews:
    """Read a file; where there is none, nobody has read anything. Raises `ReviewsError`."""
    try:
        top = tomllib.loads(path.read_text("utf-8"))
        approvals = tuple(_approval(row) for row in top.get("approval", ()))
        authored = tuple(_authored(row) for row in top.get("authored", ()))
        offered = top.get("offered", False)
    except FileNotFoundError:
        return Reviews()
    except ReviewsError:
        raise
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ReviewsError(str(error)) from None
    if offered not in {True, False}:
        raise ReviewsError("offered must be true or false")
    for approval in approvals:
        if same_person(approval.author, approval.reviewer) or not approval.reviewer.strip():
            raise ReviewsError(
                f"{approval.context or approval.source} must be approved by somebody who did not write it"
            )
    return Reviews(bool(offered), approvals, authored)


def reviews_text(reviews: Reviews) -> str:
    """The file, in an order in which a new approval is a small diff."""
    approvals = sorted(reviews.approvals, key=lambda one: (one.domain, one.context, one.source, one.translation))
    authored = sorted(reviews.authored, key=lambda one: (one.translation, one.author))
    rows: dict[str, object] = {"offered": reviews.offered}
    if authored:
        rows["authored"] = [_row(one) for one in authored]
    if approvals:
        rows["approval"] = [_row(one) for one in approvals]
    return HEAD + tomli_w.dumps(rows)


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's, as far as names can tell."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def english_of(entry: Entry) -> str:
    """The English of a message as one text: its plural under it."""
    return entry.id if entry.plural is None else f"{entry.id}\n{entry.plural}"


def said_in(entry: Entry) -> str:
    """The translation of a message as one text: its forms under each other."""
    return "\n".join(entry.strings)


def _row(one: Approval | Authored) -> Mapping[str, object]:
    values = {name: getattr(one, name) for name in one.__slots__}
    return {name: value for name, value in values.items() if value != "" or name not in OPTIONAL}


def _approval(row: Mapping[str, object]) -> Approval:
    on = row.get("on")
    if not isinstance(on, dt.date):
        raise ReviewsError("an approval without the day it was given `on`")
    domain, context, source, translation, author, reviewer = _texts(
        row, "domain", "context", "source", "translation", "author", "reviewer"
    )
    english, said = (str(row.get(name, "")) for name in ("english", "said"))
    return Approval(domain, context, source, translation, author, reviewer, on, english, said)


def _authored(row: Mapping[str, object]) -> Authored:
    translation, author = _texts(row, "translation", "author")
    return Authored(translation, author, str(row.get("source", "")))


def _texts(row: Mapping[str, object], *names: str) -> list[str]:
    texts = [text for name in names if isinstance(text := row.get(name), str)]
    if len(texts) < len(names):
        raise ReviewsError(f"every entry needs {', '.join(names)}")
    return texts


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x04".join(parts).encode()).hexdigest()[:HASH_LENGTH]
