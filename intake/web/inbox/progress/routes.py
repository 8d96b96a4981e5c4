"""Who looks after an inquiry, by when, and who is reminded when nobody does."""

from typing import Final

from intake.web.common.guards import StaffRoute

ROUTES: Final[tuple[StaffRoute, ...]] = ()
