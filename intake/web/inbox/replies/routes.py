"""Answers in the making: templates, two languages, sending later, kind refusals."""

from typing import Final

from intake.domain.access import SERVING
from intake.domain.values import StaffRole
from intake.web.common.guards import StaffRoute
from intake.web.inbox.replies import decline, translate, write

WRITING: Final = SERVING | {StaffRole.TRANSLATOR}
POST: Final = ["POST"]

ROUTES: Final[tuple[StaffRoute, ...]] = (
    StaffRoute("/inquiries/{id}/decline", decline.show, name="replies:decline", roles=SERVING),
    StaffRoute("/inquiries/{id}/decline", decline.change, name="replies:declined", methods=POST, roles=SERVING),
    StaffRoute("/inquiries/{id}/replies/new", write.show, name="replies:new", roles=SERVING),
    StaffRoute("/inquiries/{id}/replies/new", write.change, name="replies:begin", methods=POST, roles=SERVING),
    StaffRoute("/inquiries/{id}/replies/{reply}", write.show, name="replies:write", roles=SERVING),
    StaffRoute("/inquiries/{id}/replies/{reply}", write.change, name="replies:change", methods=POST, roles=SERVING),
    StaffRoute("/replies", translate.listing, name="replies:list", roles=WRITING),
    StaffRoute("/replies/{reply}", translate.show, name="replies:translate", roles=WRITING),
    StaffRoute("/replies/{reply}", translate.change, name="replies:translated", methods=POST, roles=WRITING),
)
