"""The pages of the workbench: for translators and administrators, who see no inquiry by it."""

from typing import Final

from intake.domain.access import BY_ROLE, Action
from intake.web.common.guards import StaffRoute
from intake.web.translations import adding, files, listing, message, overview, reading
from intake.web.translations.files import LARGEST_DECLARED
from intake.web.translations.looking import inspect, preview

TRANSLATING: Final = BY_ROLE[Action.TRANSLATE]
POST: Final = ["POST"]
LANGUAGE: Final = "/translations/{tag}"
MESSAGE: Final = f"{LANGUAGE}/{{domain}}/{{message_id}}"

ROUTES: Final[tuple[StaffRoute, ...]] = (
    StaffRoute("/translations", overview.show, name="translations:overview", roles=TRANSLATING),
    StaffRoute("/translations", adding.add, name="translations:add", methods=POST, roles=TRANSLATING),
    StaffRoute(LANGUAGE, listing.show, name="translations:list", roles=TRANSLATING),
    StaffRoute(f"{LANGUAGE}/offer", overview.offer, name="translations:offer", methods=POST, roles=TRANSLATING),
    StaffRoute(f"{LANGUAGE}/preview", overview.preview, name="translations:preview", methods=POST, roles=TRANSLATING),
    StaffRoute(f"{LANGUAGE}/reading", reading.show, name="translations:reading", roles=TRANSLATING),
    StaffRoute(f"{LANGUAGE}/upload", files.show, name="translations:upload", roles=TRANSLATING),
    StaffRoute(
        f"{LANGUAGE}/upload",
        files.send,
        name="translations:send",
        methods=POST,
        roles=TRANSLATING,
        max_body_size=LARGEST_DECLARED,
    ),
    StaffRoute(f"{LANGUAGE}/{{domain}}/download", files.download, name="translations:download", roles=TRANSLATING),
    StaffRoute(f"{LANGUAGE}/look", inspect.exhibits, name="translations:exhibits", roles=TRANSLATING),
    StaffRoute(f"{LANGUAGE}/look/{{exhibit}}", inspect.look, name="translations:look", roles=TRANSLATING),
    StaffRoute(f"{LANGUAGE}/looked/{{exhibit}}", inspect.page, name="translations:looked", roles=TRANSLATING),
    StaffRoute(
        f"{MESSAGE}/preview",
        preview.show,
        name="translations:preview_message",
        methods=["GET", "POST"],
        roles=TRANSLATING,
        background=True,
    ),
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
