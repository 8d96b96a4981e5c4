"""What the inbox reads from the forms about one inquiry: strict words only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from intake.domain import conversation
from intake.domain.conversation import tidied
from intake.domain.files import FileKind
from intake.domain.records import RecordState
from intake.web.common.forms import Sent, single

LONGEST_NOTE = 5_000
LONGEST_REASON = 500
LONGEST_TASK = 500
LONGEST_CODE = 64
LONGEST_ADDRESS = 320


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
    machine: bool = False
    records: Mapping[FileKind, RecordState] = field(default_factory=dict)
    tell: str = ""  # a colleague whom the note is for
    task: str = ""
    task_due: str = ""
    mail: str = ""  # which of the mails about the inquiry
    email: str = field(default="", repr=False)


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
        machine=fields.get("machine") == "yes",
        records=_records(fields),
        tell=fields.get("tell", "")[:LONGEST_CODE],
        task=tidied(fields.get("task", "")),
        task_due=fields.get("task_due", "").strip()[:LONGEST_CODE],
        mail=fields.get("mail", "")[:LONGEST_CODE],
        email=fields.get("email", "")[: LONGEST_ADDRESS + 1],
    )


def complaint_about(wanted: Wanted, action: str) -> str | None:
    """Why this cannot be carried out whatever the inquiry is, as a code."""
    if action == "notes" and not wanted.note:
        return "note_empty"
    if action == "tasks" and not wanted.task:
        return "task_empty"
    if action == "tasks" and wanted.task_due and not _is_day(wanted.task_due):
        return "day_unreadable"
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
    if len(wanted.task) > LONGEST_TASK:
        return "task_too_long"
    return "unreadable" if any(_control(text) for text in (wanted.note, wanted.reason, wanted.task)) else None


def _records(fields: Mapping[str, str]) -> dict[FileKind, RecordState]:
    """What was changed in the checklist: only that is judged, so that the rest stays as it comes."""
    changed = {}
    for kind in FileKind:
        new, old = fields.get(f"state.{kind.value}"), fields.get(f"was.{kind.value}")
        if new in set(RecordState) and new != old:
            changed[kind] = RecordState(new)
    return changed


def _is_day(text: str) -> bool:
    """As a browser's calendar writes it; the last days there are leave no end of the day."""
    try:
        return len(text) == 10 and date.fromisoformat(text).year < 9999
    except ValueError:
        return False


def _control(text: str) -> bool:
    return any(ord(character) < 32 and character not in "\n\t" for character in text) or "\x7f" in text
