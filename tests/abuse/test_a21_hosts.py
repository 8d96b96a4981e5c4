"""A21, A31: what a request says of host, address, language and of where to go next leads nobody astray."""

from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from intake.settings import SettingError
from intake.web.common.addresses import address_prefix
from intake.web.common.edge import Edge
from tests.abuse.target import Target
from tests.makers import make_settings
from tests.people import CLARA, PASSWORD

pytestmark = pytest.mark.anyio

sqlite = pytest.mark.parametrize("engine", ["sqlite"])
ODD_HOSTS = [
    "evil.example",
    "a@b",
    "127.0.0.1:abc@evil.example",
    "127.0.0.1:80:90",
    "127.0.0.1:",
    "127.0.0.1:999999",
    "[::1]evil.example",
    "[::1",
    "localhost.",
    "127.0.0.1/evil",
    "127.0.0.1\\evil",
    "127.0.0.1 evil",
    "127.0.0.1,evil.example",
    "0x7f.1",
    "",
]


@sqlite
async def test_a_host_that_is_not_ours_or_no_name_is_refused(target: Target) -> None:
    async with target.browser() as client:
        for host in ODD_HOSTS:
            answer = await client.get("/en", headers={"host": host})
            assert (answer.status_code, "location" in answer.headers) == (400, False), host
        for host in ("localhost", "LOCALHOST:9", "127.0.0.1:8000", "[::1]:8000"):
            assert (await client.get("/en/", headers={"host": host})).status_code == 200, host


@pytest.mark.parametrize("base", ["https://intake.example.org", "http://[2001:db8::1]:8080", "https://a.example:8443"])
async def test_the_public_address_itself_is_answered(base: str) -> None:
    edge = Edge(_unused, base_url=base)
    assert edge._refusal(_scope(base.partition("//")[2])) is None
    assert edge._refusal(_scope("evil.example")) is not None


@pytest.mark.parametrize("base", ["https://клиника.рф", "https://user:pass@intake.example.org", "https://", "ftp://x"])
def test_a_public_address_that_could_not_work_stops_the_start(tmp_path: Path, base: str) -> None:
    with pytest.raises(SettingError):
        make_settings(tmp_path, "", INTAKE_BASE_URL=base)


@sqlite
async def test_every_redirect_stays_here(target: Target) -> None:
    """A path that begins like an address, headers of a proxy nobody trusts, a slash too few."""
    await target.hire(CLARA)
    forwarded = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "forwarded": "host=evil.example"}
    paths = ["/", "/en", "/staff", "//evil.example", "//evil.example/x", "/\\evil.example", "/%5cevil.example", "/en//"]
    paths += ["/staff//evil.example/x", "/staff/%0d%0aX:y", "/en/inquiry/", "/%2f%2fevil.example"]
    async with target.browser() as client:
        for path in paths:
            answer = await client.get(path, headers=forwarded)
            location = answer.headers.get("location", "/")
            assert location.startswith("/"), path
            assert not location.startswith(("//", "/\\")), path
            assert "evil.example" not in answer.text, path
        assert (await client.get("/en")).headers["location"] == "/en/"
        assert (await client.get("/staff")).headers["location"] == "/staff/"
        for wild in ("//evil.example", "/\\evil.example", "https://evil.example", "/staff/../..//evil.example"):
            data = {"email": CLARA.email, "password": PASSWORD, "next": wild}
            assert (await client.post("/staff/login", data=data)).headers["location"] == "/staff/"


@sqlite
@pytest.mark.parametrize("header", ["x-forwarded-for", "cf-connecting-ip", "x-real-ip", "true-client-ip", "forwarded"])
async def test_nobody_talks_their_way_out_of_a_throttle(target: Target, header: str) -> None:
    """Another address in a header each time; the try is counted for the one that called."""
    async with target.browser() as client:
        for number in range(6):
            data, headers = {"reference": "2222-2222", "access_code": "1"}, {header: f"198.51.{number}.1"}
            answer = await client.post("/en/follow-up", data=data, headers=headers)
    assert answer.status_code == 429


@pytest.mark.parametrize(
    ("host", "prefix"),
    [
        ("198.51.100.77", "198.51.100.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.77", "198.51.100.0/24"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
        ("198.51.100.77, 10.0.0.1", "unknown"),
    ],
)
async def test_a_throttle_counts_networks(host: str, prefix: str) -> None:
    assert address_prefix(Request({"type": "http", "headers": [], "client": (host, 1)})) == prefix


@sqlite
async def test_a_language_nobody_serves_is_not_found_or_the_default(target: Target) -> None:
    odd = ["..", "../../etc", "%2e%2e", "xx", "EN", "en-", "en_US", "en%00", "xx-" * 10_000, "a" * 5_000, "*"]
    async with target.browser() as client:
        for tag in odd:
            assert (await client.get(f"/{tag}/inquiry")).status_code in {400, 404}, tag[:20]
            for headers in ({"cookie": f"intake_locale={tag}"}, {"accept-language": tag}):
                assert (await client.get("/", headers=headers)).headers["location"] in {"/en/"}, tag[:20]
            assert (await client.get(f"/en/?lang={tag}")).status_code == 200


def _scope(host: str) -> dict[str, Any]:
    return {"method": "GET", "path": "/en/", "headers": [(b"host", host.encode())], "scheme": "http"}


async def _unused(*_: Any) -> None:
    raise AssertionError
