"""What the inbox reads from an address or a form: strict words only. What nobody offers finds nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from intake.domain import conversation
from intake.domain.conversation import tidied
from intake.domain.files import FileKind
from intake.domain.records import RecordState
from intake.domain.triage import OPEN
from intake.domain.values import Status
from intake.services.inbox import Assigned, Cursor, Filters
from intake.web.common.forms import Sent, single

OPEN_ONES = "open"
ALL_OF_THEM = "all"
QUARANTINE = "quarantine"
LONGEST_NOTE = 5_000
LONGEST_REASON = 500
LONGEST_CODE = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """The list somebody asks for, as it stands in the address. ``filters`` is None where it can match nothing."""

    queue: str
    status: str
    language: str
    assignee: str
    filters: Filters | None

    def but(self, **changes: str) -> dict[str, str]:
        """The query of the same list with some filters changed, from its first page; what is usual is left out."""
        chosen = {
            "queue": self.queue,
            "status": self.status,
            "language": self.language,
            "assignee": self.assignee,
        } | changes
        return {name: value for name, value in chosen.items() if value != USUAL[name]}


USUAL = {"queue": "", "status": OPEN_ONES, "language": "", "assignee": Assigned.ANY.value}


def read_filters(query: Mapping[str, str], *, queues: frozenset[str], languages: frozenset[str]) -> Asked:
    """The filters of the address. Unknown names are ignored; an unknown value matches nothing (security A25)."""
    values = {name: query.get(name, usual)[:LONGEST_CODE] for name, usual in USUAL.items()}
    status = _statuses(values["status"] or OPEN_ONES)
    after = Cursor.parse(query["after"]) if "after" in query else None
    known = (
        values["queue"] in queues | {""},
        status is not None,
        values["language"] in languages | {""},
        values["assignee"] in {"", *Assigned},
        after is not None or "after" not in query,
    )
    if not all(known):
        return Asked(**values, filters=None)
    assignee = Assigned(values["assignee"] or Assigned.ANY)
    quarantined = values["status"] == QUARANTINE
    filters = Filters(values["queue"] or None, status or None, values["language"] or None, assignee, after, quarantined)
    return Asked(**(values | {"status": values["status"] or OPEN_ONES, "assignee": assignee.value}), filters=filters)


def _statuses(text: str) -> tuple[Status, ...] | None:
    """The statuses meant, none at all for every one; None for a word that means nothing."""
    if text in {OPEN_ONES, QUARANTINE, ALL_OF_THEM}:
        return () if text == ALL_OF_THEM else tuple(OPEN)
    return (Status(text),) if text in set(Status) else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change as it was sent. A version below zero: the form was mangled."""

    version: int = 0
    status: str = ""
    assignee: str = ""
    reason: str = ""
    note: str = ""
    message: str = ""
    form_id: str = ""
    records: Mapping[FileKind, RecordState] = field(default_factory=dict)


def read_change(sent: Sent) -> Wanted:
    """What somebody wants changed: the fields of this form; anything else is not looked at."""
    fields = single(sent)
    version = fields.get("version", "")
    return Wanted(
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else -1,
        status=fields.get("status", "")[:LONGEST_CODE],
        assignee=fields.get("assignee", "")[:LONGEST_CODE],
        reason=tidied(fields.get("reason", "")),
        note=tidied(fields.get("note", "")),
        message=tidied(fields.get("message", "")),
        form_id=fields.get("form_id", "")[:LONGEST_CODE],
        records=_records(fields),
    )


def complaint_about(wanted: Wanted, action: str) -> str | None:
    """Why this cannot be carried out whatever the inquiry is, as a code."""
    if action == "notes" and not wanted.note:
        return "note_empty"
    if action == "messages" and (complaint := conversation.complaint_about(wanted.message)):
        return f"message_{complaint}"
    if action == "records" and not wanted.records:
        return "records_same"
    if wanted.version < 0:
        return "unreadable"
    if len(wanted.note) > LONGEST_NOTE:
        return "note_too_long"
    if len(wanted.reason) > LONGEST_REASON:
        return "reason_too_long"
    return "unreadable" if any(_control(text) for text in (wanted.note, wanted.reason)) else None


def _records(fields: Mapping[str, str]) -> dict[FileKind, RecordState]:
    """What was changed in the checklist: only that is judged, so that the rest stays as it comes."""
    changed = {}
    for kind in FileKind:
        new, old = fields.get(f"state.{kind.value}"), fields.get(f"was.{kind.value}")
        if new in set(RecordState) and new != old:
            changed[kind] = RecordState(new)
    return changed


def _control(text: str) -> bool:
    return any(ord(character) < 32 and character not in "\n\t" for character in text) or "\x7f" in text
