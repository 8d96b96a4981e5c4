"""Finding an inquiry by who wrote it or by what they wrote, and which inquiries belong together."""

from typing import Final

from intake.web.common.guards import StaffRoute

ROUTES: Final[tuple[StaffRoute, ...]] = ()
