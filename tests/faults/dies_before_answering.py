"""`intake serve` that loses its power once a form is on disk and before a byte of the answer has left."""

import os
import signal
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intake.app import create_app
from intake.cli import serve
from intake.cli.main import main


class Dies:
    """Wraps the application; the first answer to a POST is never begun."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def dying(message: Message) -> None:
            if scope.get("method") == "POST" and message["type"] == "http.response.start":
                os.kill(os.getpid(), signal.SIGKILL)
            await send(message)

        await self._app(scope, receive, dying)


def create(*args: Any, **kwargs: Any) -> ASGIApp:
    """`create_app`, and death round it."""
    return Dies(create_app(*args, **kwargs))


serve.create_app = create  # type: ignore[attr-defined]

if __name__ == "__main__":
    main()
