"""The documents of one inquiry, as a coordinator sees them: opened, and judged record by record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.responses import Response

from intake.domain.files import FileInfo, FileKind, Scan
from intake.domain.records import Record, RecordState, checklist
from intake.lib import formats
from intake.services import files
from intake.services.inbox import CaseFile
from intake.web.common.csrf import refuse_from_elsewhere
from intake.web.common.downloads import Download
from intake.web.common.guards import actor_of
from intake.web.common.state import IntakeRequest
from intake.web.inbox import words
from intake.web.inbox.desk import Desk, Moment
from intake.web.inbox.presenters import OptionView


@dataclass(frozen=True, slots=True)
class RecordView:
    """A line of the checklist: its field's name, the state shown, and what can be chosen."""

    name: str
    label: str
    state: str
    options: tuple[OptionView, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A file. An empty ``url``: a virus was found, and nothing is left of it."""

    name: str
    kind: str
    detail: str
    at: Moment
    warning: str
    url: str


@dataclass(frozen=True, slots=True)
class DocumentsView:
    """Everything that was sent, and what is still needed."""

    files: tuple[DocumentView, ...]
    records: tuple[RecordView, ...]


async def download(request: IntakeRequest) -> Response:
    """GET /staff/inquiries/{id}/files/{file}. Another site's link would have the patient read of a look nobody took."""
    refuse_from_elsewhere(request)
    resources, asked = request.state["resources"], request.path_params
    opened = await files.open_for_staff(
        actor_of(request),
        str(asked["id"]),
        str(asked["file"]),
        office=resources.office,
        shelf=resources.shelf,
        now=datetime.now(UTC),
    )
    return Download(opened)


def documents_view(desk: Desk, file: CaseFile) -> DocumentsView:
    """The files and the checklist. A record starts as one that nobody has asked for, so that somebody can."""
    found = file.inquiry.summary
    asked = desk.content.records.asked.get(found.facts.programme, ())
    states = {line.kind: _told_by_somebody(line, file) for line in checklist(asked, file.files, file.judged)}
    others = [kind for kind in FileKind if kind not in states and kind is not FileKind.OTHER]
    return DocumentsView(
        tuple(_document(desk, found.id, each) for each in file.files),
        tuple(_record(desk, kind, state) for kind, state in states.items())
        + tuple(_record(desk, kind, None) for kind in others),
    )


def _told_by_somebody(line: Record, file: CaseFile) -> RecordState | None:
    """How a record stands; nothing where the programme needs it and no colleague has asked for it."""
    return line.state if line.state is not RecordState.ASKED or line.kind in file.judged else None


def told(desk: Desk, states: Mapping[FileKind, RecordState]) -> str:
    """What somebody wanted to say of the records, in one line."""
    in_words = words.records(desk.t)
    return " · ".join(f"{called(desk, kind)}: {in_words[state]}" for kind, state in states.items())


def _document(desk: Desk, inquiry_id: str, file: FileInfo) -> DocumentView:
    t = desk.t
    warnings = {
        Scan.NOT_SCANNED: t.gettext("Not scanned for viruses: open it with care."),
        Scan.INFECTED: t.gettext("A virus was found in it; it was deleted."),
    }
    return DocumentView(
        name=file.name,
        kind=called(desk, file.kind),
        detail=f"{file.type.upper()} · {formats.file_size(file.size, desk.tag)}",
        at=desk.then(file.created_at),
        warning=warnings.get(file.scan, ""),
        url="" if file.scan is Scan.INFECTED else f"/staff/inquiries/{inquiry_id}/files/{file.id}",
    )


def called(desk: Desk, kind: FileKind) -> str:
    """A kind of record by its name."""
    return desk.reader.content(f"record.{kind.value}.label", desk.content.records.kinds[kind].label)


def _record(desk: Desk, kind: FileKind, shown: RecordState | None) -> RecordView:
    states = words.records(desk.t)
    options = tuple(OptionView(state.value, states[state], state is shown) for state in RecordState)
    if shown is None:
        options = (OptionView("", desk.t.pgettext("record", "not asked for"), chosen=True), *options)
    return RecordView(kind.value, called(desk, kind), shown.value if shown else "", options)
