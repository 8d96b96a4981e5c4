"""The public site, put together as it is served, on a real database of either engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from intake.app import create_app
from intake.resources import Resources, open_resources
from tests.driving import browser, started
from tests.makers import make_settings
from tests.web.public.clock import Clock


@pytest.fixture
async def resources(database_url: str, tmp_path: Path) -> AsyncIterator[Resources]:
    """Everything open, as `intake serve` opens it."""
    async with open_resources(make_settings(tmp_path, database_url)) as opened:
        yield opened


@pytest.fixture
async def visitor(resources: Resources) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser in front of the site."""
    async with started(create_app(resources)) as app, browser(app) as client:
        yield client


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the public site, held; a test moves it on."""
    held = Clock()
    monkeypatch.setattr("intake.web.public.receipt.now", held)
    return held
