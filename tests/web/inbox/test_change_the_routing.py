"""The routing desk in the browser: everybody of a desk reads the rules, an administrator changes them."""

import html
import re
from dataclasses import replace

import httpx2
import pytest

from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from tests.makers import make_content
from tests.offices import make_office
from tests.people import ADA, CLARA, OMAR, TOVE, hire
from tests.services.desk.test_publish_routing import edited
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio


def text_of(page: str) -> str:
    """What stands in the box."""
    return html.unescape(re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.S)[0])


async def tried(client: httpx2.AsyncClient, text: str, base: str = "0", to: str = "edit") -> httpx2.Response:
    return await client.post(f"/staff/routing/{to}", data={"text": text, "base": base})


async def test_a_coordinator_reads_the_rules_in_words_and_changes_none(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get("/staff/routing")).text
        for rule in make_content().routing.rules:
            assert f">{rule.id}<" in page
            assert html.escape(rule.examples[0].title, quote=False) in page or rule.examples[0].title in page
        for words in ("Children and young people", "whatever no rule above has taken", "not offered here"):
            assert words in page, words
        assert "/staff/routing/edit" not in page
        for path in ("/staff/routing/edit", "/staff/routing/versions/0"):
            assert (await client.get(path)).status_code == 404
        for path in ("edit", "publish", "versions/0/restore"):
            assert (await tried(client, "x", to=path)).status_code == 404


async def test_the_rules_are_read_in_hebrew(db: Database, keyring: KeyRing) -> None:
    await hire(OMAR, db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, OMAR)
        page = (await client.get("/staff/routing")).text
    assert '<html lang="he" dir="rtl">' in page


async def test_a_translator_sees_no_rules(db: Database, keyring: KeyRing) -> None:
    await hire(TOVE, db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, TOVE)
        assert (await client.get("/staff/routing")).status_code == 404


async def test_an_administrator_without_a_queue_finds_the_rules_in_the_menu(db: Database, keyring: KeyRing) -> None:
    await hire(ADA, db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, ADA)
        page = (await client.get("/staff/people")).text
        assert '<li><a href="/staff/routing">Routing</a></li>' in page
        assert "/staff/statistics" not in page
        assert 'href="/staff/routing/edit"' in (await client.get("/staff/routing")).text


async def test_an_administrator_tries_a_change_and_publishes_it(db: Database, keyring: KeyRing) -> None:
    await hire(replace(ADA, queues=frozenset({"autoimmune"})), db, keyring)
    mine = await arrive(db, keyring, condition="sjogren")
    other = await arrive(db, keyring, condition="sjogren", queue="repeat")
    async with office(db, keyring) as client:
        await come_in(client, ADA)
        shipped = text_of((await client.get("/staff/routing/edit")).text)
        assert shipped == make_content().in_force.shipped_source
        same = (await tried(client, shipped)).text
        assert "the same as the one that counts now" in same
        assert "Publish" not in same
        text = edited(make_office(db, keyring))
        page = (await tried(client, text.replace("\n", "\r\n"))).text  # as a browser sends it
        assert "2 inquiries would move" in page
        assert "1 more is at a desk you do not serve" in page
        assert mine.reference in page
        assert other.reference not in page
        assert other.id not in page
        assert "<ins>id = &#34;sjogren-to-lead&#34;</ins>" in page
        assert text_of(page) == text
        answer = await tried(client, text, to="publish")
        assert (answer.status_code, answer.headers["location"]) == (303, "/staff/routing?done=published")
        page = (await client.get(answer.headers["location"])).text
        assert "It counts from now on" in page
        assert "sjogren-to-lead" in page
        assert "Ada Test" in page


async def test_what_does_not_hold_is_shown_by_line_and_kept_in_the_box(db: Database, keyring: KeyRing) -> None:
    await hire(ADA, db, keyring)
    wrong = make_content().in_force.shipped_source.replace('queue = "repeat"', 'queue = "nowhere"', 1)
    async with office(db, keyring) as client:
        await come_in(client, ADA)
        for to in ("edit", "publish"):
            answer = await tried(client, wrong, to=to)
            assert answer.status_code == 422
            assert "&#39;nowhere&#39; is no queue" in answer.text
            assert text_of(answer.text) == wrong
            assert "<title>Error:" in answer.text
        too_long = await tried(client, "#" * 200_001)
        assert (too_long.status_code, "too long" in too_long.text) == (422, True)
        assert "routing/versions/1" not in (await client.get("/staff/routing")).text


async def test_who_was_overtaken_sees_both_and_loses_nothing(db: Database, keyring: KeyRing) -> None:
    await hire(ADA, db, keyring)
    theirs = edited(make_office(db, keyring))
    mine = theirs.replace("For this test.", "MINE for this test.")
    async with office(db, keyring) as client:
        await come_in(client, ADA)
        assert (await tried(client, theirs, to="publish")).status_code == 303
        answer = await tried(client, mine, to="publish")
        assert answer.status_code == 409
        assert text_of(answer.text) == mine
        assert "MINE" in answer.text
        assert "<del>because = &#34;For this test.&#34;</del>" in answer.text
        base = re.findall(r'name="base" value="(\d+)"', answer.text)[0]
        assert (await tried(client, mine, base, to="publish")).status_code == 303


async def test_the_file_that_came_with_the_service_is_brought_back(db: Database, keyring: KeyRing) -> None:
    await hire(ADA, db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, ADA)
        await tried(client, edited(make_office(db, keyring)), to="publish")
        page = (await client.get("/staff/routing/versions/0")).text
        assert "<del>id = &#34;sjogren-to-lead&#34;</del>" in page
        base = re.findall(r'name="base" value="(\d+)"', page)[0]
        answer = await client.post("/staff/routing/versions/0/restore", data={"base": base})
        assert answer.status_code == 303
        page = (await client.get("/staff/routing")).text
        assert "sjogren-to-lead" not in page
        assert "brought back: the file that came with the service" in page
        for number in ("99", "-1", "x", "9" * 30):
            assert (await client.get(f"/staff/routing/versions/{number}")).status_code == 404
