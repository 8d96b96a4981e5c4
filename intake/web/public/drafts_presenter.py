"""What the pages about a form put aside show: its code, until when it is kept, the files that lie with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.domain.files import FileInfo, Scan
from intake.lib import formats
from intake.lib.locales import Locale
from intake.lib.qr import QrCode, qr_code
from intake.resources import Resources
from intake.services.drafts import Saved
from intake.services.receiving import Outcome
from intake.web.public.own.files_presenter import GONE, NOT_SCANNED, FileView, UploadView, upload_view
from intake.web.public.panels import NO_PANELS, Panels, panels_of_typed
from intake.web.public.reading import in_fours
from intake.web.public.voice import Voice, voice_of

RESUME = "/inquiry/resume"


@dataclass(frozen=True, slots=True)
class ResumeView:
    """The question for a resume code; one complaint whatever was wrong. What was just done may stand above it."""

    code: str = ""
    complaint: str = ""
    deleted: bool = False
    left: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What the page says besides: that a mail was asked for, or what is wrong with the address typed for it."""

    mailed: bool = False
    email: str = ""
    complaint: str = ""
    kind: str = ""
    outcomes: Sequence[Outcome] = ()
    lost: str = ""  # why files did not come
    arrived: int = 0


@dataclass(frozen=True, slots=True)
class SavedView:
    """A form put aside: the code that brings it back, and until when.

    ``is_sent``: it was sent before, so that what is saved now changes a message we have. Files are taken only from a
    browser that keeps the draft's cookie: without ``upload`` the page has no place for them.
    """

    form_id: str
    form_secret: str
    code: str
    kept_until: str
    resume: str
    qr: QrCode
    is_sent: bool
    files: tuple[FileView, ...]
    upload: UploadView | None
    mailed: bool
    email: str
    complaint: str
    arrived: int
    panels: Panels = NO_PANELS

    @property
    def code_groups(self) -> tuple[str, ...]:
        """The resume code in fours."""
        return in_fours(self.code)


def saved_view(put_aside: Saved, said: Said, resources: Resources, locale: Locale, *, takes_files: bool) -> SavedView:
    """The page for one draft."""
    draft, voice = put_aside.draft, voice_of(resources, locale)
    address = f"{resources.settings.base_url}/{locale.tag}{RESUME}"
    upload = upload_view(resources, voice, kind=said.kind, outcomes=said.outcomes, complaint=said.lost)
    return SavedView(
        draft.form_id,
        draft.form_secret,
        put_aside.code,
        formats.date(draft.expires_at, locale.tag, resources.content.routing.calendar.zone),
        address,
        # What follows the # stays in the browser: no server, ours neither, is told the code by this address.
        qr_code(f"{address}#{put_aside.code}"),
        put_aside.is_sent,
        tuple(_file(file, resources, voice) for file in put_aside.files),
        upload if takes_files and not put_aside.is_sent else None,
        said.mailed,
        said.email,
        voice.say(said.complaint) if said.complaint else "",
        said.arrived,
        panels_of_typed(draft.values, resources.content, voice),
    )


def _file(file: FileInfo, resources: Resources, voice: Voice) -> FileView:
    label = resources.content.records.kinds[file.kind].label
    notes = {Scan.NOT_SCANNED: NOT_SCANNED, Scan.INFECTED: GONE}
    return FileView(
        file.id,
        file.name,
        voice.content(f"record.{file.kind.value}.label", label),
        f"{file.type.upper()} · {formats.file_size(file.size, voice.tag)}",
        voice.say(notes[file.scan]) if file.scan in notes else "",
        "",
        removable=True,
    )
