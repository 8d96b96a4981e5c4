"""What machines ask: is the process alive, is it ready to take an inquiry. One word each."""

from starlette.responses import PlainTextResponse, Response

from intake.services import health
from intake.web.common.state import IntakeRequest


async def livez(_: IntakeRequest) -> Response:
    """GET /livez: the loop answers. No dependency is asked, or a slow database would restart every node."""
    return PlainTextResponse("alive")


async def readyz(request: IntakeRequest) -> Response:
    """GET /readyz: the database answers and is at the schema this code knows."""
    ready = await health.is_ready(request.state["resources"].db)
    return PlainTextResponse("ready" if ready else "not ready", 200 if ready else 503)
