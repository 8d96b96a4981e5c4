"""The pages of the workbench: for translators and administrators, who see no inquiry by it."""

from typing import Final

from intake.domain.access import BY_ROLE, Action
from intake.web.common.guards import StaffRoute
from intake.web.translations import listing, message, overview, reading

TRANSLATING: Final = BY_ROLE[Action.TRANSLATE]
POST: Final = ["POST"]
LANGUAGE: Final = "/translations/{tag}"
MESSAGE: Final = f"{LANGUAGE}/{{domain}}/{{message_id}}"

ROUTES: Final[tuple[StaffRoute, ...]] = (
    StaffRoute("/translations", overview.show, name="translations:overview", roles=TRANSLATING),
    StaffRoute(LANGUAGE, listing.show, name="translations:list", roles=TRANSLATING),
    StaffRoute(f"{LANGUAGE}/offer", overview.offer, name="translations:offer", methods=POST, roles=TRANSLATING),
    StaffRoute(f"{LANGUAGE}/preview", overview.preview, name="translations:preview", methods=POST, roles=TRANSLATING),
    StaffRoute(f"{LANGUAGE}/reading", reading.show, name="translations:reading", roles=TRANSLATING),
    StaffRoute(MESSAGE, message.show, name="translations:message", roles=TRANSLATING),
    StaffRoute(MESSAGE, message.save, name="translations:save", methods=POST, roles=TRANSLATING),
    StaffRoute(f"{MESSAGE}/approval", reading.decide, name="translations:approval", methods=POST, roles=TRANSLATING),
    StaffRoute(
        f"{MESSAGE}/suggestions/{{suggestion}}/drop",
        message.drop,
        name="translations:drop",
        methods=POST,
        roles=TRANSLATING,
    ),
    StaffRoute(
        f"{MESSAGE}/check",
        message.check,
        name="translations:check",
        methods=POST,
        roles=TRANSLATING,
        background=True,
    ),
)
