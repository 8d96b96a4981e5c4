"""The demo shows what it would have mailed; no other installation has such pages."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from intake.app import _routes
from intake.lib.database import Database
from intake.lib.locales import LocaleTable
from intake.lib.mail.smtp import courier_for
from intake.lib.paths import STATIC
from intake.services.mail.composer import Composer
from intake.web.common.assets import Assets
from intake.web.common.headers import FRAMED
from intake.web.common.render import Render
from intake.web.demo.routes import ROUTES
from tests.makers import make_catalogs, make_content

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ORIGIN = "http://127.0.0.1:8000"
BUNDLES = {"public.css": ("css/tokens.css",), "own.css": ()}


@pytest.fixture
async def browser(db: Database, tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """In front of a demo that has written one mail."""
    catalogs = make_catalogs()
    composer = Composer(make_content(), catalogs, base_url=ORIGIN, sender="intake@example.org", demo=True)
    message = composer.trial("amal@example.org", now=NOW)
    await courier_for("file:", tmp_path).deliver(message, composer.sender_address, "amal@example.org")
    resources = SimpleNamespace(
        settings=SimpleNamespace(data_dir=tmp_path, demo=True, base_url=ORIGIN),
        db=db,
        content=make_content(),
        catalogs=catalogs,
        locales=LocaleTable(catalogs.tags, "en"),
    )
    assets = Assets(Path(STATIC), BUNDLES)
    state: Any = {"resources": resources, "assets": assets}
    state["render"] = Render(resources, assets)  # type: ignore[arg-type]
    app = Starlette(routes=ROUTES)

    async def with_state(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "state": state}, receive, send)

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=with_state), base_url=ORIGIN) as client:
        yield client


async def test_every_mail_is_listed_and_can_be_read(browser: httpx2.AsyncClient) -> None:
    listed = await browser.get("/demo/mail")
    assert listed.status_code == 200
    assert "Test mail from Intake" in listed.text
    assert "Demo – no real patients" in listed.text
    (address,) = set(re.findall(r'href="(/demo/mail/[^"]+)"', listed.text))
    shown = await browser.get(address)
    assert "If you can read this" in shown.text
    assert 'sandbox=""' in shown.text
    assert f'src="{address}/page"' in shown.text
    framed = await browser.get(f"{address}/page")
    assert framed.headers.get_list("content-security-policy") == [FRAMED[1].decode()]
    assert framed.text.startswith("<!doctype html")
    source = await browser.get(f"{address}/source")
    assert source.headers["content-type"] == "message/rfc822"
    assert source.headers["content-disposition"].startswith("attachment")
    assert b"To: amal@example.org" in source.content


@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fintake.db", "0" * 32 + ".eml", "x.eml"])
async def test_only_its_own_files_are_shown(browser: httpx2.AsyncClient, name: str) -> None:
    assert (await browser.get(f"/demo/mail/{name}")).status_code == 404


def test_only_the_demo_has_these_pages() -> None:
    def paths(demo: bool) -> list[str]:
        return [getattr(route, "path", "") for route in _routes("all", demo=demo)]

    assert "/demo/mail" in paths(True)
    assert not any(path.startswith("/demo") for path in paths(False))
