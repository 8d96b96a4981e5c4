"""The list somebody asks for, as its address says it: strict codes only, so that any list can be shared by its link.

What nobody offers finds nothing, and is no error. Nothing of a patient is ever a filter's value.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from intake.domain.shelves import OPEN_SHELVES, REAL_SHELVES, Shelf
from intake.domain.triage import OPEN, Waiting
from intake.domain.values import UNKNOWN, AgeGroup, InquirerRole, Priority, Status
from intake.lib import formats
from intake.services.inbox import Assigned, Cursor, Filters
from intake.web.inbox.desk import Desk

LIST: Final = "/staff/"
OPEN_ONES: Final = "open"
ALL_OF_THEM: Final = "all"
QUARANTINE: Final = "quarantine"
TESTS: Final = "only"
LONGEST_CODE: Final = 64
LONGEST_QUERY: Final = 1_000

USUAL: Final[Mapping[str, str]] = {
    "queue": "",
    "status": OPEN_ONES,
    "assignee": Assigned.ANY.value,
    "urgency": "",
    "waiting": "",
    "language": "",
    "country": "",
    "group": "",
    "programme": "",
    "age": "",
    "role": "",
    "test": "",
}
"""Every filter by its name in the address, in the order of the form, with the value that goes without saying."""

_PERSON = re.compile(r"[a-z2-7]{26}")
_WAITING: Final[Mapping[str, frozenset[Shelf]]] = {
    Waiting.OFFICE.value: frozenset({Shelf.ANSWER, Shelf.OFFICE, Shelf.HELD, Shelf.TEST}),
    Waiting.INQUIRER.value: frozenset({Shelf.INQUIRER}),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they were asked for. ``filters`` is None where they can match nothing."""

    values: Mapping[str, str]
    filters: Filters | None

    def but(self, **changes: str) -> dict[str, str]:
        """The query of the same list with some filters changed, from its first page; what is usual is left out."""
        chosen = {**self.values, **changes}
        return {name: chosen[name] for name, usual in USUAL.items() if chosen[name] != usual}

    @property
    def query(self) -> str:
        """The query of this list from its first page, always written in the same way."""
        return urlencode(self.but())


def url_of(query: Mapping[str, str]) -> str:
    """The address of a list."""
    return f"{LIST}?{urlencode(query)}" if query else LIST


def read_query(text: str, desk: Desk) -> Asked:
    """The list of an address that was kept: only its filters, from the first page."""
    pairs = parse_qsl(text[:LONGEST_QUERY], keep_blank_values=True)
    return read_filters({name: value for name, value in pairs if name in USUAL}, desk)


def read_filters(query: Mapping[str, str], desk: Desk) -> Asked:
    """The filters of the address. Unknown names are ignored; an unknown value matches nothing (security A25)."""
    values = {name: query.get(name, "")[:LONGEST_CODE] or usual for name, usual in USUAL.items()}
    after = Cursor.parse(query["after"]) if "after" in query else None
    offered = codes(desk)
    known = all(value == USUAL[name] or _is_offered(offered, name, value) for name, value in values.items())
    if not known or (after is None and "after" in query):
        return Asked(values, None)
    return Asked(values, _filters(values, after))


def codes(desk: Desk) -> dict[str, Collection[str]]:
    """What each filter may be set to by this person, beside what is usual."""
    content = desk.content
    return {
        "queue": desk.queues(),
        "status": {ALL_OF_THEM, QUARANTINE, *(status.value for status in Status if status is not Status.DRAFT)},
        "assignee": {Assigned.ME.value, Assigned.NOBODY.value},
        "urgency": [priority.value for priority in Priority],
        "waiting": list(_WAITING),
        "language": formats.language_tags(),
        "country": formats.country_codes() | {UNKNOWN},
        "group": [*content.groups, UNKNOWN],
        "programme": list(content.programmes),
        "age": [group.value for group in AgeGroup],
        "role": [role.value for role in InquirerRole],
        "test": {TESTS},
    }


def _is_offered(offered: Mapping[str, Collection[str]], name: str, value: str) -> bool:
    """A colleague is known by the shape of the id alone; the service knows who may be asked for."""
    return value in offered[name] or (name == "assignee" and _PERSON.fullmatch(value) is not None)


def _filters(values: Mapping[str, str], after: Cursor | None) -> Filters:
    shelves, statuses = _status(values["status"])
    if values["test"]:
        statuses = tuple(OPEN) if values["status"] == OPEN_ONES else statuses
        shelves = (Shelf.TEST,)
    if values["waiting"]:
        shelves = tuple(shelf for shelf in shelves if shelf in _WAITING[values["waiting"]])
    return Filters(
        queue=values["queue"] or None,
        shelves=shelves,
        statuses=statuses,
        assignee=values["assignee"],
        priority=Priority(values["urgency"]) if values["urgency"] else None,
        language=values["language"] or None,
        country=values["country"] or None,
        condition_group=values["group"] or None,
        programme=values["programme"] or None,
        age_group=values["age"] or None,
        role=values["role"] or None,
        after=after,
    )


def _status(word: str) -> tuple[tuple[Shelf, ...], tuple[Status, ...] | None]:
    """Where to look for what is meant, and for which statuses there; None: for every one."""
    shelves = {OPEN_ONES: OPEN_SHELVES, ALL_OF_THEM: REAL_SHELVES, QUARANTINE: (Shelf.HELD,)}
    if word in shelves:
        return shelves[word], None
    status = Status(word)
    return ((*OPEN_SHELVES, Shelf.HELD) if status in OPEN else (Shelf.ENDED,)), (status,)
