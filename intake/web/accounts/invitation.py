"""Choosing a password with a link from a mail. Whatever is wrong with a link, the page is the same."""

from datetime import UTC, datetime

from starlette.responses import RedirectResponse, Response

from intake.domain.errors import NotFound
from intake.services import invitations
from intake.services.accounts import Account, CannotAdd
from intake.services.invitations import Choosing
from intake.web.accounts.forms import read_password
from intake.web.accounts.people import problem_in
from intake.web.common.addresses import address_prefix
from intake.web.common.forms import read_form
from intake.web.common.guards import LOG_IN
from intake.web.common.staff import staff_page
from intake.web.common.state import IntakeRequest


async def show(request: IntakeRequest) -> Response:
    """GET /staff/invitation/{token}"""
    try:
        return _page(request, await _look(request))
    except NotFound:
        return _gone(request)


async def choose(request: IntakeRequest) -> Response:
    """POST /staff/invitation/{token}: keep the password, and go to the log-in page."""
    form, resources = read_password(await read_form(request)), request.state["resources"]
    try:
        account = await _look(request)
        if form.password != form.again:
            return _page(request, account, "not_the_same")
        choosing = Choosing(_token(request), form.password, address_prefix(request))
        await invitations.choose(choosing, db=resources.db, keyring=resources.keyring, now=datetime.now(UTC))
    except CannotAdd as refused:
        return _page(request, account, refused.code)
    except NotFound:
        return _gone(request)
    return RedirectResponse(f"{LOG_IN}?chosen=yes", status_code=303)


async def _look(request: IntakeRequest) -> Account:
    resources, address = request.state["resources"], address_prefix(request)
    return await invitations.look(
        _token(request), address=address, db=resources.db, keyring=resources.keyring, now=datetime.now(UTC)
    )


def _page(request: IntakeRequest, account: Account, problem: str | None = None) -> Response:
    said, status = problem_in(request, problem), 422 if problem else 200
    token, email = _token(request), account.email
    return staff_page(request, "accounts/invitation.html", status, token=token, email=email, problem=said)


def _gone(request: IntakeRequest) -> Response:
    return staff_page(request, "accounts/invitation_gone.html", 404)


def _token(request: IntakeRequest) -> str:
    return str(request.path_params["token"])
