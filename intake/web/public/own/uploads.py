"""Forms that bring files, read as they arrive: the page is handed what was typed and what became of each file.

Such a form ends with the fields of ``components/files.html``: where the last one is missing, or fewer files came than
the script announced, something was lost on the way and nothing of it is kept (security F4).
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from intake.domain.files import LARGEST_FILE, MIB, MOST_FILES, MOST_TOGETHER, FileKind
from intake.domain.visit import Visit
from intake.lib import upload
from intake.lib.upload import File, Incomplete, Limits, Malformed, TooLarge
from intake.services import receiving
from intake.services.receiving import Outcome
from intake.web.common.forms import MEDIA_TYPE, Sent
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.own.visit import SWITCH, current, inside, over, own_page, path_of, without_keys

LONGEST_UPLOAD: Final = MOST_TOGETHER + 5 * MIB  # with room for the text, and for a file that is too large by a little
# Starlette's own refusal is one line of English; so its limit is one that only an attack reaches, and we have a page.
LARGEST_DECLARED: Final = 1024 * MIB
LIMITS: Final = Limits(file_bytes=LARGEST_FILE, total_bytes=LONGEST_UPLOAD, parts=10 * MOST_FILES)
LAST: Final = "end"
ANNOUNCED: Final = "announced"
AGAIN: Final = "files_again"
_NEVER_KEPT: Final = frozenset({LAST, ANNOUNCED})

Page = Callable[[IntakeRequest, Visit, Sent, Sequence[Outcome]], Awaitable[Response]]
Take = Callable[[str, File], Awaitable[None]]


@dataclass(slots=True)
class _Form:
    """What has arrived of a form."""

    sent: dict[str, list[str]] = field(default_factory=dict)
    files: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether the last field came, and as many files as the script counted (none counts without it)."""
        announced = self.sent.get(ANNOUNCED, [""])[0]
        return self.sent.get(LAST) == ["yes"] and announced in {"", str(self.files)}


def inside_with_files(page: Page) -> Callable[[IntakeRequest], Awaitable[Response]]:
    """A handler behind the door for a form that may bring files. It gets the visit, what was typed, and the outcomes.

    Without a visit the files are let go; what was typed goes through the door again, and the page asks for them anew.
    """

    async def without_files(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
        return await page(request, visit, sent, ())

    @wraps(page)
    async def endpoint(request: IntakeRequest) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() == MEDIA_TYPE:
            return await inside(without_files)(request)
        if _declared(request) > LONGEST_UPLOAD:
            raise HTTPException(413)
        form = _Form()
        try:
            visit = await current(request)
            if visit is None:
                await _read(request, form, _let_go)
                return over(request, _anew(form))
            outcomes = await _received(request, form, visit)
        except Incomplete:
            return _incomplete(request, form)
        except Malformed:
            raise HTTPException(400) from None
        except TooLarge:
            raise HTTPException(413) from None
        return await page(request, visit, _typed(form), outcomes)

    return endpoint


def files_are_missing(sent: Sent) -> bool:
    """Whether files came with this form before, and were let go: the page asks for them again."""
    return AGAIN in sent


async def _received(request: IntakeRequest, form: _Form, visit: Visit) -> Sequence[Outcome]:
    resources, now = request.state["resources"], receipt.now()
    office = resources.office
    async with receiving.reception(visit.inquiry_id, office=office, shelf=resources.shelf, now=now) as coming:
        await _read(request, form, coming.take)
        outcomes = await coming.keep(_kind(form), receiving.heard(visit, office=office, now=now))
    office.ring()
    return outcomes


async def _read(request: IntakeRequest, form: _Form, take: Take) -> None:
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


def _declared(request: IntakeRequest) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() else 0


async def _let_go(_: str, __: File) -> None: ...


def _kind(form: _Form) -> FileKind:
    kind = form.sent.get("kind", [""])[0]
    return FileKind(kind) if kind in set(FileKind) else FileKind.OTHER


def _typed(form: _Form) -> Sent:
    return without_keys({name: values for name, values in form.sent.items() if name not in _NEVER_KEPT})


def _anew(form: _Form) -> Sent:
    """What was typed, on its way back to the form: nothing is sent yet if files must be chosen again."""
    if not form.files:
        return _typed(form)
    return {**_typed(form), "action": [SWITCH], AGAIN: ["yes"]}


def _incomplete(request: IntakeRequest, form: _Form) -> Response:
    """What did arrive of the text, ready to go on with; nothing of it is stored."""
    typed = {**_typed(form), "action": [SWITCH], AGAIN: ["yes"]}
    kept = [(name, value) for name, values in typed.items() for value in values]
    return own_page(request, "public/own/incomplete.html", path=path_of(request), status=400, kept=kept)
