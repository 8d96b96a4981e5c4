"""Finding an inquiry by who wrote it or by what they wrote, and which inquiries belong together."""

from typing import Final

from intake.domain.access import SERVING
from intake.web.common.guards import StaffRoute
from intake.web.inbox.find import find, together

POST: Final = ["POST"]
_PAIR: Final = "/inquiries/{id}/together/{other}"

ROUTES: Final[tuple[StaffRoute, ...]] = (
    StaffRoute("/find", find.show, name="find:find", roles=SERVING),
    StaffRoute("/find", find.results, name="find:results", methods=POST, roles=SERVING),
    StaffRoute("/find/inside", find.inside, name="find:inside", methods=POST, roles=SERVING),
    StaffRoute(_PAIR, together.show, name="find:compare", roles=SERVING),
    StaffRoute(_PAIR, together.say, name="find:say", methods=POST, roles=SERVING),
    StaffRoute(f"{_PAIR}/undo", together.take_back, name="find:undo", methods=POST, roles=SERVING),
)
