"""Forms with files behind the door: the page is handed what was typed and what became of each file."""

from collections.abc import Awaitable, Callable, Sequence
from functools import wraps
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from intake.domain.visit import Visit
from intake.lib.upload import Incomplete, Malformed, TooLarge
from intake.services import receiving
from intake.services.receiving import Outcome
from intake.web.common.forms import Sent
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.arriving import ANNOUNCED, LAST, ArrivingForm, is_multipart, let_go, not_too_long, read
from intake.web.public.own.visit import SWITCH, current, inside, is_of, over, own_page, path_of, without_keys

AGAIN: Final = "files_again"
_NEVER_KEPT: Final = frozenset({LAST, ANNOUNCED})

Page = Callable[[IntakeRequest, Visit, Sent, Sequence[Outcome]], Awaitable[Response]]


class _OfAnother(Exception):
    """The form stood on the page of another inquiry than the one this browser is in now."""


def inside_with_files(page: Page) -> Callable[[IntakeRequest], Awaitable[Response]]:
    """A handler behind the door for a form that may bring files. It gets the visit, what was typed, and the outcomes.

    Without a visit the files are let go; what was typed goes through the door again, and the page asks for them anew.
    """

    async def without_files(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
        return await page(request, visit, sent, ())

    @wraps(page)
    async def endpoint(request: IntakeRequest) -> Response:
        if not is_multipart(request):
            return await inside(without_files)(request)
        not_too_long(request)
        form = ArrivingForm()
        try:
            visit = await current(request)
            if visit is None:
                await read(request, form, let_go)
                return over(request, _anew(form))
            outcomes = await _received(request, form, visit)
        except _OfAnother:
            return over(request, _anew(form))
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


async def _received(request: IntakeRequest, form: ArrivingForm, visit: Visit) -> Sequence[Outcome]:
    resources, now = request.state["resources"], receipt.now()
    office = resources.office
    async with receiving.reception(visit.inquiry_id, office=office, shelf=resources.shelf, now=now) as coming:
        await read(request, form, coming.take)
        if not is_of(request, visit, form.sent):
            raise _OfAnother
        outcomes = await coming.keep(form.kind, receiving.heard(visit, office=office, now=now))
    office.ring()
    return outcomes


def _typed(form: ArrivingForm) -> Sent:
    return without_keys({name: values for name, values in form.sent.items() if name not in _NEVER_KEPT})


def _anew(form: ArrivingForm) -> Sent:
    """What was typed, on its way back to the form: nothing is sent yet if files must be chosen again."""
    if not form.files:
        return _typed(form)
    return {**_typed(form), "action": [SWITCH], AGAIN: ["yes"]}


def _incomplete(request: IntakeRequest, form: ArrivingForm) -> Response:
    """What did arrive of the text, ready to go on with; nothing of it is stored."""
    typed = {**_typed(form), "action": [SWITCH], AGAIN: ["yes"]}
    kept = [(name, value) for name, values in typed.items() for value in values]
    return own_page(request, "public/own/incomplete.html", path=path_of(request), status=400, kept=kept, marked=False)
