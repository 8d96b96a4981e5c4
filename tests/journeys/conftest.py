"""The installation every journey walks through, on both engines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from intake.app import create_app
from intake.resources import open_resources
from tests.driving import started
from tests.fakes.smtp import Sink
from tests.journeys.house import House
from tests.makers import make_settings


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """Everything as it runs, its mail going out over SMTP."""
    async with Sink() as sink:
        settings = make_settings(tmp_path, database_url, INTAKE_SMTP_URL=sink.url)
        async with (
            open_resources(settings) as resources,
            started(create_app(resources, with_worker=True)) as app,
        ):
            yield House(resources, sink, app)
