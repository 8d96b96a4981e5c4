"""Forms that bring files, read as they arrive: what was typed, and each file handed on while it comes.

Such a form ends with the fields of ``components/files.html``: where the last one is missing, or fewer files came than
the script announced, something was lost on the way and nothing of it is kept (security F4).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from starlette.exceptions import HTTPException

from intake.domain.files import LARGEST_FILE, MIB, MOST_FILES, MOST_TOGETHER, FileKind
from intake.lib import upload
from intake.lib.upload import File, Incomplete, Limits
from intake.web.common.forms import MEDIA_TYPE
from intake.web.common.state import IntakeRequest

LONGEST_UPLOAD: Final = MOST_TOGETHER + 5 * MIB  # with room for the text, and for a file that is too large by a little
# Starlette's own refusal is one line of English; so its limit is one that only an attack reaches, and we have a page.
LARGEST_DECLARED: Final = 1024 * MIB
LIMITS: Final = Limits(file_bytes=LARGEST_FILE, total_bytes=LONGEST_UPLOAD, parts=10 * MOST_FILES)
LAST: Final = "end"
ANNOUNCED: Final = "announced"

Take = Callable[[str, File], Awaitable[None]]


@dataclass(slots=True)
class ArrivingForm:
    """What has arrived of a form."""

    sent: dict[str, list[str]] = field(default_factory=dict)
    files: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether the last field came, and as many files as the script counted (none counts without it)."""
        announced = self.sent.get(ANNOUNCED, [""])[0]
        return self.sent.get(LAST) == ["yes"] and announced in {"", str(self.files)}

    @property
    def kind(self) -> FileKind:
        """What its files are said to be."""
        kind = self.sent.get("kind", [""])[0]
        return FileKind(kind) if kind in set(FileKind) else FileKind.OTHER


async def read(request: IntakeRequest, form: ArrivingForm, take: Take) -> None:
    """Read the form to its end. Raises `Incomplete`, `Malformed`, `TooLarge`."""
    content_type = request.headers.get("content-type", "")
    async for part in upload.parts(request.stream(), content_type, LIMITS):
        if isinstance(part, upload.Field):
            form.sent.setdefault(part.name, []).append(part.value)
        elif part.filename:
            form.files += 1
            await take(part.filename, part)
    if not form.is_whole:
        raise Incomplete


async def let_go(_: str, __: File) -> None:
    """For `read`: nobody takes the files."""


def is_multipart(request: IntakeRequest) -> bool:
    """Whether this form may bring files. One that does not must be short, and say so: here the route takes much more.

    Raises 413 for a form of text alone that is long, or does not say how long it is (as every browser does).
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
        return True
    length = request.headers.get("content-length", "")
    short = length.isascii() and length.isdecimal() and int(length) <= LIMITS.text_bytes
    if not short or "transfer-encoding" in request.headers:
        raise HTTPException(413)
    return False


def not_too_long(request: IntakeRequest) -> None:
    """Raise 413 for a form that says of itself that it is longer than all files together may be."""
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdecimal() and int(length) > LONGEST_UPLOAD:
        raise HTTPException(413)
