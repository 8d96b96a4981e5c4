"""What the office can learn from numbers: how many, from where, how soon answered, where people gave up."""

from typing import Final

from intake.domain.access import SERVING
from intake.web.common.guards import StaffRoute
from intake.web.inbox.statistics import page

ROUTES: Final[tuple[StaffRoute, ...]] = (StaffRoute("/statistics", page.show, name="statistics", roles=SERVING),)
