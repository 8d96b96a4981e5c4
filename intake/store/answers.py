"""What was answered: a sealed blob for each inquiry, sensitivity class and revision; consents and routing trace too.

A revision is complete: the answers that hold are those of the inquiry's current revision, earlier ones are its history.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, insert, select

from intake.domain.routing import Considered, Decision, RoutingFacts
from intake.domain.suspicion import Sign
from intake.domain.treatment import TreatmentCard
from intake.domain.triage import Flag
from intake.domain.values import Answers, Priority
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import keys
from intake.store.sealing import InquiryKey, answers_from
from intake.store.tables import answers

CONSENT: Final = "consent"
ROUTING: Final = "routing"
TREATMENTS: Final = "treatments"
_INSERT: Final = insert(answers)
_OTHER: Final = frozenset({CONSENT, ROUTING, TREATMENTS})


_MANY: Final = select(
    answers.c.inquiry_id, answers.c.revision, answers.c["class"].label("kind"), answers.c.sealed
).where(
    answers.c.inquiry_id.in_(bindparam("ids", expanding=True)),
    answers.c["class"].in_(bindparam("classes", expanding=True)),
)


class Trace:
    """Why an inquiry is where it is: the facts routing saw, the warning signs, the decision; what looked like spam."""

    __slots__ = ("decision", "facts", "flags", "signs")

    def __init__(
        self, facts: RoutingFacts, flags: tuple[Flag, ...], decision: Decision, signs: tuple[Sign, ...] = ()
    ) -> None:
        self.facts, self.flags, self.decision, self.signs = facts, flags, decision, signs

    def to_value(self) -> dict[str, Any]:
        """As JSON takes it."""
        decision = self.decision
        return {
            "facts": {name: str(getattr(self.facts, name)) for name in self.facts.__slots__},
            "flags": [flag.value for flag in self.flags],
            "rule": decision.rule_id,
            "queue": decision.queue,
            "priority": decision.priority.value,
            "considered": [[rule.rule_id, rule.key] for rule in decision.considered],
            "signs": [sign.value for sign in self.signs],
        }

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> "Trace":
        """Back from JSON. Facts that this version does not know any more are left out."""
        known = {name: fact for name, fact in value["facts"].items() if name in RoutingFacts.__slots__}
        known["urgency"] = Priority(known["urgency"])
        considered = tuple(Considered(rule, key) for rule, key in value["considered"])
        decision = Decision(value["rule"], value["queue"], Priority(value["priority"]), considered)
        flags, signs = tuple(map(Flag, value["flags"])), tuple(map(Sign, value.get("signs", ())))
        return cls(RoutingFacts(**known), flags, decision, signs)

    @classmethod
    def unreadable(cls) -> "Trace":
        """In place of the trace of an inquiry that was erased."""
        return cls(RoutingFacts(), (), Decision("", "", Priority.ROUTINE, ()))


def sealed_rows(key: InquiryKey, revision: int, parts: Mapping[str, Any], *, at: datetime) -> list[dict[str, Any]]:
    """Rows for `insert_many`: each class with something in it, sealed."""
    return [
        {
            "inquiry_id": key.inquiry_id,
            "class": kind,
            "revision": revision,
            "created_at": at,
            "sealed": key.seal(kind, revision, value),
        }
        for kind, value in parts.items()
        if value
    ]


async def insert_many(tx: Transaction, rows: list[dict[str, Any]]) -> None:
    """Store sealed rows."""
    await tx.insert(_INSERT, rows)


async def load(
    snapshot: Snapshot, keyring: KeyRing, inquiry_id: str, revision: int, *, classes: Collection[str] | None = None
) -> Mapping[str, Any]:
    """What a revision says, by class; of the classes asked for, none other is opened. Raises `keys.KeyGone`."""
    statement = select(answers.c["class"].label("kind"), answers.c.sealed).where(
        answers.c.inquiry_id == inquiry_id, answers.c.revision == revision
    )
    if classes is not None:
        statement = statement.where(answers.c["class"].in_(sorted(classes)))
    rows = (await snapshot.execute(statement)).all()
    key = await keys.of(snapshot, keyring, inquiry_id)
    return {row.kind: key.open(row.kind, revision, row.sealed) for row in rows}


async def load_many(
    snapshot: Snapshot, keyring: KeyRing, revisions: Mapping[str, int], *, classes: Collection[str]
) -> Mapping[str, Mapping[str, Any]]:
    """The same for many inquiries (id → revision) at once. Those erased are left out."""
    known = await keys.of_many(snapshot, keyring, revisions)
    if not known:
        return {}
    found: dict[str, dict[str, Any]] = {owner: {} for owner in known}
    for row in await snapshot.execute(_MANY, {"ids": sorted(known), "classes": sorted(classes)}):
        if row.revision == revisions[row.inquiry_id]:
            found[row.inquiry_id][row.kind] = known[row.inquiry_id].open(row.kind, row.revision, row.sealed)
    return found


def cards_to(cards: Iterable[TreatmentCard]) -> list[dict[str, Any]]:
    """Treatment cards as JSON takes them, in their order."""
    return [{"id": card.id, "answers": dict(card.answers)} for card in cards]


def cards_from(parts: Mapping[str, Any]) -> tuple[TreatmentCard, ...]:
    """The treatment cards of a revision."""
    return tuple(TreatmentCard(card["id"], answers_from(card["answers"])) for card in parts.get(TREATMENTS, ()))


def merged(parts: Mapping[str, Any]) -> Answers:
    """The answers of all classes as one."""
    return {name: answer for kind in _kinds(parts) for name, answer in answers_from(parts[kind]).items()}


def _kinds(parts: Iterable[str]) -> list[str]:
    return sorted(kind for kind in parts if kind not in _OTHER)
