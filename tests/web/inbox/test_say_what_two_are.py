"""Two inquiries about one patient: the page of each hints at the other, and a person says what they are."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import messages
from intake.store.inquiries import NewInquiry
from tests.offices import make_office
from tests.people import CLARA, OMAR, hire, hire_everybody
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)
BOTH = frozenset({"autoimmune", "repeat"})
NONE_IN_HEBREW = "אין כזו שידועה לנו בתורי הפניות שלכם."


async def family(db: Database, keyring: KeyRing, **second: Any) -> tuple[NewInquiry, NewInquiry]:
    """A mother writes in Russian, a father in English, both for Oleg."""
    mother = await arrive(
        db,
        keyring,
        contact_name="Елена Иванова",
        patient_name="Олег Иванов",
        inquirer_role="child",
        received_at=NOW - timedelta(days=3),
    )
    usual = {"contact_name": "Pavel Ivanov", "patient_name": "Oleg Ivanov", "email": "pavel@example.org"}
    father = await arrive(db, keyring, **(usual | second))
    return mother, father


def pair_of(one: NewInquiry, other: NewInquiry) -> str:
    return f"/staff/inquiries/{one.id}/together/{other.id}"


async def say(client: httpx2.AsyncClient, one: NewInquiry, other: NewInquiry, what: str) -> httpx2.Response:
    """Press a button on the page with both."""
    page = (await client.get(pair_of(one, other))).text
    seen = dict(re.findall(r'name="((?:other_)?version)" value="(\d+)"', page))
    return await client.post(pair_of(one, other), data={**seen, "say": what}, follow_redirects=True)


def panel(page: str) -> str:
    """What the page of an inquiry says of others."""
    found = re.search(r'<section aria-labelledby="together">.*?</section>', page, re.DOTALL)
    assert found
    return found[0]


async def test_the_page_says_what_agrees_and_leads_to_both(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    mother, father = await family(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        hint = panel((await client.get(f"/staff/inquiries/{mother.id}")).text)
        both = (await client.get(pair_of(mother, father))).text
    assert father.reference in hint
    assert "same name and year of birth · same name and disease · written within a month" in hint
    assert pair_of(mother, father) in hint
    for said in (mother.reference, father.reference, "Олег Иванов", "Oleg Ivanov", "pavel@example.org", "agrees"):
        assert said in both


async def test_two_voices_are_one_case_with_messages_of_their_own(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    mother, father = await family(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        done = await say(client, mother, father, "same_patient")
        assert "Saved. Nothing was sent to anybody." in done.text
        assert "Same patient, two voices." in done.text
        for mine, theirs in ((mother, father), (father, mother)):
            told = panel((await client.get(f"/staff/inquiries/{mine.id}")).text)
            assert "Same patient, two voices." in told
            assert f'href="/staff/inquiries/{theirs.id}"' in told
            assert "Perhaps the same patient" not in told
        undone = await client.post(f"{pair_of(father, mother)}/undo", data={"undo": "yes"}, follow_redirects=True)
        assert "What are they?" in undone.text
        assert "Perhaps the same patient" in panel((await client.get(f"/staff/inquiries/{mother.id}")).text)


async def test_what_comes_to_the_merged_one_is_shown_where_it_goes_on(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    mother, father = await family(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        assert "The other goes on in this one." in (await say(client, mother, father, "goes_on_here")).text
        await messages.write(Visit(father.id), "More news", "f", "en", office=make_office(db, keyring), now=NOW)
        told = panel((await client.get(f"/staff/inquiries/{mother.id}")).text)
        assert "1 new message" in told
        assert f'href="/staff/inquiries/{father.id}#messages"' in told
        ended = (await client.get(f"/staff/inquiries/{father.id}")).text
        assert "Duplicate" in ended
        assert "This one goes on in the other." in panel(ended)
        listing = (await client.get("/staff/")).text
        assert mother.reference in listing
        assert father.reference not in listing
        await client.post(f"{pair_of(mother, father)}/undo", data={"undo": "yes"})
        assert father.reference in (await client.get("/staff/")).text


async def test_different_people_are_not_hinted_at_again(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    mother, father = await family(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        assert "Looked at: different people." in (await say(client, mother, father, "different")).text
        for mine, theirs in ((mother, father), (father, mother)):
            assert theirs.reference not in (await client.get(f"/staff/inquiries/{mine.id}")).text
        assert "Undo" in (await client.get(pair_of(mother, father))).text


async def test_what_cannot_be_is_said_with_what_to_do_instead(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    mother, father = await family(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        mangled = await client.post(pair_of(mother, father), data={"say": "x"})
        assert mangled.status_code == 422
        stale = await client.post(
            pair_of(mother, father), data={"version": "1", "other_version": "99", "say": "goes_on_there"}
        )
        assert stale.status_code == 409
        assert "has changed meanwhile" in stale.text
        fields = {"reason": "they are well", "version": "1", "status": "withdrawn"}
        await client.post(f"/staff/inquiries/{father.id}/status", data=fields)
        closed = await say(client, mother, father, "goes_on_there")
        assert closed.status_code == 422
        assert "has ended. Open that one first" in closed.text
        alone = await client.get(pair_of(mother, mother))
        assert (alone.status_code, alone.headers["location"]) == (303, f"/staff/inquiries/{mother.id}")


async def test_of_another_desks_inquiry_there_is_no_byte(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    ruth = type(CLARA)(
        **{name: getattr(CLARA, name) for name in CLARA.__slots__} | {"email": "r@x.example", "queues": BOTH}
    )
    await hire(ruth, db, keyring)
    mother, father = await family(db, keyring, queue="repeat", contact_name="MARKER Ivanov")
    marks = (father.id, father.reference, "MARKER", "pavel@")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(f"/staff/inquiries/{mother.id}")).text
        assert not [mark for mark in marks if mark in page]
        assert "None that we know of" in page
        unknown = (await client.get(pair_of(mother, mother).replace(mother.id, "a" * 26, 1))).text
        posts = [pair_of(mother, father), pair_of(father, mother), f"{pair_of(mother, father)}/undo"]
        for url in posts:
            fields = {"version": "1", "other_version": "1", "say": "same_patient"}
            for answer in (await client.post(url, data=fields), await client.get(url.removesuffix("/undo"))):
                assert answer.status_code == 404
                assert not [mark for mark in marks if mark in _without_counter(answer.text)]
                assert _without_counter(answer.text) == _without_counter(unknown)
        await come_in(client, ruth)
        assert "Saved." in (await say(client, father, mother, "goes_on_there")).text
        # One who serves a single queue sees neither the other nor that there is one.
        for somebody, mine, hidden, none in (
            (CLARA, mother, father, "None that we know of"),
            (OMAR, father, mother, NONE_IN_HEBREW),
        ):
            await come_in(client, somebody)
            page = (await client.get(f"/staff/inquiries/{mine.id}")).text
            assert hidden.reference not in page
            assert hidden.id not in page
            assert none in panel(page)
            assert "goes on" not in panel(page)


def _without_counter(page: str) -> str:
    return re.sub(r'data-upto="\d+"', "", page)
