"""Inquiries as files for other programs, after the password has been asked for again."""

from typing import Final

from intake.domain.access import SERVING
from intake.web.common.guards import StaffRoute
from intake.web.inbox.exports import pages

ROUTES: Final[tuple[StaffRoute, ...]] = (
    StaffRoute("/export", pages.show, name="inbox:export", roles=SERVING),
    StaffRoute("/export", pages.make, name="inbox:export_make", methods=["POST"], roles=SERVING),
    StaffRoute("/export/questionnaire", pages.questionnaire, name="inbox:questionnaire", roles=SERVING),
)
