"""One inquiry on one page: to read, to print, to take to a tumour board."""

from typing import Final

from intake.web.common.guards import StaffRoute

ROUTES: Final[tuple[StaffRoute, ...]] = ()
