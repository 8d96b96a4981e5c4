"""Inside one's own inquiry: in by code or from the receipt, for a while, and out again; nothing typed is lost by it."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select

from intake.app import create_app
from intake.resources import Resources, open_resources
from intake.services import retention
from intake.services.visits import VISIT_IDLE, VISIT_LIFE
from intake.store.tables import visits
from intake.web.public.routes import ROUTES
from tests.driving import browser, started
from tests.makers import make_settings
from tests.visit import hidden, open_form, receipt_of, send
from tests.web.public.clock import Clock
from tests.web.public.own.detailing import come_in, kept
from tests.web.public.own.sending import pdf

pytestmark = pytest.mark.anyio

DOOR = "/en/follow-up"
DETAILS = f"{DOOR}/details"
PATIENT = f"{DETAILS}/patient"
COOKIE = "intake_visit"


def keys_of(reference: str, code: str, **typed: str) -> dict[str, str]:
    """What the question for the code sends, with what was typed before."""
    return {**typed, "reference": reference, "access_code": code}


def the_cookie(answer: httpx2.Response, name: str = COOKIE) -> str:
    """The header that sets a cookie."""
    (line,) = [line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{name}=")]
    return line


def own_fields(page: str) -> dict[str, str]:
    """The hidden fields of the page's form, as the browser sends them back."""
    main = page[page.index("<main") :]
    form = main[re.search(r'<form id="(?:compose|details|over)"', main).start() :]  # type: ignore[union-attr]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[: form.index("</form>")])
    return {name: unescape(value) for name, value in found}


async def test_from_the_receipt_no_code_is_needed(visitor: httpx2.AsyncClient) -> None:
    """“Add more details now” opens the details in the browser that has just sent the form."""
    await send(visitor, await open_form(visitor))
    answer = await visitor.post(f"{DOOR}/open", data={"next": "details"})
    assert (answer.status_code, answer.headers["location"]) == (303, DETAILS)
    assert (await visitor.get(DETAILS)).status_code == 200


@pytest.mark.parametrize(("asked", "led"), [("details", "details"), ("//evil.example", None), ("", None)])
async def test_without_a_receipt_it_leads_to_the_door_and_from_there_on(
    visitor: httpx2.AsyncClient, asked: str, led: str | None
) -> None:
    """Where it leads is one of a closed list; anything else is the timeline."""
    await send(visitor, await open_form(visitor))
    reference, code = receipt_of((await visitor.get("/en/inquiry/received")).text)
    visitor.cookies.clear()
    answer = await visitor.post(f"{DOOR}/open", data={"next": asked})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{DOOR}?next={led}" if led else DOOR)
    page = await visitor.get(answer.headers["location"])
    assert ('name="next" value="details"' in page.text) is (led is not None)
    answer = await visitor.post(DOOR, data=keys_of(reference, code, next=asked))
    assert answer.headers["location"] == (DETAILS if led else DOOR)


async def test_a_page_asked_for_too_late_comes_after_the_door(visitor: httpx2.AsyncClient, clock: Clock) -> None:
    await come_in(visitor)
    clock.at += VISIT_IDLE + timedelta(seconds=1)
    assert (await visitor.get(PATIENT)).headers["location"] == f"{DOOR}?next=details"


async def test_what_was_written_for_one_patient_never_reaches_another(resources: Resources) -> None:
    """Somebody writes for two patients. A page of one is still open when they come in to the other's."""
    async with started(create_app(resources)) as app, browser(app) as first, browser(app) as both:
        amal = await come_in(first)
        basma = await come_in(both)
        message = own_fields((await both.get(f"{DOOR}/messages")).text)
        part = own_fields((await both.get(PATIENT)).text)
        await both.post(DOOR, data=keys_of(*amal))
        words = {**message, "message": "For Basma alone"}
        for path, typed in ((f"{DOOR}/messages", words), (PATIENT, {**part, "patient_name": "Basma"})):
            asked = await both.post(path, data=typed)
            assert (asked.status_code, "Please type your code again" in asked.text) == (200, True)
            wrong = await both.post(path, data=keys_of(*amal, **own_fields(asked.text)))
            assert wrong.status_code == 422
        with_files = await both.post(
            f"{DOOR}/messages", data={**words, "end": "yes"}, files=[("files", ("a.pdf", pdf()))]
        )
        assert "Please type your code again" in with_files.text
        amals = (await first.get(DOOR)).text + (await first.get(f"{DOOR}/copy.json")).text
        assert "Basma" not in amals
        assert "a.pdf" not in amals
        right = await both.post(f"{DOOR}/messages", data=keys_of(*basma, **words))
        assert right.status_code == 303
        assert "For Basma alone" in (await both.get(f"{DOOR}/messages")).text


