"""What handlers find in ``request.state``: one entry, put there by the lifespan and typed for mypy."""

from datetime import datetime
from typing import NotRequired, TypedDict

from starlette.requests import Request

from intake.domain.access import Actor
from intake.resources import Resources
from intake.services.desk.live import Live, Standing
from intake.web.common.assets import Assets
from intake.web.common.looking import Looking
from intake.web.common.mail_watch import MailWatch
from intake.web.common.pages import Pages
from intake.web.common.render import Render


class State(TypedDict):
    """The lifespan's state, shallow-copied into every request by Starlette."""

    resources: Resources
    render: Render
    pages: Pages
    assets: Assets
    live: Live
    looking: Looking
    mail_watch: MailWatch
    actor: NotRequired[Actor | None]  # who asks: on staff pages, whose door finds out
    standing: NotRequired[Standing]  # and what waits for them
    stuck_since: NotRequired[datetime]  # mail is stuck


IntakeRequest = Request[State]
