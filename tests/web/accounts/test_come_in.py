"""The door: who comes in, how the cookie travels, and that no page is open by accident."""

import re
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from intake.domain.values import StaffRole
from intake.lib.database import Database
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.services import accounts
from intake.web.common.guards import StaffRoute, safe_next
from tests.people import ADA, CLARA, OMAR, PASSWORD, TOVE, hire, hire_everybody
from tests.web.office import ROUTES, come_in, office

pytestmark = pytest.mark.anyio

GOOD = {"email": CLARA.email, "password": PASSWORD}


def _urls() -> list[tuple[str, str, StaffRoute]]:
    found = []
    for route in ROUTES:
        path = "/staff" + re.sub(r"\{[^}]*\}", "a" * 26, route.path)
        found += [(method, path, route) for method in sorted(route.methods or ()) if method != "HEAD"]
    return found


@pytest.mark.parametrize(("method", "path", "route"), _urls(), ids=lambda value: getattr(value, "name", None))
async def test_a_stranger_is_sent_to_log_in_whatever_the_page(
    db: Database, keyring: KeyRing, method: str, path: str, route: StaffRoute
) -> None:
    async with office(db, keyring) as client:
        answer = await client.request(method, path)
        for cookie in ("", "x", "A" * 43, "A" * 9000):
            client.cookies.set("intake_staff", cookie)
            assert (await client.request(method, path)).status_code == answer.status_code
    assert answer.headers["cache-control"] == "no-store"
    if route.name in {"accounts:login", "accounts:log_in"}:
        assert answer.status_code in {200, 400}
    elif route.name in {"accounts:invitation", "accounts:choose"}:
        assert answer.status_code in {404, 400}
    else:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/staff/login")


async def test_a_stranger_learns_no_path(db: Database, keyring: KeyRing) -> None:
    async with office(db, keyring) as client:
        for path in ("/staff/people", "/staff/people/", "/staff/nonsense", "/staff/inquiries/"):
            answer = await client.get(path)
            assert (answer.status_code, answer.content) == (303, b"")