async def test_of_a_visit_that_is_over_nothing_stays(
    visitor: httpx2.AsyncClient, resources: Resources, clock: Clock
) -> None:
    """When somebody looked at their own inquiry is kept in the audit trail alone."""
    await come_in(visitor)
    assert (await retention.sweep(db=resources.db, now=clock.at)).visits == 0
    assert (await visitor.get(DETAILS)).status_code == 200
    assert (await retention.sweep(db=resources.db, now=clock.at + VISIT_IDLE + timedelta(minutes=1))).visits == 1
    async with resources.db.read() as snapshot:
        assert (await snapshot.execute(select(visits))).all() == []


async def test_the_visit_goes_on_while_somebody_is_there_and_ends_after_twelve_hours(
    visitor: httpx2.AsyncClient, clock: Clock
) -> None:
    await come_in(visitor)
    for _ in range(int(VISIT_LIFE / timedelta(minutes=19))):
        clock.at += timedelta(minutes=19)
        assert (await visitor.get(DETAILS)).status_code == 200
    clock.at += timedelta(minutes=19)
    assert (await visitor.get(DETAILS)).status_code == 303


async def test_what_was_typed_while_the_visit_ended_is_saved_with_the_code(
    visitor: httpx2.AsyncClient, resources: Resources, clock: Clock
) -> None:
    """The page asks for the code, once wrong and once right, in another language on the way; the block is saved."""
    keys = await come_in(visitor)
    seen = hidden((await visitor.get(PATIENT)).text, "seen")
    clock.at += VISIT_IDLE + timedelta(seconds=1)
    typed = {"patient_name": "Noa “the first” <b>", "seen": seen, "action": "back"}
    page = await visitor.post(PATIENT, data=typed)
    assert page.status_code == 200
    assert "Please type your code again" in page.text
    wrong = await visitor.post(PATIENT, data=keys_of(keys[0], "0" * 16, **typed))
    switched = await visitor.post(PATIENT, data=keys_of("", "", **typed, door="switch"))
    assert (wrong.status_code, switched.status_code) == (422, 200)
    for answer in (page, wrong, switched):
        assert 'name="patient_name" value="Noa “the first” &lt;b&gt;"' in answer.text
        assert 'name="action" value="back"' in answer.text
    right = await visitor.post(PATIENT, data=keys_of(*keys, **typed))
    assert (right.status_code, right.headers["location"]) == (303, f"{DETAILS}?saved=patient")
    assert (await kept(resources, keys)).answers["patient_name"] == typed["patient_name"]
    assert (await visitor.get(DETAILS)).status_code == 200


async def test_too_many_wrong_codes_lose_nothing_either(
    visitor: httpx2.AsyncClient, resources: Resources, clock: Clock
) -> None:
    keys = await come_in(visitor)
    seen = hidden((await visitor.get(PATIENT)).text, "seen")
    clock.at += timedelta(hours=1)
    typed = {"patient_name": "Noa", "seen": seen, "action": "back"}
    tries = [await visitor.post(PATIENT, data=keys_of(keys[0], "0" * 16, **typed)) for _ in range(6)]
    assert [answer.status_code for answer in tries] == [422] * 5 + [429]
    assert 'name="patient_name" value="Noa"' in tries[-1].text
    clock.at += timedelta(seconds=int(tries[-1].headers["retry-after"]))
    assert (await visitor.post(PATIENT, data=keys_of(*keys, **typed))).status_code == 303
    assert (await kept(resources, keys)).answers["patient_name"] == "Noa"


async def test_who_leaves_has_left(visitor: httpx2.AsyncClient) -> None:
    """The browser forgets the visit and the receipt, and the token it had opens nothing any more."""
    await come_in(visitor)
    token = visitor.cookies[COOKIE]
    answer = await visitor.post(f"{DOOR}/leave", data={"x": "y"})
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    for name in (COOKIE, "intake_receipt"):
        assert the_cookie(answer, name).startswith(f"{name}=; Path=/; Max-Age=0; HttpOnly")
    assert "You have left." in (await visitor.get(answer.headers["location"])).text
    visitor.cookies.set(COOKIE, token, domain="127.0.0.1", path="/")
    assert (await visitor.get(DETAILS)).status_code == 303


