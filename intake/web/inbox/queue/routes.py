"""The list: what waits for whom, filters under an address, views somebody keeps, and changes to many at once."""

from typing import Final

from intake.web.common.guards import EVERYBODY, StaffRoute
from intake.web.inbox.queue import home

ROUTES: Final = (StaffRoute("/", home.home, name="inbox:list", roles=EVERYBODY),)
