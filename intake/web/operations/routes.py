"""The pages of whoever keeps the service running: mail on its way and stuck, previews, webhooks."""

from intake.web.common.guards import StaffRoute

ROUTES: tuple[StaffRoute, ...] = ()