async def test_who_comes_in_again_leaves_no_second_way_in(visitor: httpx2.AsyncClient) -> None:
    """A token changes with each coming in, so one that somebody planted or saw is worth nothing."""
    keys = await come_in(visitor)
    first = visitor.cookies[COOKIE]
    await visitor.post(DOOR, data=keys_of(*keys))
    assert visitor.cookies[COOKIE] != first
    visitor.cookies.clear()
    visitor.cookies.set(COOKIE, first, domain="127.0.0.1", path="/")
    assert (await visitor.get(DETAILS)).status_code == 303


async def test_the_cookie_is_for_this_site_alone(visitor: httpx2.AsyncClient) -> None:
    reference, code = await come_in(visitor)
    line = the_cookie(await visitor.post(DOOR, data=keys_of(reference, code)))
    assert re.fullmatch(rf"{COOKIE}=[\w-]{{22}}; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax", line)


async def test_where_there_is_https_it_goes_over_https_alone(database_url: str, tmp_path: Path) -> None:
    settings = make_settings(tmp_path, database_url, INTAKE_BASE_URL="https://intake.example")
    async with (
        open_resources(settings) as opened,
        started(create_app(opened)) as app,
        browser(app, base_url="https://intake.example") as client,
    ):
        reference, code = await come_in(client)
        line = the_cookie(await client.post(DOOR, data=keys_of(reference, code)), f"__Host-{COOKIE}")
    assert line.endswith("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure")


@pytest.mark.parametrize("token", ["x", "é", "x" * 65, "' or 1=1", ""])
async def test_a_token_nobody_gave_opens_nothing(visitor: httpx2.AsyncClient, token: str) -> None:
    """A23: foreign, guessed or torn, it is as if there were none."""
    answer = await visitor.get(DETAILS, headers={b"cookie": f"{COOKIE}={token}".encode()})
    assert answer.status_code == 303


async def test_nobody_sees_or_changes_what_is_another_persons(resources: Resources) -> None:
    """A23: with one's own visit, every page is about one's own inquiry, whatever the address or the form names."""
    async with started(create_app(resources)) as app, browser(app) as amal, browser(app) as noa:
        theirs = await come_in(amal, contact_name="Amal Marker", question="Marker of Amal")
        mine = await come_in(noa, contact_name="Noa Example")
        pages = [route.path for route in ROUTES if "GET" in (route.methods or ()) and "/follow-up" in route.path]
        assert len(pages) > 5
        filled = {"locale": "en", "block": "patient", "card": "a" * 26, "id": "a" * 26, "token": "a" * 64}
        for path in pages:
            url = re.sub(r"\{(\w+)\}", lambda found: filled[found[1]], path)
            answer = await noa.get(url)
            assert "Marker" not in answer.text, url
            assert theirs[0] not in answer.text, url
        seen = hidden((await noa.get(PATIENT)).text, "seen")
        typed = {"patient_name": "Noa", "seen": seen, "action": "back", "reference": theirs[0], "inquiry_id": theirs[0]}
        assert (await noa.post(PATIENT, data=typed)).status_code == 303
    assert (await kept(resources, mine)).answers["patient_name"] == "Noa"
    assert "patient_name" not in (await kept(resources, theirs)).answers


async def test_the_right_code_typed_often_slows_nobody_and_wrong_ones_count_as_before(
    visitor: httpx2.AsyncClient,
) -> None:
    """A right code between wrong ones gives no guess back."""
    keys = keys_of(*await come_in(visitor))
    wrong = {**keys, "access_code": "0000 0000 0000 0000"}
    for _ in range(8):
        assert (await visitor.post(DOOR, data=keys)).status_code == 303
    for _ in range(4):
        assert (await visitor.post(DOOR, data=wrong)).status_code == 422
    assert (await visitor.post(DOOR, data=keys)).status_code == 303
    assert (await visitor.post(DOOR, data=wrong)).status_code == 422
    assert (await visitor.post(DOOR, data=wrong)).status_code == 429
