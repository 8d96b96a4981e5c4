"""The routing rules as a table, tried out before they are published."""

from typing import Final

from intake.domain.access import SERVING
from intake.domain.values import StaffRole
from intake.web.common.guards import StaffRoute
from intake.web.inbox.routing import pages

_EDITORS = frozenset({StaffRole.ADMINISTRATOR})
_VERSION = "/routing/versions/{number}"

ROUTES: Final[tuple[StaffRoute, ...]] = (
    StaffRoute("/routing", pages.rules, name="routing:rules", roles=SERVING),
    StaffRoute("/routing/edit", pages.edit, name="routing:edit", roles=_EDITORS),
    StaffRoute("/routing/edit", pages.try_out, name="routing:try", methods=["POST"], roles=_EDITORS),
    StaffRoute("/routing/publish", pages.publish, name="routing:publish", methods=["POST"], roles=_EDITORS),
    StaffRoute(_VERSION, pages.version, name="routing:version", roles=_EDITORS),
    StaffRoute(f"{_VERSION}/restore", pages.restore, name="routing:restore", methods=["POST"], roles=_EDITORS),
)
