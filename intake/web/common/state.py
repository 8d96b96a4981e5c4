"""What handlers find in ``request.state``: one entry, put there by the lifespan and typed for mypy."""

from typing import TypedDict

from starlette.requests import Request

from intake.resources import Resources
from intake.web.common.assets import Assets
from intake.web.common.pages import Pages
from intake.web.common.render import Render


class State(TypedDict):
    """The lifespan's state, shallow-copied into every request by Starlette."""

    resources: Resources
    render: Render
    pages: Pages
    assets: Assets


IntakeRequest = Request[State]
