"""The routing rules as a table, tried out before they are published."""

from typing import Final

from intake.web.common.guards import StaffRoute

ROUTES: Final[tuple[StaffRoute, ...]] = ()
