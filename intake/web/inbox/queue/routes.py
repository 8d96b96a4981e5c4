"""The list: what waits for whom, filters under an address, views somebody keeps, and changes to many at once."""

from typing import Final

from intake.domain.access import SERVING
from intake.web.common.guards import EVERYBODY, StaffRoute
from intake.web.inbox.queue import home, kept, many

ROUTES: Final = (
    StaffRoute("/", home.home, name="inbox:list", roles=EVERYBODY),
    StaffRoute("/views", kept.show, name="inbox:views", roles=SERVING),
    StaffRoute("/views", kept.keep, name="inbox:view_keep", methods=["POST"], roles=SERVING),
    StaffRoute("/views/{view}", kept.change, name="inbox:view_change", methods=["POST"], roles=SERVING),
    StaffRoute("/bulk", many.plan, name="inbox:bulk", methods=["POST"], roles=SERVING),
    StaffRoute("/bulk/do", many.perform, name="inbox:bulk_do", methods=["POST"], roles=SERVING),
    StaffRoute("/bulk/{batch}", many.result, name="inbox:bulk_result", roles=SERVING),
    StaffRoute("/bulk/{batch}/undo", many.undo, name="inbox:bulk_undo", methods=["POST"], roles=SERVING),
)