async def test_a_page_of_another_role_is_like_one_that_does_not_exist(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    cast = {StaffRole.COORDINATOR: CLARA, StaffRole.ADMINISTRATOR: ADA, StaffRole.TRANSLATOR: TOVE}
    async with office(db, keyring) as client:
        for role, somebody in cast.items():
            await come_in(client, somebody)
            nothing = await client.get("/staff/nonsense")
            assert nothing.status_code == 404
            for method, path, route in _urls():
                if not route.open_to_strangers and role not in route.roles:
                    for other in (method, "GET", "POST"):
                        answer = await client.request(other, path)
                        assert (answer.status_code, answer.content) == (404, nothing.content), (role, path, other)


async def test_each_begins_where_their_work_is(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, TOVE)
        assert "It shows no inquiries." in (await client.get("/staff/")).text
        await come_in(client, ADA)
        answer = await client.get("/staff/")
        assert (answer.status_code, answer.headers["location"]) == (303, "/staff/people")
        page = (await client.get("/staff/people")).text
        for somebody in (ADA, CLARA, OMAR, TOVE):
            assert somebody.email in page


async def test_the_cookie_is_for_this_host_and_no_script(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    async with office(db, keyring) as client:
        plain = (await client.post("/staff/login", data=GOOD)).headers["set-cookie"]
    async with office(db, keyring, secure=True) as client:
        secure = (await client.post("/staff/login", data=GOOD)).headers["set-cookie"]
    assert plain.startswith("intake_staff=")
    assert "secure" not in plain.lower().split("; ")
    assert secure.startswith("__Host-intake_staff=")
    assert "secure" in secure.lower().split("; ")
    for cookie in (plain, secure):
        assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.lower().split("; "))
        assert "domain=" not in cookie.lower()


async def test_log_in_gives_a_new_session_and_ends_the_old(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    async with office(db, keyring) as client:
        client.cookies.set("intake_staff", "chosen-by-somebody-else")
        await client.post("/staff/login", data=GOOD)
        first = client.cookies.get("intake_staff", domain="127.0.0.1")
        await client.post("/staff/login", data=GOOD)
        second = client.cookies.get("intake_staff", domain="127.0.0.1")
        assert len({first, second, "chosen-by-somebody-else"}) == 3
    async with office(db, keyring) as client:
        client.cookies.set("intake_staff", str(first))
        assert (await client.get("/staff/")).status_code == 303
        client.cookies.set("intake_staff", str(second))
        assert (await client.get("/staff/")).status_code == 200


async def test_log_out_ends_the_session_on_the_server(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        token = str(client.cookies.get("intake_staff"))
        answer = await client.post("/staff/logout")
        assert (answer.status_code, answer.headers["location"]) == (303, "/staff/login")
        assert '"cookies"' in answer.headers["clear-site-data"]
        assert client.cookies.get("intake_staff") is None
        client.cookies.set("intake_staff", token)
        assert (await client.get("/staff/")).status_code == 303
        await come_in(client, CLARA)
        assert (await client.get("/staff/logout")).status_code == 405


async def test_a_disabled_account_is_out_at_its_next_page(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        await accounts.disable(CLARA.email, db=db, keyring=keyring, now=datetime.now(UTC))
        assert (await client.get("/staff/")).headers["location"] == "/staff/login"


async def test_a_wrong_log_in_says_the_same_to_everybody(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    await hire(OMAR, db, keyring)
    await accounts.disable(OMAR.email, db=db, keyring=keyring, now=datetime.now(UTC))
    bodies = set()
    async with office(db, keyring) as client:
        for email, password in (
            (CLARA.email, "not hers, whatever it is"),
            ("nobody@test.example", PASSWORD),
            (OMAR.email, PASSWORD),
            (CLARA.email, "x" * 5000),
        ):
            answer = await client.post("/staff/login", data={"email": email, "password": password})
            assert answer.status_code == 422
            assert "set-cookie" not in answer.headers
            assert "x" * 300 not in answer.text
            bodies.add(answer.text.replace(email, "…"))
    assert len(bodies) == 1


async def test_too_many_tries_are_told_when_to_come_back(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    answer: httpx2.Response | None = None
    async with office(db, keyring) as client:
        for _ in range(accounts.PER_BOTH.size + 1):
            answer = await client.post("/staff/login", data=GOOD | {"password": "a guess"})
    assert answer is not None
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 60


async def test_after_logging_in_one_goes_on_where_one_wanted(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    wanted = f"/staff/inquiries/{new_id()}?x=1&y=%2F"
    async with office(db, keyring) as client:
        sent = await client.get(wanted)
        page = await client.get(sent.headers["location"])
        assert wanted.replace("&", "&amp;") in page.text
        answer = await client.post("/staff/login", data=GOOD | {"next": wanted})
        assert answer.headers["location"] == wanted
        answer = await client.get(sent.headers["location"])
        assert (answer.status_code, answer.headers["location"]) == (303, wanted)


@pytest.mark.parametrize(
    "wild",
    [
        "",
        "https://evil.example/staff/",
        "//evil.example/staff/",
        "/\\evil.example",
        "/staff/\\evil.example",
        "/staff/%5cevil.example",
        "/staff//evil.example",
        "/staff/../..//evil.example",
        "/staff/%2e%2e/",
        "/staff/\r\nSet-Cookie: a=b",
        "/staff/%0d%0aa",
        "javascript:alert(1)",
        "/en/",
        "/staffevil",
        "/staff/login",
        "/staff/" + "x" * 500,
    ],
)
def test_nobody_is_led_away_after_logging_in(wild: str) -> None:
    assert safe_next(wild) == "/staff/"


async def test_without_any_account_the_page_says_how_to_make_one(db: Database, keyring: KeyRing) -> None:
    async with office(db, keyring) as client:
        page = (await client.get("/staff/login")).text
        assert "intake staff add" in page
        await hire(CLARA, db, keyring)
        page = (await client.get("/staff/login", headers={"accept-language": "he"})).text
        assert "intake staff add" not in page
        assert '<html lang="he" dir="rtl">' in page


async def test_extra_fields_change_nothing(db: Database, keyring: KeyRing) -> None:
    clara = await hire(CLARA, db, keyring)
    async with office(db, keyring) as client:
        await client.post("/staff/login", data=GOOD | {"role": "administrator", "staff_id": "x", "all_queues": "yes"})
        token = str(client.cookies.get("intake_staff"))
        assert (await client.post("/staff/login", data={**GOOD, "email": [CLARA.email, "x"]})).status_code == 422
    now = datetime.now(UTC) + timedelta(seconds=1)
    assert await accounts.actor_of(token, db=db, keyring=keyring, now=now) == clara
