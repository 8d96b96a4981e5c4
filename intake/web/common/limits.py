"""How long a request's body may be."""

from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import Receive, Scope, Send

DIGITS: Final = 18  # of a length; nothing has more


class Limited(RequestBodyLimitMiddleware):
    """Refuses what is too long. What says so of itself is refused before anything is read, with a page of ours.

    Starlette's own answers with three bare words then, in the place of whatever page was made.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises 413 for a body that announces more than may come."""
        announced = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if announced.isdecimal() and (len(announced) > DIGITS or int(announced) > self.max_body_size):
            raise HTTPException(413)
        await super().__call__(scope, receive, send)
