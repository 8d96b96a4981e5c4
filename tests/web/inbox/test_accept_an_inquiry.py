"""The page of an inquiry says that nobody has it yet, and whoever was given it says that they do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intake.domain.duty import Duty
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import inquiries, staff
from intake.store.work import ladders
from tests.people import CLARA, hire
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

WAITS = "Nobody has said yet that they have it."
HAVE = "I have it"


async def test_whoever_was_given_an_open_inquiry_says_that_they_have_it(db: Database, keyring: KeyRing) -> None:
    clara = await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    now = datetime.now(UTC)
    async with db.write() as tx:  # opened again while she was away, and given to her
        changed = {"status": Status.IN_TRIAGE, "assignee_id": clara.staff_id}
        await inquiries.change(tx, new.id, version=1, now=now, **changed)  # type: ignore[arg-type]
        await ladders.begin(tx, [(new.id, now, now + timedelta(hours=3))])
    url = f"/staff/inquiries/{new.id}"
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(url)).text
        assert WAITS in page
        assert HAVE in page
        assert (await client.post(f"{url}/take", data={"version": "2"})).status_code == 303
        page = (await client.get(url)).text
        assert WAITS not in page
        assert HAVE not in page


async def test_of_a_new_one_the_next_step_says_it(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    now = datetime.now(UTC)
    async with db.write() as tx:
        await ladders.begin(tx, [(new.id, now, now + timedelta(hours=3))])
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
        assert WAITS in page
        assert HAVE not in page
        assert "Take this inquiry" in page


async def test_what_was_asked_for_says_when_the_inquirer_is_reminded(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    url = f"/staff/inquiries/{new.id}"
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        await client.post(f"{url}/take", data={"version": "1"})
        await client.post(f"{url}/status", data={"version": "2", "status": "need_info", "reason": ""})
        page = (await client.get(url)).text
    assert "The inquirer is reminded by mail of what was asked:" in page


async def test_whoever_gives_it_to_somebody_sees_that_they_are_away(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    sam = await hire(replace(CLARA, email="sam@test.example", name="Sam Test"), db, keyring)
    async with db.write() as tx:
        account = await staff.by_id(tx, keyring, sam.staff_id)
        assert account is not None
        away = Duty(absent_from=datetime.now(UTC) - timedelta(days=1))
        await staff.change(tx, keyring, replace(account, duty=away))
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
    assert "Sam Test (away)" in page
    assert "Clara Test (away)" not in page
