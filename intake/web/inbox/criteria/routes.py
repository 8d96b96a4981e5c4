"""What published criteria say of an inquiry, what is missing to tell, and asking the inquirer for it."""

from typing import Final

from intake.domain.access import SERVING
from intake.web.common.guards import StaffRoute
from intake.web.inbox.criteria import second_look, sheet

_ONE: Final = "/inquiries/{id}"
_POST: Final = ("POST",)

ROUTES: Final = (
    StaffRoute("/criteria/second-look", second_look.show, name="inbox:second_look", roles=SERVING),
    StaffRoute(f"{_ONE}/criteria", sheet.show, name="inbox:criteria", roles=SERVING),
    StaffRoute(f"{_ONE}/criteria", sheet.facts, name="inbox:facts", roles=SERVING, methods=_POST),
    StaffRoute(f"{_ONE}/asks", sheet.ask, name="inbox:ask", roles=SERVING, methods=_POST),
    StaffRoute(f"{_ONE}/asks/{{ask}}/withdraw", sheet.withdraw, name="inbox:unask", roles=SERVING, methods=_POST),
)
