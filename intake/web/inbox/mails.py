"""Putting right what did not reach somebody: the inquirer's address is corrected, or a mail is sent again."""

from datetime import UTC, datetime

from starlette.responses import Response

from intake.services.mail import correcting
from intake.web.common.guards import actor_of
from intake.web.common.state import IntakeRequest
from intake.web.inbox.common import id_of
from intake.web.inbox.forms import Wanted
from intake.web.inbox.inquiry import carry_out


async def correct(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/address: what was typed is the inquirer's address, and what they missed goes there."""

    async def change(request: IntakeRequest, wanted: Wanted) -> None:
        mail, office, now = (wanted.mail, wanted.email), request.state["resources"].office, datetime.now(UTC)
        await correcting.correct(actor_of(request), id_of(request), wanted.version, *mail, office=office, now=now)

    return await carry_out(request, "address", change)


async def send_again(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/mails: send one of them again."""

    async def change(request: IntakeRequest, wanted: Wanted) -> None:
        office, now = request.state["resources"].office, datetime.now(UTC)
        await correcting.send_again(
            actor_of(request), id_of(request), wanted.version, wanted.mail, office=office, now=now
        )

    return await carry_out(request, "mails", change)


async def put_aside(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/aside: they were told another way."""

    async def change(request: IntakeRequest, wanted: Wanted) -> None:
        office, now = request.state["resources"].office, datetime.now(UTC)
        await correcting.put_aside(
            actor_of(request), id_of(request), wanted.version, wanted.mail, office=office, now=now
        )

    return await carry_out(request, "aside", change)
