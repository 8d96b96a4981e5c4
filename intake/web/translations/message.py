"""One message: its English, where it stands, what is said to it, and its translation, written and saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from starlette.responses import JSONResponse, RedirectResponse, Response

from intake.domain.errors import NotFound
from intake.lib.replacing import ReadOnly
from intake.services.catalogs.checks.problems import Problem
from intake.services.workbench import checking, saving, suggesting
from intake.services.workbench.book import Message
from intake.services.workbench.saving import Change, Overtaken, Unfit
from intake.web.common.forms import Sent, read_form
from intake.web.common.guards import actor_of
from intake.web.common.headers import FRAMING
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.translations.bench import Bench, bench_of
from intake.web.translations.beside import beside
from intake.web.translations.common import HOME, domain_of, done, language_of, query_of, readable, services, wanted_in
from intake.web.translations.looking.where import preview_view
from intake.web.translations.message_view import Typed, message_view, problem_views

_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class SentForm:
    """What the form of a message sends: its texts, the version they were made from, whether remarks were looked at."""

    strings: tuple[str, ...]
    version: str
    confirmed: bool


@readable
async def show(request: IntakeRequest) -> Response:
    """GET /staff/translations/{tag}/{domain}/{message_id}"""
    bench, message = await asked(request)
    return await page(request, bench, message)


@readable
async def save(request: IntakeRequest) -> Response:
    """POST /staff/translations/{tag}/{domain}/{message_id}: written, and on to the next; or the page says why not."""
    bench, message = await asked(request)
    sent, next_one = sent_form(message, await read_form(request)), bench.after(message)
    typed = Typed(sent.strings, sent.version)
    try:
        what = await keep(request, bench, message, sent)
    except Unfit as unfit:
        return await page(request, bench, message, typed, unfit.problems, status=422)
    except Overtaken as overtaken:
        return await page(request, bench, overtaken.theirs, typed, status=409, overtaken=True)
    return on_to(request, next_one, what)


async def keep(request: IntakeRequest, bench: Bench, message: Message, sent: SentForm) -> str:
    """Save it or, where the folder cannot be written, suggest it; which of the two. Raises `Unfit`, `Overtaken`."""
    actor, office, now = actor_of(request), request.state["resources"].office, datetime.now(UTC)
    suggested = await suggesting.of_message(message, office=office)
    same = next((one for one in suggested if one.suggestion.strings == sent.strings), None)
    saving.fit(checking.check(bench.book, message, sent.strings, bench.rules), confirmed=sent.confirmed)
    change = Change(message, sent.strings, sent.version, same.author if same else None)
    try:
        await saving.write(actor, message.tag, [change], **services(request))
    except ReadOnly:
        await suggesting.suggest(actor, [change], office=office, now=now)
        return "suggested"
    if same is not None:
        await suggesting.taken(actor, message, same.suggestion.id, office=office, now=now)
    return "saved"


@readable
async def drop(request: IntakeRequest) -> Response:
    """POST …/suggestions/{suggestion}/drop: put it away."""
    _, message = await asked(request)
    await read_form(request)  # nothing is in it, but only a form of ours puts anything away (security A20)
    office, id_ = request.state["resources"].office, str(request.path_params["suggestion"])
    await suggesting.drop(actor_of(request), message, id_, office=office, now=datetime.now(UTC))
    query = query_of(wanted_in(request), done="dropped")
    return RedirectResponse(f"{HOME}/{message.url}{query}", status_code=303)


async def check(request: IntakeRequest) -> Response:
    """POST …/check: what the rules say of what is typed, as sentences. Nothing is kept."""
    bench, message = await asked(request)
    strings = sent_form(message, await read_form(request)).strings
    problems = checking.check(bench.book, message, strings, bench.rules) if any(strings) else []
    said = problem_views(bench.book, message, problems, reader_of(request))
    return JSONResponse({"problems": [{"text": one.text, "error": one.error} for one in said]})


async def page(
    request: IntakeRequest,
    bench: Bench,
    message: Message,
    typed: Typed | None = None,
    problems: Sequence[Problem] = (),
    *,
    status: int = 200,
    overtaken: bool = False,
) -> Response:
    """The page of a message; ``typed``: what could not be saved as it was written, and is not lost."""
    if typed is None and any(message.entry.strings):
        problems = checking.check(bench.book, message, message.entry.strings, bench.rules)
    view = message_view(bench, message, reader_of(request), typed, problems)
    said = {"overtaken": overtaken, "done": done(request)}
    near = await beside(request, message, bench.rules)
    where = await preview_view(request, message)
    answer = staff_page(request, "translations/message.html", status, view=view, beside=near, preview=where, **said)
    answer.raw_headers.append(FRAMING)
    return answer


async def asked(request: IntakeRequest) -> tuple[Bench, Message]:
    """The message in the address, and the bench it lies on. Raises `NotFound`, `CatalogError`."""
    domain, id_ = domain_of(request), str(request.path_params["message_id"])
    if len(id_) != _DIGITS:
        raise NotFound
    bench = await bench_of(request)
    return bench, bench.book.message(domain, id_)


def sent_form(message: Message, sent: Sent) -> SentForm:
    """What a form says; a field that is not there is empty."""
    forms = [sent.get(f"form.{number}", [""])[0] for number in range(len(message.entry.strings))]
    version, confirmed = (sent.get(name, [""])[0] for name in ("version", "confirmed"))
    return SentForm(checking.typed(message, forms), version, confirmed == "yes")


def on_to(request: IntakeRequest, message: Message | None, what: str) -> Response:
    """The next of the list, or after the last one the list; nobody who suggested leaves thinking that it is saved."""
    wanted = wanted_in(request)
    if message is None:
        what = "last" if what == "saved" else what
        return RedirectResponse(f"{HOME}/{language_of(request).tag}{query_of(wanted, done=what)}", status_code=303)
    return RedirectResponse(f"{HOME}/{message.url}{query_of(wanted, done=what)}", status_code=303)
