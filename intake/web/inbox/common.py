"""What the pages of the inbox ask of their request."""

from datetime import UTC, datetime
from typing import TypedDict

from intake.services.office import Office
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of
from intake.web.common.state import IntakeRequest
from intake.web.inbox.desk import Desk


class Tools(TypedDict):
    """What the services of the desk take by keyword."""

    office: Office
    now: datetime


def tools_of(request: IntakeRequest) -> Tools:
    """The office, and the time."""
    return {"office": office_of(request), "now": datetime.now(UTC)}


def office_of(request: IntakeRequest) -> Office:
    """The office."""
    return request.state["resources"].office


def desk_of(request: IntakeRequest) -> Desk:
    """Whoever reads."""
    content = request.state["resources"].content
    return Desk(actor_of(request), reader_of(request), content, datetime.now(UTC))


def id_of(request: IntakeRequest) -> str:
    """The inquiry the address names."""
    return str(request.path_params["id"])
