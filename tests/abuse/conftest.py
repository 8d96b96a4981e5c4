"""The whole application as it is served, for attacks in process. No worker: what was ordered lies still."""

import io
import logging
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from intake.app import create_app
from intake.lib import log
from intake.resources import Resources, open_resources
from tests.abuse.target import Target
from tests.driving import started
from tests.makers import make_settings


@pytest.fixture(autouse=True)
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as the service writes it, and everything as it was afterwards."""
    root = logging.getLogger()
    handlers, level, stream = root.handlers[:], root.level, io.StringIO()
    for place, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(place, name, getattr(place, name))
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    before = structlog.get_config()
    log.configure(stream=stream)
    yield stream
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
async def resources(database_url: str, tmp_path: Path) -> AsyncIterator[Resources]:
    """Everything open, as `intake serve` opens it."""
    async with open_resources(make_settings(tmp_path, database_url, INTAKE_FLOOD="0")) as opened:
        yield opened


@pytest.fixture
async def target(resources: Resources) -> AsyncIterator[Target]:
    """The site and the office."""
    bare = create_app(resources)
    async with started(bare) as app:
        yield Target(resources, app, bare)
