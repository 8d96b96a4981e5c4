"""Answers in the making: templates, two languages, sending later, kind refusals."""

from typing import Final

from intake.web.common.guards import StaffRoute

ROUTES: Final[tuple[StaffRoute, ...]] = ()
