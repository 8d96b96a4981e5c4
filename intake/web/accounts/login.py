"""Coming in and going out."""

from datetime import UTC, datetime

from starlette.responses import RedirectResponse, Response

from intake.services import accounts
from intake.services.accounts import LogIn, WrongLogIn
from intake.web.accounts.forms import LogInForm, read_log_in
from intake.web.common import kept, sessions
from intake.web.common.addresses import address_prefix
from intake.web.common.forms import read_form
from intake.web.common.guards import LOG_IN, safe_next
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest

FIRST_COMMAND = "intake staff add you@example.org --role administrator --password-stdin"


async def show(request: IntakeRequest) -> Response:
    """GET /staff/login. Whoever is in already goes on."""
    target = safe_next(request.query_params.get("next"))
    if request.state["actor"] is not None:
        return RedirectResponse(target, status_code=303)
    return await _page(request, LogInForm("", "", target))


async def submit(request: IntakeRequest) -> Response:
    """POST /staff/login: a new session, never the one the browser brought."""
    resources = request.state["resources"]
    form = read_log_in(await read_form(request))
    old = sessions.token_of(request, secure=resources.settings.secure)
    attempt = LogIn(form.email, form.password, address_prefix(request), replaces=old)
    try:
        token = await accounts.log_in(attempt, db=resources.db, keyring=resources.keyring, now=datetime.now(UTC))
    except WrongLogIn:
        problem = reader_of(request).words.gettext("E-mail and password do not belong together. Check both.")
        return await _page(request, form, problem, status=422)
    went_on = RedirectResponse(safe_next(form.next), status_code=303)
    response = await kept.given_back(request, token, form.kept) or went_on
    sessions.keep(response, token, secure=resources.settings.secure)
    return response


async def log_out(request: IntakeRequest) -> Response:
    """POST /staff/logout: the session is dead on the server, whatever the browser keeps."""
    resources = request.state["resources"]
    token = sessions.token_of(request, secure=resources.settings.secure)
    if token is not None:
        await accounts.log_out(token, db=resources.db, now=datetime.now(UTC))
    response = RedirectResponse(LOG_IN, status_code=303)
    sessions.forget(response, secure=resources.settings.secure)
    return response


async def _page(request: IntakeRequest, form: LogInForm, problem: str = "", status: int = 200) -> Response:
    anybody = await accounts.anybody(db=request.state["resources"].db)
    return staff_page(
        request,
        "accounts/login.html",
        status,
        email=form.email,
        next=form.next,
        kept=form.kept,
        problem=problem,
        chosen="chosen" in request.query_params,
        first_command="" if anybody else FIRST_COMMAND,
    )
