"""One message: its English, where it stands, what is said to it, and its translation, written and saved."""

from dataclasses import dataclass
from typing import Any

from anyio import to_thread
from starlette.responses import JSONResponse, RedirectResponse, Response

from intake.domain.errors import NotFound
from intake.lib.replacing import ReadOnly
from intake.services.workbench import checking, finding, saving
from intake.services.workbench.book import Book, Message, read_book
from intake.services.workbench.checking import Problem
from intake.services.workbench.saving import Overtaken, Unfit
from intake.web.common.forms import Sent, read_form
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.translations import words
from intake.web.translations.common import HOME, domain_of, done, language_of, query_of, readable, services, wanted_in
from intake.web.translations.listing import look
from intake.web.translations.message_view import Typed, message_view

_DIGITS = 16


@dataclass(frozen=True, slots=True)
class SentForm:
    """What the form of a message sends: its texts, the version they were made from, whether remarks were looked at."""

    strings: tuple[str, ...]
    version: str
    confirmed: bool


@readable
async def show(request: IntakeRequest) -> Response:
    """GET /staff/translations/{tag}/{domain}/{message_id}"""
    book, message = await _asked(request)
    return await page(request, book, message)


@readable
async def save(request: IntakeRequest) -> Response:
    """POST /staff/translations/{tag}/{domain}/{message_id}: written, and on to the next; or the page says why not."""
    book, message = await _asked(request)
    sent = sent_form(message, await read_form(request))
    typed = Typed(sent.strings, sent.version)
    next_one = await _next(request, message)
    try:
        await saving.save(
            actor_of(request), message, sent.strings, sent.version, confirmed=sent.confirmed, **services(request)
        )
    except Unfit as unfit:
        return await page(request, book, message, typed, problems=unfit.problems, status=422)
    except Overtaken as overtaken:
        return await page(request, book, overtaken.theirs, typed, overtaken=True, status=409)
    except ReadOnly:
        return await page(request, book, message, typed, read_only=True, status=409)
    return on_to(request, next_one, "saved")


async def check(request: IntakeRequest) -> Response:
    """POST …/check: what the rules say of what is typed, as sentences. Nothing is kept."""
    book, message = await _asked(request)
    sent = sent_form(message, await read_form(request))
    problems = checking.check(book, message, sent.strings) if any(sent.strings) else []
    t = reader_of(request).words
    said = [{"text": words.problem(t, problem), "error": problem.error} for problem in problems]
    return JSONResponse({"problems": said})


async def page(
    request: IntakeRequest,
    book: Book,
    message: Message,
    typed: Typed | None = None,
    *,
    problems: Any = (),
    status: int = 200,
    overtaken: bool = False,
    read_only: bool = False,
) -> Response:
    """The page of a message; ``typed``: what could not be saved as it was written, and is not lost."""
    wanted = wanted_in(request)
    _, listed, weights = await look(request, wanted)
    beside = Beside(listed, weights)
    said: tuple[Problem, ...] = tuple(problems) or (() if typed else tuple(_standing(book, message)))
    view = message_view(book, message, wanted, beside.listed, beside.weights, reader_of(request), typed, said)
    extra = {"overtaken": overtaken, "read_only": read_only, "done": done(request)}
    return staff_page(request, "translations/message.html", status, view=view, **extra)


@dataclass(frozen=True, slots=True)
class Beside:
    """The list a message is looked at from."""

    listed: Any
    weights: Any


def sent_form(message: Message, sent: Sent) -> SentForm:
    """What a form says; a field that is not there is empty."""
    forms = [sent.get(f"form.{number}", [""])[0] for number in range(len(message.entry.strings))]
    version, confirmed = (sent.get(name, [""])[0] for name in ("version", "confirmed"))
    return SentForm(checking.typed(message, forms), version, confirmed == "yes")


def on_to(request: IntakeRequest, message: Message | None, what: str) -> Response:
    """The next of the list, or after the last one the list."""
    wanted = wanted_in(request)
    if message is None:
        return RedirectResponse(f"{HOME}/{language_of(request).tag}{query_of(wanted, done='last')}", status_code=303)
    return RedirectResponse(f"{HOME}/{message.url}{query_of(wanted, done=what)}", status_code=303)


async def _asked(request: IntakeRequest) -> tuple[Book, Message]:
    tag, domain, id_ = language_of(request).tag, domain_of(request), str(request.path_params["message_id"])
    if len(id_) != _DIGITS:
        raise NotFound
    book = await to_thread.run_sync(read_book, request.state["resources"].languages.folder, tag)
    return book, book.message(domain, id_)


async def _next(request: IntakeRequest, message: Message) -> Message | None:
    _, listed, weights = await look(request, wanted_in(request))
    return finding.after(message, listed, weights=weights)


def _standing(book: Book, message: Message) -> list[Problem]:
    """What the rules say of the translation that stands there."""
    return list(checking.check(book, message, message.entry.strings)) if any(message.entry.strings) else []
