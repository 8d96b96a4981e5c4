"""The mail page: what waits for a person, what is under way, what went out; trying again, and putting aside."""

from collections.abc import Mapping
from datetime import UTC, datetime

from starlette.responses import RedirectResponse, Response

from intake.domain.errors import NotFound
from intake.domain.message import MailKind
from intake.services.mail import outbox
from intake.services.mail.outbox import MailShelf
from intake.services.mail.watching import look
from intake.web.common.forms import read_form, single
from intake.web.common.guards import actor_of
from intake.web.common.staff import staff_page
from intake.web.common.state import IntakeRequest
from intake.web.operations.canary_view import canary_view
from intake.web.operations.mail_view import Asked, done, health_view, outbox_view

PAGE = "/staff/mail"
LONGEST_ID = 64


async def show(request: IntakeRequest) -> Response:
    """GET /staff/mail"""
    asked, resources, now = _asked(request), request.state["resources"], datetime.now(UTC)
    found = await outbox.look(
        actor_of(request), asked.shelf, kind=asked.kind, below=asked.below or None, office=resources.office
    )
    health = await look(db=resources.db, now=now)
    view = outbox_view(request, found, asked, now=now)
    said = done(request, request.query_params.get("done", ""))
    stands = health_view(request, health, now)
    canary = await canary_view(request)
    return staff_page(request, "operations/mail.html", view=view, health=stands, canary=canary, done=said)


async def retry(request: IntakeRequest) -> Response:
    """POST /staff/mail/retry: one mail, or everything that waits or was given up."""
    fields, resources, now = single(await read_form(request)), request.state["resources"], datetime.now(UTC)
    who = actor_of(request).staff_id
    if fields.get("all") == "yes":
        await outbox.retry_all(db=resources.db, now=now, who=who)
    else:
        try:
            await outbox.retry(fields.get("mail", "")[:LONGEST_ID], db=resources.db, now=now, who=who)
        except NotFound:  # the page is some minutes old, and the mail has gone out meanwhile
            return _again(request, "over", fields)
    resources.office.ring()
    return _again(request, "retried", fields)


async def put_aside(request: IntakeRequest) -> Response:
    """POST /staff/mail/aside: somebody has dealt with a mail that did not arrive."""
    fields, resources = single(await read_form(request)), request.state["resources"]
    mail, who = fields.get("mail", "")[:LONGEST_ID], actor_of(request).staff_id
    try:
        await outbox.put_aside(mail, db=resources.db, now=datetime.now(UTC), who=who)
    except NotFound:
        return _again(request, "over", fields)
    return _again(request, "aside", fields)


def _again(request: IntakeRequest, what: str, fields: Mapping[str, str]) -> Response:
    """Back to the shelf they were at: whoever tries the first of several again goes on with the second."""
    request.state["mail_watch"].forget()
    shelf = fields.get("shelf", "")
    back = MailShelf(shelf) if shelf in set(MailShelf) else MailShelf.UNREACHED
    return RedirectResponse(f"{PAGE}?shelf={back}&done={what}", status_code=303)


def _asked(request: IntakeRequest) -> Asked:
    """What the address asks for. Raises `NotFound` for a shelf or a kind there is not."""
    query = request.query_params
    shelf, kind = query.get("shelf", MailShelf.UNREACHED.value), query.get("kind", "")
    if shelf not in set(MailShelf) or (kind and kind not in set(MailKind)):
        raise NotFound
    return Asked(MailShelf(shelf), MailKind(kind) if kind else None, query.get("below", "")[:LONGEST_ID])
