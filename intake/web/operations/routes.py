"""The pages of whoever keeps the service running: mail on its way and stuck, previews, webhooks."""

from intake.domain.values import StaffRole
from intake.web.common.guards import StaffRoute
from intake.web.operations import mail, previews, webhooks

ADMINISTRATORS = {StaffRole.ADMINISTRATOR}
POST = ["POST"]
HOOK = "/webhooks/{hook}"

ROUTES: tuple[StaffRoute, ...] = (
    StaffRoute("/mail", mail.show, name="operations:mail", roles=ADMINISTRATORS),
    StaffRoute("/mail/retry", mail.retry, name="operations:mail_retry", methods=POST, roles=ADMINISTRATORS),
    StaffRoute("/mail/aside", mail.put_aside, name="operations:mail_aside", methods=POST, roles=ADMINISTRATORS),
    StaffRoute("/mail/previews", previews.show, name="operations:previews", roles=ADMINISTRATORS),
    StaffRoute("/mail/previews/page", previews.page, name="operations:preview_page", roles=ADMINISTRATORS),
    StaffRoute("/webhooks", webhooks.show, name="operations:hooks", roles=ADMINISTRATORS),
    StaffRoute("/webhooks", webhooks.add, name="operations:hook_add", methods=POST, roles=ADMINISTRATORS),
    StaffRoute(HOOK, webhooks.one, name="operations:hook", roles=ADMINISTRATORS),
    StaffRoute(f"{HOOK}/test", webhooks.test, name="operations:hook_test", methods=POST, roles=ADMINISTRATORS),
    StaffRoute(f"{HOOK}/pause", webhooks.pause, name="operations:hook_pause", methods=POST, roles=ADMINISTRATORS),
    StaffRoute(f"{HOOK}/resume", webhooks.resume, name="operations:hook_resume", methods=POST, roles=ADMINISTRATORS),
    StaffRoute(f"{HOOK}/replay", webhooks.replay, name="operations:hook_replay", methods=POST, roles=ADMINISTRATORS),
    StaffRoute(f"{HOOK}/secret", webhooks.renew, name="operations:hook_secret", methods=POST, roles=ADMINISTRATORS),
    StaffRoute(f"{HOOK}/remove", webhooks.remove, name="operations:hook_remove", methods=POST, roles=ADMINISTRATORS),
)
