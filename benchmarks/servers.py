"""The servers that are compared, each a process of its own: ``python -m benchmarks.servers SPEC``, a `Spec` as JSON.

It prints its port once it answers. ``bare`` is Starlette under plain uvicorn (uvloop, httptools) with ready bytes;
``intake`` is the application as `intake serve` runs it, with or without its database at work.
"""

import asyncio
import json
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from intake.app import create_app
from intake.lib import log
from intake.lib.ids import new_id
from intake.lib.server import Listening, serve
from intake.resources import open_resources
from intake.services import inquiries as services
from intake.services.receipts import Receipt
from intake.settings import Settings


@dataclass(frozen=True, slots=True)
class Spec:
    """Which server, on which cores. ``environ`` are INTAKE_ settings; ``body`` a file with the bytes to return."""

    kind: Literal["bare", "intake", "without database"]
    cores: list[int]
    environ: dict[str, str] | None = None
    body: str = ""
    encoding: str = ""
    with_worker: bool = False


def say_ready(port: int) -> None:
    """Tell the parent where."""
    print(port, flush=True)


async def bare(spec: Spec) -> None:
    """Starlette and nothing else."""
    body = await asyncio.to_thread(Path(spec.body).read_bytes)
    headers = {"content-encoding": spec.encoding} if spec.encoding else None

    async def page(_: Request) -> Response:
        return Response(body, headers=headers, media_type="text/html")

    app = Starlette(routes=[Route("/en/inquiry", page)])
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    say_ready(listener.getsockname()[1])
    config = uvicorn.Config(app, http="httptools", log_level="error", access_log=False)
    await uvicorn.Server(config).serve(sockets=[listener])


async def intake(spec: Spec) -> None:
    """The service itself."""
    async with open_resources(Settings.from_environ({"INTAKE_FLOOD": "0"} | (spec.environ or {}))) as resources:
        log.configure("error")  # an office without people would be warned of at every mail
        if spec.kind == "without database":
            door: Any = resources.intake
            door._group = Forgetting(door)
        app = create_app(resources, with_worker=spec.with_worker)

        def ready(listening: Listening) -> None:
            say_ready(listening.port)

        await serve(app, "127.0.0.1", 0, on_ready=ready)


class Forgetting:
    """In place of the group commit: everything is worked out for an inquiry, answered at once, and kept nowhere."""

    def __init__(self, intake: Any) -> None:
        self._intake = intake

    async def submit(self, arrival: Any) -> Receipt:
        """The receipt of an inquiry that nobody will ever read."""
        return services._receipt(self._intake._new(arrival, (), new_id()))

    async def close(self) -> None:
        """Nothing waits."""


def main(spec: Spec) -> None:
    """Serve until told to stop."""
    os.sched_setaffinity(0, spec.cores)
    uvloop.run(bare(spec) if spec.kind == "bare" else intake(spec))


if __name__ == "__main__":
    main(Spec(**json.loads(sys.argv[1])))
