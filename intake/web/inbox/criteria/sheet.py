"""The criteria sheet of one inquiry, and asking the inquirer for what is missing."""

from datetime import UTC, datetime

from starlette.responses import RedirectResponse, Response

from intake.domain.errors import Conflict
from intake.lib.ids import new_id
from intake.services.desk import asks, criteria
from intake.services.desk.asks import CannotAsk
from intake.services.office import Office
from intake.web.common.forms import Sent, read_form, single
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox.common import id_of
from intake.web.inbox.criteria import words
from intake.web.inbox.criteria.presenter import criteria_view
from intake.web.inbox.desk import Desk
from intake.web.inbox.forms import LONGEST_CODE, read_change

QUESTION = "question"
CONFLICT = "conflict"


async def show(request: IntakeRequest) -> Response:
    """GET /staff/inquiries/{id}/criteria"""
    return await _page(request)


async def ask(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/asks: the ticked questions are put to the inquirer."""
    sent, now = await read_form(request), datetime.now(UTC)
    wanted = read_change(sent)
    ticked = tuple(sent.get(QUESTION, ()))
    form_id = wanted.form_id or new_id()
    try:
        done = await asks.send(
            actor_of(request), id_of(request), wanted.version, ticked, form_id, office=_office(request), now=now
        )
    except CannotAsk as refused:
        return await _page(request, refused.code, sent)
    except Conflict:
        return await _page(request, CONFLICT, sent)
    return _back(request, "asked" if done.by_mail else "asked_without_mail")


async def withdraw(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/asks/{ask}/withdraw"""
    await read_form(request)
    ask_id = str(request.path_params["ask"])
    await asks.withdraw(actor_of(request), id_of(request), ask_id, office=_office(request), now=datetime.now(UTC))
    return _back(request, "unasked")


async def facts(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/criteria: what a doctor said is written down."""
    sent, office = await read_form(request), _office(request)
    known = {question.id for question in criteria.of_the_office(office.content)}
    told = {name: code[:LONGEST_CODE] for name, code in single(sent).items() if name in known}
    version = read_change(sent).version
    try:
        await criteria.note_facts(
            actor_of(request), id_of(request), version, told, office=office, now=datetime.now(UTC)
        )
    except Conflict:
        return await _page(request, CONFLICT, sent)
    return _back(request, "facts")


async def _page(request: IntakeRequest, problem: str = "", sent: Sent | None = None) -> Response:
    now, reader = datetime.now(UTC), reader_of(request)
    sheet = await criteria.open_sheet(actor_of(request), id_of(request), office=_office(request), now=now)
    desk = Desk(actor_of(request), reader, _office(request).content, now)
    ticked = None if sent is None or QUESTION not in sent else sent[QUESTION]
    view = criteria_view(desk, sheet, form_id=new_id(), ticked=ticked)
    done = words.done(reader.words).get(request.query_params.get("done", ""), "")
    said = words.refusals(reader.words).get(problem, "")
    status = 409 if problem == CONFLICT else 422 if problem else 200
    return staff_page(request, "inbox/criteria/sheet.html", status, view=view, problem=said, done=done)


def _back(request: IntakeRequest, done: str) -> Response:
    return RedirectResponse(f"/staff/inquiries/{id_of(request)}/criteria?done={done}", status_code=303)


def _office(request: IntakeRequest) -> Office:
    return request.state["resources"].office
