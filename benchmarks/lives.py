"""One life of the worker, quickly begun: what never changes is read once, in the process all lives are forked from."""

import asyncio
from contextlib import AbstractAsyncContextManager
from functools import cache

from intake import resources, worker
from intake.content.loader import load_content
from intake.lib import log
from intake.lib.catalogs import Catalogs
from intake.lib.paths import LOCALES
from intake.resources import Resources
from intake.settings import Settings

_content = cache(load_content)
_catalogs = cache(Catalogs.load)


def environ_of(folder: str, port: int) -> dict[str, str]:
    """The settings of all lives."""
    return {"INTAKE_DATA_DIR": folder, "INTAKE_FLOOD": "0", "INTAKE_SMTP_URL": f"smtp://127.0.0.1:{port}"}


def _open(folder: str, port: int) -> AbstractAsyncContextManager[Resources]:
    resources.load_content = _content  # type: ignore[attr-defined]
    resources.Catalogs.load = _catalogs  # type: ignore[attr-defined, method-assign, assignment]
    return resources.open_resources(Settings.from_environ(environ_of(folder, port)))


def live(folder: str, port: int) -> None:
    """The worker as it runs beside the web, until it is killed."""

    async def body() -> None:
        async with _open(folder, port) as house:
            log.configure("critical")
            await worker.run(house)

    asyncio.run(body())


if __name__ != "__main__":
    _content(None)
    _catalogs(LOCALES)
