"""Which inquiries may be about the same patient: what they have in common, whatever script it is written in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from intake.domain.access import Actor
from intake.domain.inquiry import InquirySummary, contacts_of, names_of
from intake.domain.relation import ADDRESSES, Signal
from intake.domain.values import UNKNOWN, Answers
from intake.lib.database import Snapshot
from intake.lib.keyring import KeyRing
from intake.lib.transliteration import name_keys
from intake.store import answers, finding
from intake.store.work import relations

MOST: Final = 5
CLOSE: Final = timedelta(days=30)
_LOOKED_AT: Final = 50
_CLASS: Final = "P1"  # names, addresses and the year of birth


@dataclass(frozen=True, slots=True)
class Hint:
    """Another inquiry that may be about the same patient, and why."""

    other: InquirySummary
    signals: tuple[Signal, ...]


async def hints(
    snapshot: Snapshot, keyring: KeyRing, actor: Actor, found: InquirySummary, said: Answers
) -> tuple[Hint, ...]:
    """Those of the actor's own queues that agree most; without those of which somebody has said what they are."""
    words = [keys for name in names_of(said) for keys in name_keys(name)]
    near = await finding.alike(snapshot, keyring, contacts_of(said), words, queues=actor.queues, limit=_LOOKED_AT)
    known = {bond.beside(found.id) for bond in await relations.of_inquiry(snapshot, found.id)}
    others = {row.id: row for row in near if row.id not in known | {found.id}}
    parts = await answers.load_many(
        snapshot, keyring, {row.id: row.revision for row in others.values()}, classes=[_CLASS]
    )
    hinted = [
        Hint(others[id_], agreeing)
        for id_, part in parts.items()
        if (agreeing := signals(found, said, others[id_], answers.merged(part)))
    ]
    return tuple(sorted(hinted, key=_most_first)[:MOST])


def signals(one: InquirySummary, said: Answers, other: InquirySummary, heard: Answers) -> tuple[Signal, ...]:
    """What speaks for one patient; nothing where only an address does, and the years of birth speak against it."""
    mine, theirs = contacts_of(said), contacts_of(heard)
    born = {str(answers["birth_year"]) for answers in (said, heard) if "birth_year" in answers}
    same_year = len(born) == 1 and "birth_year" in said and "birth_year" in heard
    named = _one_name(said, heard)
    condition = one.facts.condition
    agreeing = {
        Signal.EMAIL: _same(mine, theirs, "email"),
        Signal.PHONE: _same(mine, theirs, "phone"),
        Signal.NAME_AND_BIRTH_YEAR: named and same_year,
        Signal.NAME_AND_CONDITION: named and condition == other.facts.condition and condition != UNKNOWN,
    }
    found = [signal for signal, agrees in agreeing.items() if agrees]
    if not found or (len(born) == 2 and ADDRESSES.issuperset(found)):
        return ()
    close = abs(one.received_at - other.received_at) <= CLOSE
    return (*found, Signal.CLOSE_IN_TIME) if close else tuple(found)


def _same(mine: Mapping[str, str], theirs: Mapping[str, str], kind: str) -> bool:
    return kind in mine and mine[kind] == theirs.get(kind)


def _one_name(said: Answers, heard: Answers) -> bool:
    """Whether one of the names here is one of the names there: two words of it, or its only one."""
    ours = [name_keys(name) for name in names_of(said)]
    theirs = [name_keys(name) for name in names_of(heard)]
    return any(_alike(one, other) for one in ours for other in theirs)


def _alike(one: Sequence[Sequence[str]], other: Sequence[Sequence[str]]) -> bool:
    kept = {keys[0] for keys in other}
    shared = sum(bool(kept.intersection(keys)) for keys in one)
    return shared >= 2 or (shared == 1 and len(one) == len(other) == 1)


def _most_first(hint: Hint) -> tuple[int, float, str]:
    return -len(hint.signals), -hint.other.received_at.timestamp(), hint.other.id
