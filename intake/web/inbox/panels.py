"""What other parts of the inbox show on the page of one inquiry: each part makes its own view, and stands here once."""

from dataclasses import dataclass

from intake.services.inbox import CaseFile
from intake.web.common.state import IntakeRequest
from intake.web.inbox.desk import Desk


@dataclass(frozen=True, slots=True)
class Panels:
    """One field for each part."""


async def panels_of(request: IntakeRequest, desk: Desk, file: CaseFile) -> Panels:
    """The panels of an inquiry that somebody may read: it has been opened and written down already."""
    del request, desk, file
    return Panels()
