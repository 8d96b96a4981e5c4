"""A coordinator finds who they are thinking of, and nobody learns from an address or a log whom they looked for."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from intake.domain.values import Status
from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import messages
from intake.services.desk import inside
from intake.store import inquiries
from tests.offices import make_office
from tests.people import CLARA, OMAR, TOVE, hire_everybody
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)


async def test_the_box_of_the_list_finds_a_name_in_another_script(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    new = await arrive(db, keyring, contact_name="Олег <b>Иванов", received_at=NOW - timedelta(hours=2))
    await arrive(db, keyring, contact_name="Anna Petrova")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        listing = (await client.get("/staff/")).text
        box = re.search(r'<form class="search" method="(\w+)" action="([^"]+)"', listing)
        assert box
        assert (box[1], box[2]) == ("post", "/staff/find")
        page = (await client.post("/staff/find", data={"q": "ivanov oleg", "list": "/staff/"})).text
    assert "Олег &lt;b&gt;Иванов" in page
    assert f'href="/staff/inquiries/{new.id}"' in page
    assert "1 inquiry, the newest first." in page
    assert "Petrova" not in page
    assert 'value="ivanov oleg"' in page


@pytest.mark.parametrize("typed", ["amal@EXAMPLE.org", "+995 555 123 456", "0555 123456", "Пример Амаль"])
async def test_it_understands_what_is_typed(db: Database, keyring: KeyRing, typed: str) -> None:
    await hire_everybody(db, keyring)
    new = await arrive(db, keyring, contact_name="Amal Primer", phone="+995555123456")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.post("/staff/find", data={"q": typed})).text
    assert new.reference in page


async def test_a_reference_leads_straight_to_its_inquiry_also_from_an_address(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    new = await arrive(db, keyring)
    typed = new.reference.upper().replace("-", " ")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        for answer in (
            await client.post("/staff/find", data={"q": typed}),
            await client.get("/staff/find", params={"reference": typed}),
        ):
            assert (answer.status_code, answer.headers["location"]) == (303, f"/staff/inquiries/{new.id}")
        wrong = (await client.get("/staff/find", params={"reference": "2222-2222"})).text
        assert "No inquiry of your queues has this reference." in html.unescape(wrong)
        beside = await client.get("/staff/find", params={"reference": typed, "beside": "a" * 26})
        assert beside.headers["location"] == f"/staff/inquiries/{'a' * 26}/together/{new.id}"
        for nowhere in ("//evil.example", "../..", "A" * 26):
            away = await client.get("/staff/find", params={"reference": typed, "beside": nowhere})
            assert away.headers["location"] == f"/staff/inquiries/{new.id}"


async def test_nothing_of_whom_they_looked_for_stands_in_an_address(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    await arrive(db, keyring, contact_name="MARKER Ivanov", question="MARKER story")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        pages = [
            await client.get("/staff/"),
            await client.post("/staff/find", data={"q": "MARKER"}),
            await client.post("/staff/find/inside", data={"q": "MARKER"}),
        ]
    for page in pages:
        assert page.status_code == 200
        for form in re.findall(r"<form[^>]*>.*?</form>", page.text, re.DOTALL):
            if 'name="q"' in form:
                assert 'method="post"' in form
        assert not re.search(r'(href|action|formaction)="[^"]*MARKER', page.text)


async def test_words_inside_texts_are_shown_with_what_stands_round_them(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    one = await arrive(db, keyring, question="У неё <i>болезнь Шёгрена с мая", received_at=NOW - timedelta(days=1))
    two = await arrive(db, keyring, question="Nothing", received_at=NOW - timedelta(days=2))
    await messages.write(Visit(two.id), "noch einmal Шегрена", "f", "de", office=make_office(db, keyring), now=NOW)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.post("/staff/find/inside", data={"q": "шегрена", "list": "/staff/?status=all"})).text
        assert one.reference in page
        assert two.reference in page
        assert "У неё &lt;i&gt;болезнь <mark>Шёгрена</mark> с мая" in page
        assert "in a message" in page
        assert "Looked at 2 of 2 inquiries, back to" in page
        assert "Search older ones" not in page
        few = await client.post("/staff/find/inside", data={"q": "x"})
        assert few.status_code == 422
        assert "at least 2 letters" in few.text


async def test_it_looks_in_the_list_they_came_from_and_goes_on_step_by_step(
    db: Database, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inside, "_AT_ONCE", 1)
    monkeypatch.setattr(inside, "STEP", 2)
    await hire_everybody(db, keyring)
    for number in range(5):
        await arrive(db, keyring, question=f"MARKER{number}", received_at=NOW - timedelta(days=number))
    ended = await arrive(db, keyring, question="MARKER9", received_at=NOW - timedelta(days=9))
    async with db.write() as tx:
        assert await inquiries.change(tx, ended.id, version=1, now=NOW, status=Status.CLOSED)
    seen: list[list[str]] = []
    fields = {"q": "marker", "list": "/staff/"}
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        while True:
            page = (await client.post("/staff/find/inside", data=fields)).text
            seen.append(re.findall(r"<mark>MARKER</mark>(\d)", page))
            told = re.search(r"Looked at (\d) of (\d) inquiries", page)
            assert told
            assert (int(told[1]), int(told[2])) == (min(2 * len(seen), 5), 5)
            before = re.search(r'name="before" value="([^"]+)"', page)
            if before is None:
                break
            looked = re.search(r'name="looked" value="(\d+)"', page)
            assert looked
            fields |= {"before": html.unescape(before[1]), "looked": looked[1]}
        whole = (await client.post("/staff/find/inside", data={"q": "marker", "list": "/staff/?status=closed"})).text
    assert seen == [["0", "1"], ["2", "3"], ["4"]]
    assert re.findall(r"<mark>MARKER</mark>(\d)", whole) == ["9"]
    assert "Only in the list you came from:" in whole


async def test_not_a_byte_of_another_desks_inquiry(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    other = await arrive(
        db,
        keyring,
        queue="repeat",
        contact_name="MARKER Ivanov",
        question="MARKER story",
        email="marker@example.org",
        phone="+995555123456",
    )
    mine = await arrive(db, keyring, contact_name="MARKER Ivanov", email="marker@example.org", phone="+995555123456")
    async with office(db, keyring) as client:
        await come_in(client, OMAR)
        assert other.reference in (await client.post("/staff/find", data={"q": "marker"})).text
        await come_in(client, CLARA)
        asked = [
            ("/staff/find", {"q": typed})
            for typed in ("MARKER Ivanov", "marker@example.org", "+995555123456", other.reference)
        ]
        asked += [
            ("/staff/find/inside", {"q": "marker story", "list": f"/staff/?queue={queue}"}) for queue in ("repeat", "")
        ]
        for url, fields in asked:
            answer = await client.post(url, data=fields)
            sent = answer.content + repr(answer.headers.raw).encode()
            assert other.id.encode() not in sent, (url, fields)
            if fields["q"] != other.reference:
                assert other.reference.encode() not in sent, (url, fields)
            assert b"MARKER story" not in sent
            assert b"2 inquiries" not in sent
        nowhere = await client.get("/staff/find", params={"reference": other.reference})
        nothing = await client.get("/staff/find", params={"reference": "2222-2222"})
        told = [re.sub(r'data-upto="\d+"', "", page.text) for page in (nowhere, nothing)]
        assert told[0].replace(other.reference, "") == told[1].replace("2222-2222", "")
        page = await client.get(f"/staff/inquiries/{mine.id}")
        assert other.reference not in page.text
        assert other.id not in page.text
        await come_in(client, TOVE)
        assert (await client.post("/staff/find", data={"q": "MARKER"})).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"x": ""},
        {"q": "\0\x1f" * 100},
        {"q": "ﷺ" * 3000, "list": "x" * 5000},
        {"q": "marker", "before": "x", "looked": "-1"},
        {"q": "marker", "before": "2026-11-21T10:00:00+00:00." + "a" * 26, "looked": "9" * 50},
        {"q": "marker", "list": "/staff/?status=) OR 1=1--"},
        {"q": ["a", "b"]},
    ],
)
async def test_junk_finds_nothing_and_is_no_error(
    db: Database, keyring: KeyRing, fields: dict[str, str | list[str]]
) -> None:
    await hire_everybody(db, keyring)
    await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        for url in ("/staff/find", "/staff/find/inside"):
            assert (await client.post(url, data=fields)).status_code in {200, 422}
        for reference in ("x" * 5000, "'", "%00", "\u202e"):
            assert (await client.get("/staff/find", params={"reference": reference})).status_code == 200
