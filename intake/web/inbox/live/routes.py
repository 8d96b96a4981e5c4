"""What changes while somebody looks: arrivals, who else is here; tasks, and the colleagues a note names."""

from typing import Final

from intake.domain.access import SERVING
from intake.web.common.guards import StaffRoute
from intake.web.inbox.live import beside, doing, events, tasks

POST: Final = ["POST"]
_INQUIRY: Final = "/inquiries/{id}"

ROUTES: Final[tuple[StaffRoute, ...]] = (
    StaffRoute("/events", events.events, name="live:events", roles=SERVING, background=True),
    StaffRoute("/colleagues", beside.names, name="live:colleagues", roles=SERVING, background=True),
    StaffRoute(f"{_INQUIRY}/presence", beside.beat, name="live:presence", methods=POST, roles=SERVING, background=True),
    StaffRoute(f"{_INQUIRY}/take-over", beside.take_over, name="live:take_over", methods=POST, roles=SERVING),
    StaffRoute(f"{_INQUIRY}/now", doing.now, name="live:now", roles=SERVING),
    StaffRoute("/tasks", tasks.show, name="live:tasks", roles=SERVING),
    StaffRoute(f"{_INQUIRY}/tasks", doing.add, name="live:add_task", methods=POST, roles=SERVING),
    StaffRoute(f"{_INQUIRY}/tasks/{{task}}", doing.mark, name="live:mark_task", methods=POST, roles=SERVING),
)
