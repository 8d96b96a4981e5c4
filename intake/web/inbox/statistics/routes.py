"""What the office can learn from numbers: how many, from where, how soon answered, where people gave up."""

from typing import Final

from intake.web.common.guards import StaffRoute

ROUTES: Final[tuple[StaffRoute, ...]] = ()
