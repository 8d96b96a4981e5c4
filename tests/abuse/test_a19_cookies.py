"""A19: cookies as they travel under https, and cookies somebody else chose. (Log-in: `tests/web/accounts`.)"""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from intake.app import create_app
from intake.resources import open_resources
from tests.abuse.target import Target
from tests.driving import browser, started
from tests.makers import make_settings
from tests.people import CLARA, hire
from tests.visit import filled, open_form, receipt_of

pytestmark = pytest.mark.anyio

BASE = "https://intake.example.org"


@pytest.fixture
async def over_https(database_url: str, tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser in front of the service as a hospital runs it."""
    async with open_resources(make_settings(tmp_path, database_url, INTAKE_BASE_URL=BASE)) as resources:
        await hire(CLARA, resources.db, resources.keyring)
        async with started(create_app(resources)) as app, browser(app, base_url=BASE) as client:
            yield client


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_under_https_the_receipts_cookie_is_bound_to_the_host(over_https: httpx2.AsyncClient) -> None:
    answer = await over_https.post("/en/inquiry", data=filled(await open_form(over_https)))
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-intake_receipt=")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(cookie.lower().split("; "))
    assert "domain" not in cookie.lower()
    receipt_of((await over_https.get("/en/inquiry/received")).text)
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_cookie_without_the_prefix_is_not_looked_at(over_https: httpx2.AsyncClient) -> None:
    """A sibling host of the domain can set that one."""
    await over_https.post("/en/inquiry", data=filled(await open_form(over_https)))
    kept = over_https.cookies.get("__Host-intake_receipt")
    over_https.cookies.clear()
    answer = await over_https.get("/en/inquiry/received", headers={"cookie": f"intake_receipt={kept}"})
    assert answer.status_code == 303


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("field", ["form_id", "form_secret"])
@pytest.mark.parametrize(
    "evil", ["x; Domain=example.org; Path=/z", "x\r\nSet-Cookie: a=b", 'x"', "x,y", "a.b", "x" * 65]
)
async def test_a_forms_hidden_field_adds_nothing_to_the_cookie(target: Target, field: str, evil: str) -> None:
    async with target.browser() as client:
        form = await open_form(client)
        answer = await client.post("/en/inquiry", data=filled({**form, field: evil}))
    (cookie,) = answer.headers.get_list("set-cookie")
    assert len(cookie.split(";")) == 5
    assert evil not in cookie


@pytest.mark.parametrize(
    "cookie",
    [
        r'"\000a.b"',
        r'"a\000.\000b"',
        '"' + "\\" * 8_000 + '"',
        "a.b; intake_receipt=c.d",
        "x" * 8_000,
        ".",
        "a.",
        "\xff.\xfe",
        "%00.%00",
    ],
)
async def test_a_cookie_nobody_gave_shows_nothing_and_breaks_nothing(target: Target, cookie: str) -> None:
    """A quoted cookie may spell NUL, which PostgreSQL takes for a fault."""
    await target.inquiry()
    async with target.browser() as client:
        for name in ("intake_receipt", "intake_staff", "intake_locale", "intake_form"):
            for path in ("/en/inquiry/received", "/staff/", "/", "/en/inquiry"):
                answer = await client.get(path, headers={b"cookie": f"{name}={cookie}".encode("latin-1")})
                assert answer.status_code in {200, 303}, (name, path)
                assert "data-copy" not in answer.text


async def test_a_patients_cookie_opens_no_staff_page(target: Target) -> None:
    async with target.browser() as client:
        await client.post("/en/inquiry", data=filled(await open_form(client)))
        kept = client.cookies.get("intake_receipt", domain="127.0.0.1")
        assert kept
        for value in (kept, kept.partition(".")[0], kept.partition(".")[2]):
            answer = await client.get("/staff/", headers={"cookie": f"intake_staff={value}"})
            assert answer.status_code == 303
