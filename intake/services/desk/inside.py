"""Looking for words inside answers and messages: opened the newest first, a bounded step at a time.

There is no index of what people write, and there shall be none: who looks waits, sees how far it went, and goes on.
A step is one entry in the audit trail with numbers, without the words.
"""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from intake.domain.access import SERVING, Actor
from intake.domain.errors import NotAllowed
from intake.domain.inquiry import InquirySummary
from intake.domain.questionnaire import QuestionType
from intake.domain.values import Answers
from intake.lib.database import Snapshot
from intake.lib.excerpts import Excerpt, excerpt, wanted
from intake.services.desk.find import Match, named
from intake.services.inbox import READABLE, Filters
from intake.services.inbox_list import within
from intake.services.office import Office
from intake.store import answers, audit, finding, inquiries, messages
from intake.store.audit import Entry

STEP: Final = 200
PATIENCE: Final = 2.0  # seconds for a step
MOST_COUNTED: Final = 10_000
SHORTEST: Final = 2
LONGEST: Final = 100
_AT_ONCE: Final = 25
_PIECES: Final = 3  # of one inquiry
_TYPED: Final = frozenset({QuestionType.TEXT, QuestionType.PARAGRAPHS, QuestionType.LATIN, QuestionType.TREATMENT})
_EDGE: Final = re.compile(r"([0-9T:.+-]{19,40})\.([a-z2-7]{26})")


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a step ended: the next begins with what is older."""

    at: datetime
    inquiry_id: str

    def __str__(self) -> str:
        return f"{self.at.isoformat()}.{self.inquiry_id}"

    @classmethod
    def parse(cls, text: str) -> "Edge | None":
        """The edge a form brings back, or None."""
        found = _EDGE.fullmatch(text)
        try:
            at = datetime.fromisoformat(found[1]) if found else None
        except ValueError:
            return None
        return cls(at, found[2]) if found and at and at.tzinfo else None


@dataclass(frozen=True, slots=True)
class Piece:
    """Where the words stand: in the answer to a question, or, without one, in a message."""

    question_id: str
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Hit:
    """An inquiry in which they stand."""

    match: Match
    pieces: tuple[Piece, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """What a step found. ``looked``: at how many; ``total``: of how many there are, ``more``: or more.

    ``back_to``: when the last one arrived. ``following``: where the next step begins, if any are left.
    """

    hits: tuple[Hit, ...] = ()
    looked: int = 0
    total: int = 0
    more: bool = False
    back_to: datetime | None = None
    following: Edge | None = None


async def look_inside(
    actor: Actor,
    filters: Filters,
    typed: str,
    *,
    before: Edge | None = None,
    office: Office,
    now: datetime,
    patience: float = PATIENCE,
) -> Step:
    """Look into the next inquiries that fit the filters and are this person's business. Raises `NotAllowed`.

    Every step looks at one batch at least, however slow the machine is.
    """
    if actor.role not in SERVING:
        raise NotAllowed
    fitting, ends_at = within(actor, filters), time.monotonic() + patience
    words, edge = wanted(typed[:LONGEST]), before
    hits: list[Hit] = []
    looked, left = 0, True
    async with office.db.read() as snapshot:
        total = await inquiries.count(snapshot, office.keyring, fitting, cap=MOST_COUNTED + 1)
    while left and looked < STEP and (not looked or time.monotonic() < ends_at):
        after = (edge.at, edge.inquiry_id) if edge else None
        async with office.db.read() as snapshot:  # each by itself: nobody holds an old state for long
            rows = await finding.newest(snapshot, office.keyring, fitting, before=after, limit=_AT_ONCE + 1)
            left, rows = len(rows) > _AT_ONCE, rows[:_AT_ONCE]
            hits += await _among(snapshot, rows, words, office=office)
        looked += len(rows)
        edge = Edge(rows[-1].received_at, rows[-1].id) if rows else edge
    await _write_down(actor, filters, looked, len(hits), office=office, now=now)
    back_to = edge.at if edge else None
    return Step(tuple(hits), looked, min(total, MOST_COUNTED), total > MOST_COUNTED, back_to, edge if left else None)


async def _among(snapshot: Snapshot, rows: Sequence[InquirySummary], words: str, *, office: Office) -> Sequence[Hit]:
    keyring = office.keyring
    classes = [*READABLE, answers.TREATMENTS]
    parts = await answers.load_many(snapshot, keyring, {row.id: row.revision for row in rows}, classes=classes)
    talks = await messages.talks(snapshot, [row.id for row in rows])
    hits: dict[str, tuple[InquirySummary, tuple[Piece, ...]]] = {}
    for row in rows:
        if row.id not in parts:  # erased
            continue
        said = await messages.of_inquiry(snapshot, keyring, row.id) if row.id in talks else ()
        texts = [*_typed(parts[row.id], office), *(("", message.text) for message in said)]
        if pieces := _pieces(texts, words):
            hits[row.id] = (row, pieces)
    matches = await named(snapshot, keyring, [row for row, _ in hits.values()])
    return [Hit(match, hits[match.summary.id][1]) for match in matches]


def _typed(part: Mapping[str, Any], office: Office) -> Iterable[tuple[str, str]]:
    """What somebody typed, by question; codes are for the filters."""
    cards = (card.answers for card in answers.cards_from(part))
    for given in (answers.merged(part), *cards):
        yield from _texts(given, office)


def _texts(given: Answers, office: Office) -> Iterable[tuple[str, str]]:
    asked = office.content.questionnaire
    for name, answer in given.items():
        if isinstance(answer, str) and not (asked.has(name) and asked.question(name).type not in _TYPED):
            yield name, answer


def _pieces(texts: Iterable[tuple[str, str]], words: str) -> tuple[Piece, ...]:
    found = ((name, excerpt(text, words)) for name, text in texts)
    return tuple(Piece(name, piece) for name, piece in found if piece)[:_PIECES]


async def _write_down(
    actor: Actor, filters: Filters, looked: int, found: int, *, office: Office, now: datetime
) -> None:
    detail: dict[str, str | int] = {"looked": looked, "found": found}
    entry = Entry(now, actor.staff_id, "inbox.look_inside", "inbox", filters.queue or "all", detail=detail)
    async with office.db.write() as tx:
        await audit.append(tx, entry)
