"""Inquiries as files for other programs, after the password has been asked for again."""

from typing import Final

from intake.web.common.guards import StaffRoute

ROUTES: Final[tuple[StaffRoute, ...]] = ()
