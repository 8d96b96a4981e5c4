"""A coordinator keeps a list under a name, shares it, and what others see in it is theirs alone."""

import re

import pytest

from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from tests.people import CLARA, OMAR, hire_everybody
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio


def tabs(page: str) -> dict[str, str]:
    """The number on each tab by its label."""
    found = re.findall(r"<bdi>([^<]*)</bdi> <span class=\"tabs__count\">([^<]*)</span>", page)
    return dict(found)


async def test_a_list_is_kept_under_a_name_and_stands_above_the_others_with_its_number(
    db: Database, keyring: KeyRing
) -> None:
    await hire_everybody(db, keyring)
    for language in ("ar", "ar", "en"):
        await arrive(db, keyring, language=language)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get("/staff/?language=ar&status=all")).text
        assert tabs(page) == {"All open": "3", "Mine": "0", "Nobody’s yet": "3"}
        query = re.search(r'name="query" value="([^"]*)"', page)
        assert query
        sent = {"name": "Arabic, all", "query": query[1].replace("&amp;", "&")}
        answer = await client.post("/staff/views", data=sent)
        assert answer.headers["location"] == "/staff/?status=all&language=ar"
        page = (await client.get(answer.headers["location"])).text
        assert tabs(page)["Arabic, all"] == "2"
        assert "Keep this view" not in page
        assert 'aria-current="page"><bdi>Arabic, all</bdi>' in page


async def test_who_opens_a_shared_view_sees_their_own_queues_in_it(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    clara_s, omar_s = await arrive(db, keyring), await arrive(db, keyring, queue="repeat", condition="b-all")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        sent = {"name": "Everything", "query": "status=all", "shared": "yes"}
        await client.post("/staff/views", data=sent)
        await client.post("/staff/views", data={"name": "Only mine", "query": "assignee=me&status=all"})
        await come_in(client, OMAR)
        page = (await client.get("/staff/")).text
        assert tabs(page)["Everything"] == "1"
        assert "Only mine" not in page
        page = (await client.get("/staff/?status=all")).text
        assert omar_s.reference in page
        assert clara_s.reference not in page
        # A queue of hers in a view of his shows nothing.
        await client.post("/staff/views", data={"name": "Hers", "query": "queue=repeat", "shared": "yes"})
        await come_in(client, CLARA)
        assert tabs((await client.get("/staff/")).text)["Hers"] == "0"
        assert omar_s.reference not in (await client.get("/staff/?queue=repeat")).text


async def test_a_view_is_renamed_shared_and_removed_without_a_script(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        assert "No view is kept yet" in (await client.get("/staff/views")).text
        await client.post("/staff/views", data={"name": "First", "query": "assignee=me&urgency=same_day"})
        page = (await client.get("/staff/views")).text
        found = re.search(r'action="(/staff/views/[a-z2-7]{26})"', page)
        assert found
        answer = await client.post(found[1], data={"do": "rename", "name": ""})
        assert answer.status_code == 422
        assert "Write one, then save again." in answer.text
        await client.post(found[1], data={"do": "rename", "name": "Second"})
        await client.post(found[1], data={"do": "share", "name": "Second"})
        page = (await client.get("/staff/views")).text
        for words in ("Second", "shared", "Share no more", "Same day"):
            assert words in page, words
        await come_in(client, OMAR)
        page = (await client.get("/staff/views")).text
        assert "Second" in page
        assert found[1] not in page
        assert (await client.post(found[1], data={"do": "remove"})).status_code == 404
        await come_in(client, CLARA)
        answer = await client.post(found[1], data={"do": "remove"})
        assert "The view is removed." in (await client.get(answer.headers["location"])).text


async def test_what_is_no_list_is_not_kept_and_what_was_typed_is(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        for query in ("queue=nonsense", "status=' OR 1=1", "country=zz"):
            assert (await client.post("/staff/views", data={"name": "x", "query": query})).status_code == 404
        answer = await client.post("/staff/views", data={"name": "y" * 61, "query": "assignee=me"})
        assert answer.status_code == 422
        assert "y" * 61 in answer.text
        assert 'value="assignee=me"' in answer.text
