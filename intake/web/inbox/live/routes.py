"""What changes while somebody looks: arrivals, who else is here; tasks, and the colleagues a note names."""

from typing import Final

from intake.web.common.guards import StaffRoute

ROUTES: Final[tuple[StaffRoute, ...]] = ()
