"""A24: the worst input of each kind costs a quarter of a second of CPU at most; here with room for a busy machine."""

import time

import pytest

from tests.abuse.target import Target
from tests.visit import filled, open_form

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"])]

BOUND = 0.5
MARKS = "\u0301\u0323"
HEAVY = {
    "marks": "a" + MARKS * 20_000,
    "ligatures": "\ufdfa" * 20_000,
    "hangul": "\u1100\u1161\u11a8" * 10_000,
    "angles": "<a " * 60_000,
    "backslashes": "\\" * 120_000,
    "percent": "%" * 60_000,
    "digits": "9" * 5_000,
    "exponent": "1e999999",
    "nested": "[" * 100_000,
    "dots": "a@" + "b." * 60_000,
    "dashes": "-" * 120_000,
    "spaces": " " * 120_000,
    "bidi": "\u202e" * 20_000,
}


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY)
async def test_no_field_is_a_bomb(target: Target, text: str) -> None:
    async with target.browser() as client:
        form = await open_form(client)
        for name in ("question", "contact_name", "email", "phone", "birth_year", "condition", "form_version"):
            body = filled(form, **{name: text})
            await spend(client.build_request("POST", "/en/inquiry", data=body), client, {303, 410, 413, 422})
        for data in ({"reference": text, "access_code": "1"}, {"reference": "2222-2222", "access_code": text}):
            await spend(client.build_request("POST", "/en/follow-up", data=data), client, {413, 422, 429})
        data = {"email": text, "password": "x"}
        await spend(client.build_request("POST", "/staff/login", data=data), client, {413, 422, 429})


@pytest.mark.parametrize(
    "body",
    [
        "&" * 250_000,
        "&".join(f"k{n}=" for n in range(10_000)),
        "a=" + "%" * 250_000,
        "a=" + "%ff" * 80_000,
        "=" * 250_000,
        "a=1;" * 60_000,
        "question=a&" * 199,
        "+" * 250_000,
    ],
)
async def test_no_body_is_a_bomb(target: Target, body: str) -> None:
    async with target.browser() as client:
        for path in ("/en/inquiry", "/en/follow-up", "/staff/login"):
            headers = {"content-type": "application/x-www-form-urlencoded"}
            request = client.build_request("POST", path, content=body.encode(), headers=headers)
            await spend(request, client, {400, 413, 422, 429})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accept-language", "en-" * 21_000),
        ("accept-language", ",".join(f"x{n};q=0.{n}" for n in range(6_000))),
        ("accept-language", "a" * 64_000),
        ("cookie", 'a="' + "\\" * 16_000 + '"'),
        ("cookie", "; ".join(f"k{n}=v" for n in range(3_000))),
        ("range", "bytes=" + ",".join("0-" for _ in range(10_000))),
        ("if-none-match", ",".join(f'"{n}"' for n in range(5_000))),
        ("accept-encoding", "gzip;" * 10_000),
        ("content-type", 'application/x-www-form-urlencoded; a="' + "\\" * 16_000),
        ("origin", "http://" + "a" * 16_000),
    ],
)
async def test_no_header_is_a_bomb(target: Target, name: str, value: str) -> None:
    """The server refuses heads of more than 16 KiB (`tests/lib/test_server.py`); here they come through."""
    async with target.browser() as client:
        for method, path in (("GET", "/"), ("GET", "/en/inquiry"), ("GET", "/staff/"), ("POST", "/en/inquiry")):
            request = client.build_request(method, path, headers={name: value})
            await spend(request, client, {200, 303, 400, 403, 422})


async def test_ten_thousand_names_in_an_address_cost_little(target: Target) -> None:
    query = "&".join(f"{n}=" for n in range(10_000))
    async with target.browser() as client:
        for path in ("/", "/en/", "/staff/", "/staff/login"):
            await spend(client.build_request("GET", f"{path}?{query}"), client, {200, 303})


async def spend(request: object, client: object, expected: set[int]) -> None:
    begun = time.process_time()
    answer = await client.send(request)  # type: ignore[attr-defined]
    spent = time.process_time() - begun
    assert answer.status_code in expected
    assert spent < BOUND
