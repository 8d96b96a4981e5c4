"""The figures as somebody of the office looks at them."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store.work import tallies
from intake.store.work.tallies import Tally
from tests.makers import make_catalogs
from tests.people import ADA, CLARA, OMAR, TOVE, hire, hire_everybody
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio


async def test_each_drawing_has_its_table_and_its_words(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    now = datetime.now(UTC)
    for back in (1, 1, 9):
        await arrive(db, keyring, received_at=now - timedelta(days=back))
    await arrive(db, keyring, queue="repeat", language="ka")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get("/staff/statistics")).text
        assert page.count("<rect") >= 4
        assert 'aria-label="Inquiries by week: 3"' in page
        assert "Arabic" in page
        assert "Georgian" not in page
        assert re.search(r"Georgia</bdi></th><td class=\"shares__count\">3<", page)
        assert "Our target: 2 working days" in page
        other = (await client.get("/staff/statistics?weeks=4&queue=repeat")).text
        assert 'aria-label="Inquiries by week: 3"' in other  # a desk of somebody else's is no choice
        for query in ("weeks=0", "weeks=x" * 50, "queue=%00", "weeks=52&queue=autoimmune"):
            assert (await client.get(f"/staff/statistics?{query}")).status_code == 200


async def test_they_are_mirrored_for_who_reads_from_right_to_left(db: Database, keyring: KeyRing) -> None:
    await hire(OMAR, db, keyring)
    await arrive(db, keyring, queue="repeat", received_at=datetime.now(UTC))
    async with office(db, keyring) as client:
        await come_in(client, OMAR)
        page = (await client.get("/staff/statistics")).text
    assert '<html lang="he" dir="rtl">' in page
    assert re.findall(r'<rect x="0"', page)  # the newest week stands at the end of the line: on the left


async def test_where_people_give_up_is_said_in_the_words_they_read(db: Database, keyring: KeyRing) -> None:
    await hire(OMAR, db, keyring)
    await arrive(db, keyring, queue="repeat")
    day = datetime.now(UTC).date()
    async with db.write() as tx:
        met = {Tally(day, "met", "ka", key): 3 for key in ("birth_year:not_a_year", "birth_year:of_earlier_days")}
        await tallies.add(tx, met)
    async with office(db, keyring) as client:
        await come_in(client, OMAR)
        page = (await client.get("/staff/statistics")).text
    told = make_catalogs().translations("he", "staff").gettext("Write the year with four digits, such as 1980.")
    assert not told.startswith("Write")
    assert told in page
    assert "of_earlier_days" in page


async def test_without_a_desk_there_are_no_figures(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, ADA)
        page = (await client.get("/staff/statistics")).text
        assert "<svg" not in page
        assert "add you to a queue" in page
        await come_in(client, TOVE)
        assert (await client.get("/staff/statistics")).status_code == 404
