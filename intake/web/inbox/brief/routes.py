"""The brief of an inquiry on paper, and what is extra sensitive in it."""

from typing import Final

from intake.domain.access import SERVING
from intake.web.common.guards import StaffRoute
from intake.web.inbox.brief import page

ROUTES: Final[tuple[StaffRoute, ...]] = (
    StaffRoute("/inquiries/{id}/brief", page.paper, name="inbox:brief", roles=SERVING),
    StaffRoute(
        "/inquiries/{id}/sensitive", page.show_sensitive, name="inbox:sensitive", methods=["POST"], roles=SERVING
    ),
)
