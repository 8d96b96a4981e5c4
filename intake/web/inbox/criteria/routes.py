"""What published criteria say of an inquiry, what is missing to tell, and asking the inquirer for it."""

from typing import Final

from intake.web.common.guards import StaffRoute

ROUTES: Final[tuple[StaffRoute, ...]] = ()
