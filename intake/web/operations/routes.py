"""The pages of whoever keeps the service running: mail on its way and stuck, previews, webhooks."""

from intake.domain.values import StaffRole
from intake.web.common.guards import StaffRoute
from intake.web.operations import mail

ADMINISTRATORS = {StaffRole.ADMINISTRATOR}
POST = ["POST"]

ROUTES: tuple[StaffRoute, ...] = (
    StaffRoute("/mail", mail.show, name="operations:mail", roles=ADMINISTRATORS),
    StaffRoute("/mail/retry", mail.retry, name="operations:mail_retry", methods=POST, roles=ADMINISTRATORS),
    StaffRoute("/mail/aside", mail.put_aside, name="operations:mail_aside", methods=POST, roles=ADMINISTRATORS),
)
