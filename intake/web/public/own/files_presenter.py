"""What the page of documents shows: the checklist, what was sent, and for each new file what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.domain.files import LARGEST_FILE, MIB, MOST_FILES, MOST_TOGETHER, FileInfo, FileKind, Refusal, Scan
from intake.domain.records import RecordState
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.resources import Resources
from intake.services.files import Listed
from intake.services.receiving import Outcome
from intake.web.public.voice import Voice

STATES: Mapping[RecordState, str] = {
    RecordState.ASKED: N_("Please send it, if you have it"),
    RecordState.RECEIVED: N_("We have it. Nobody has looked at it yet"),
    RecordState.UNREADABLE: N_("We cannot read it. Please send it again, in better light or as a PDF"),
    RecordState.NEEDS_TRANSLATION: N_("We have it. It needs a translation; a coordinator will write to you"),
    RecordState.ENOUGH: N_("We have what we need"),
}
TONES: Mapping[RecordState, str] = {
    RecordState.ASKED: "open",
    RecordState.RECEIVED: "good",
    RecordState.UNREADABLE: "danger",
    RecordState.NEEDS_TRANSLATION: "warn",
    RecordState.ENOUGH: "good",
}
REFUSALS: Mapping[Refusal, str] = {
    Refusal.EMPTY: N_("This file is empty. Please choose it again."),
    Refusal.TOO_LARGE: N_("This file is larger than 25 MB. Please send a smaller one, or send it in parts."),
    Refusal.TOO_MANY: N_("You have already sent 10 files. Please remove one below, or write to the coordinator."),
    Refusal.TOO_MUCH: N_("All your files together may have 100 MB. Please remove one below, or send a smaller one."),
    Refusal.TYPE: N_("We cannot take this kind of file. Please send a PDF, a photo (JPEG, PNG or HEIC) or DICOM."),
    Refusal.BROKEN: N_("We cannot read this file. Please save it anew or take a new photo, and send it again."),
    Refusal.ZIP: N_("We cannot take Word or zip files, only a zip with DICOM pictures. Please send a PDF or photos."),
    Refusal.INFECTED: N_("Our virus scanner found something bad in this file, so we did not keep it."),
    Refusal.NO_ROOM: N_("We have no room for files just now. We are sorry. Please try again tomorrow."),
}
STORED = N_("Received, and kept encrypted.")
KNOWN = N_("We had received this file already. It is kept once.")
NOT_SCANNED = N_("Not yet checked for viruses")
GONE = N_("We found a virus in it later and deleted it. Please send it again from another device")
NONE_CHOSEN = N_("Please choose a file first.")
CHOOSE_AGAIN = N_("Your files did not come with it. Please choose them again; everything else is still here.")


@dataclass(frozen=True, slots=True)
class RecordView:
    """A line of the checklist."""

    label: str
    why: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that was sent. An empty ``url``: it cannot be opened now; ``removable``: nobody has judged it yet."""

    id: str
    name: str
    kind: str
    detail: str
    note: str
    url: str
    removable: bool


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """What became of a file that has just come."""

    name: str
    text: str
    good: bool


@dataclass(frozen=True, slots=True)
class OptionView:
    """A kind of record to choose."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class UploadView:
    """The part of a form that takes files; ``web/public/own/messages`` has it, too."""

    kinds: tuple[OptionView, ...]
    most: int
    megabytes: int
    together: int
    outcomes: tuple[OutcomeView, ...] = ()
    complaint: str = ""

    @property
    def refused(self) -> tuple[OutcomeView, ...]:
        """The files that were not kept."""
        return tuple(outcome for outcome in self.outcomes if not outcome.good)


@dataclass(frozen=True, slots=True)
class FilesView:
    """The page."""

    upload: UploadView
    records: tuple[RecordView, ...]
    files: tuple[FileView, ...]
    arrived: int = 0


def upload_view(
    resources: Resources, voice: Voice, *, kind: str = "", outcomes: Sequence[Outcome] = (), complaint: str = ""
) -> UploadView:
    """The file fields of a form, with what became of the files that came with it."""
    labels = resources.content.records.kinds
    return UploadView(
        tuple(
            OptionView(code.value, voice.content(f"record.{code.value}.label", labels[code].label), code.value == kind)
            for code in FileKind
        ),
        MOST_FILES,
        LARGEST_FILE // MIB,
        MOST_TOGETHER // MIB,
        tuple(_outcome(outcome, voice) for outcome in outcomes),
        voice.say(complaint) if complaint else "",
    )


def files_view(
    listed: Listed, resources: Resources, voice: Voice, upload: UploadView, *, trusted: bool, arrived: int = 0
) -> FilesView:
    """The page. Who came by a link from a mail sees what there is, and opens none of it."""
    texts = resources.content.records.kinds
    records = tuple(
        RecordView(
            voice.content(f"record.{record.kind.value}.label", texts[record.kind].label),
            voice.content(f"record.{record.kind.value}.why", texts[record.kind].why),
            voice.say(STATES[record.state]),
            TONES[record.state],
        )
        for record in listed.records
    )
    files = tuple(_file(file, listed, resources, voice, trusted=trusted) for file in listed.files)
    return FilesView(upload, records, files, arrived)


def _file(file: FileInfo, listed: Listed, resources: Resources, voice: Voice, *, trusted: bool) -> FileView:
    zone = resources.content.routing.calendar.zone
    parts = (
        file.type.upper(),
        formats.file_size(file.size, voice.tag),
        formats.date(file.created_at, voice.tag, zone),
    )
    notes = {Scan.NOT_SCANNED: NOT_SCANNED, Scan.INFECTED: GONE}
    there = file.scan is not Scan.INFECTED
    return FileView(
        file.id,
        file.name,
        voice.content(f"record.{file.kind.value}.label", resources.content.records.kinds[file.kind].label),
        " · ".join(parts),
        voice.say(notes[file.scan]) if file.scan in notes else "",
        f"/follow-up/files/{file.id}" if there and trusted else "",
        trusted and file.id in listed.removable,
    )


def _outcome(outcome: Outcome, voice: Voice) -> OutcomeView:
    if outcome.refusal is not None:
        return OutcomeView(outcome.name, voice.say(REFUSALS[outcome.refusal]), good=False)
    return OutcomeView(outcome.name, voice.say(KNOWN if outcome.known else STORED), good=True)
