"""Who types for longer than their session lasts logs in again, and what they sent is there, for them alone."""

import re
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import kept_forms
from intake.services.accounts import SESSION_IDLE, SESSION_LIFE
from intake.store import sessions
from tests.people import CLARA, OMAR, PASSWORD, hire
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

WORDS = "MARKER she called twice\nשלום"


async def fall_asleep(client: httpx2.AsyncClient, db: Database, *, ago: timedelta = SESSION_IDLE) -> None:
    """Nothing was heard of them for so long."""
    async with db.write() as tx:
        await sessions.seen(tx, client.cookies["intake_staff"], now=datetime.now(UTC) - ago)


def kept_in(page: str) -> str:
    """The sealed form in the log-in page."""
    found = re.search(r'name="kept" value="([^"]+)"', page)
    assert found is not None
    return found[1]


async def log_in(client: httpx2.AsyncClient, who: str, sealed: str, password: str = PASSWORD) -> httpx2.Response:
    return await client.post(
        "/staff/login", data={"email": who, "password": password, "next": "/staff/", "kept": sealed}
    )


async def test_a_note_that_came_too_late_is_there_after_logging_in(db: Database, keyring: KeyRing) -> None:
    for who in (CLARA, OMAR):
        await hire(who, db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client, office(db, keyring) as other:
        await come_in(client, CLARA)
        await fall_asleep(client, db)
        await come_in(other, OMAR)  # a log-in sweeps old sessions
        url = f"/staff/inquiries/{new.id}/notes"
        late = await client.post(url, data={"version": "1", "note": WORDS})
        assert late.status_code == 403
        assert "MARKER" not in late.text
        assert "you find what you had written again" in late.text
        wrong = await log_in(client, CLARA.email, kept_in(late.text), "not her password, no")
        assert wrong.status_code == 422
        back = await log_in(client, CLARA.email, kept_in(wrong.text))
        assert back.status_code == 200
        assert "MARKER she called twice\nשלום</textarea>" in back.text
        assert f'action="{url}"' in back.text
        assert back.headers["cache-control"] == "no-store"
        sent = await client.post(url, data={"version": "1", "note": WORDS})
        assert sent.status_code == 303
        assert "MARKER she called twice" in (await client.get(f"/staff/inquiries/{new.id}")).text


async def test_nobody_else_gets_it(db: Database, keyring: KeyRing) -> None:
    for who in (CLARA, OMAR):
        await hire(who, db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        await fall_asleep(client, db)
        late = await client.post(f"/staff/inquiries/{new.id}/notes", data={"version": "1", "note": WORDS})
        other = await log_in(client, OMAR.email, kept_in(late.text))
        assert (other.status_code, other.headers["location"]) == (303, "/staff/")
        assert "MARKER" not in other.text


@pytest.mark.parametrize("sealed", ["", "x", "MARKER", "AAAA" * 20, "é", "=" * 7])
async def test_what_is_not_ours_is_not_looked_at(db: Database, keyring: KeyRing, sealed: str) -> None:
    await hire(CLARA, db, keyring)
    async with office(db, keyring) as client:
        assert (await log_in(client, CLARA.email, sealed)).status_code == 303


async def test_it_works_for_hours_and_not_for_days(db: Database, keyring: KeyRing) -> None:
    clara = await hire(CLARA, db, keyring)
    now = datetime.now(UTC)
    async with db.write() as tx:
        await sessions.start(tx, "token", clara.staff_id, now=now)
    form = kept_forms.KeptForm("/staff/x", (("note", WORDS),))
    sealed = await kept_forms.seal("token", form, db=db, keyring=keyring, now=now)
    assert sealed is not None
    for age, there in ((timedelta(0), True), (kept_forms.WORKS_FOR, False), (-timedelta(minutes=1), False)):
        found = kept_forms.unseal(sealed, clara.staff_id, keyring=keyring, now=now + age)
        assert (found == form) is there
    assert await kept_forms.seal("nobody's", form, db=db, keyring=keyring, now=now) is None


async def test_a_stranger_is_sent_to_log_in_as_ever(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    url = f"/staff/inquiries/{new.id}"
    async with office(db, keyring) as client:
        assert (await client.post(f"{url}/notes", data={"note": WORDS})).status_code == 303
        client.cookies.set("intake_staff", "made up")
        assert (await client.post(f"{url}/notes", data={"note": WORDS})).status_code == 303
        client.cookies.clear()
        await come_in(client, CLARA)
        await fall_asleep(client, db)
        assert (await client.get(url)).status_code == 303
        assert (await client.post(f"{url}/presence", data={"doing": "writing"})).status_code == 303
        assert (await client.post(f"{url}/notes", data={"note": "x" * 50_000})).status_code == 303
        assert (await client.post(f"{url}/notes", json={"note": WORDS})).status_code == 303


async def test_a_session_that_ended_is_forgotten_after_a_day(db: Database, keyring: KeyRing) -> None:
    for who in (CLARA, OMAR):
        await hire(who, db, keyring)
    async with office(db, keyring) as client, office(db, keyring) as other:
        await come_in(client, CLARA)
        await fall_asleep(client, db, ago=SESSION_LIFE + timedelta(minutes=1))
        await come_in(other, OMAR)
        async with db.read() as snapshot:
            assert await sessions.by_token(snapshot, client.cookies["intake_staff"]) is None
