"""The password asked again on a page: whether this session needs it, and whether what was typed is it."""

from datetime import UTC, datetime

from intake.services import confirming
from intake.services.confirming import WrongPassword
from intake.web.common import sessions
from intake.web.common.addresses import address_prefix
from intake.web.common.guards import actor_of
from intake.web.common.state import IntakeRequest


async def is_confirmed(request: IntakeRequest, password: str = "") -> bool:
    """Whether it was given within the last minutes, or is given now. Raises `TooMany`."""
    resources, now = request.state["resources"], datetime.now(UTC)
    token = sessions.token_of(request, secure=resources.settings.secure) or ""
    if not password:
        return await confirming.is_confirmed(token, db=resources.db, now=now)
    work = confirming.confirm(
        actor_of(request),
        token,
        password,
        address=address_prefix(request),
        db=resources.db,
        keyring=resources.keyring,
        now=now,
    )
    try:
        await work
    except WrongPassword:
        return False
    return True
