"""Who works here: invited by an administrator, a password and hours of their own; and nobody locks everybody out."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import anyio
import httpx2
import pytest

from intake.domain.message import MailKind
from intake.domain.triage import Waiting
from intake.lib import passwords
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.mail.kinds import INVITATION_KEPT, link_token
from intake.store import audit, inquiries, outbox, staff
from intake.store.staff import Account
from intake.store.work import invitations, ladders
from tests.people import ADA, CLARA, OMAR, PASSWORD, TOVE, hire, hire_everybody
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

NORA = {
    "email": "Nora@Test.example",
    "name": " Nora  Test ",
    "role": "coordinator",
    "queue.autoimmune": "leads",
    "queue.repeat": "serves",
    "queue.heme": "",
    "languages": ["en", "he"],
    "locale": "he",
    "capacity": "12",
}
HERS = "lantern gravel tulip window"


async def account_of(db: Database, keyring: KeyRing, email: str) -> Account:
    async with db.read() as snapshot:
        found = await staff.by_email(snapshot, keyring, email)
    assert found is not None
    return found


async def owner_of(db: Database, keyring: KeyRing, inquiry_id: str) -> str | None:
    async with db.read() as snapshot:
        found = await inquiries.summary(snapshot, keyring, inquiry_id)
    assert found is not None
    return found.assignee_id


async def links(db: Database, keyring: KeyRing) -> list[str]:
    """The ways in of the invitations that were ordered, the oldest first."""
    async with db.read() as snapshot:
        orders = [entry for entry in await outbox.entries(snapshot) if entry.kind is MailKind.INVITATION]
    return [f"/staff/invitation/{link_token(keyring, order.id, order.kind)}" for order in reversed(orders)]


async def invite(client: httpx2.AsyncClient, db: Database, keyring: KeyRing) -> tuple[Account, str]:
    await come_in(client, ADA)
    answer = await client.post("/staff/people", data=NORA)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/people?done=invited")
    return await account_of(db, keyring, "nora@test.example"), (await links(db, keyring))[-1]


def password(text: str = HERS, again: str | None = None) -> dict[str, str]:
    return {"password": text, "again": text if again is None else again}


async def test_whoever_is_invited_chooses_a_password_nobody_else_knows(db: Database, keyring: KeyRing) -> None:
    await hire(ADA, db, keyring)
    async with office(db, keyring) as client:
        nora, link = await invite(client, db, keyring)
        assert (nora.name, nora.queues, nora.languages) == (
            "Nora Test",
            {"autoimmune": True, "repeat": False},
            ("en", "he"),
        )
        assert (nora.locale, nora.duty.capacity, nora.password_hash) == ("he", 12, "")
        page = (await client.get("/staff/people")).text
        assert "invited" in page
        assert link.rpartition("/")[2] not in page + (await client.get(f"/staff/people/{nora.id}")).text
        client.cookies.clear()
        # Without a password nobody comes in, whatever they type.
        for guess in ("", HERS, PASSWORD):
            answer = await client.post("/staff/login", data={"email": NORA["email"], "password": guess})
            assert answer.status_code == 422
        assert "nora@test.example" in (await client.get(link)).text
        answer = await client.post(link, data=password())
        assert (answer.status_code, answer.headers["location"]) == (303, "/staff/login?chosen=yes")
        assert "Your password is kept." in (await client.get(answer.headers["location"])).text
        answer = await client.post("/staff/login", data={"email": NORA["email"], "password": HERS})
        assert answer.status_code == 303
        assert (await client.get("/staff/me")).status_code == 200
    async with db.read() as snapshot:
        entries = await audit.about(snapshot, "staff", nora.id)
    assert [entry.action for entry in reversed(entries) if not entry.action.startswith("session")] == [
        "staff.invite",
        "staff.password",
    ]


async def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(db: Database, keyring: KeyRing) -> None:
    ada = await hire(ADA, db, keyring)
    async with office(db, keyring) as client:
        nora, used = await invite(client, db, keyring)
        await client.post(used, data=password())
        await client.post(f"/staff/people/{nora.id}/invitation", data={"again": "yes"})
        first = (await links(db, keyring))[-1]
        await client.post(f"/staff/people/{nora.id}/invitation", data={"again": "yes"})
        closed = (await links(db, keyring))[-1]
        assert (await client.get(closed)).status_code == 200
        assert (await client.post(f"/staff/people/{nora.id}/open", data={"open": "no"})).status_code == 303
        async with db.write() as tx:
            past = datetime.now(UTC) - INVITATION_KEPT
            await invitations.offer(tx, "e" * 64, ada.staff_id, now=past, until=past + INVITATION_KEPT)
        client.cookies.clear()
        bad = [used, first, closed, used[:-1], used + "a", f"/staff/invitation/{'e' * 64}"]
        bad += [f"/staff/invitation/{text}" for text in ("0", "null", "%20", "a" * 64, "A" * 5000)]
        shown, answered = set(), set()
        for link in bad:
            page = await client.get(link)
            shown.add((page.status_code, page.content))
            answer = await client.post(link, data=password())
            answered.add((answer.status_code, answer.content))
        assert {status for status, _ in shown | answered} == {404}
        assert len(shown | answered) == 1


async def test_a_link_is_used_once_also_by_two_at_once(db: Database, keyring: KeyRing) -> None:
    await hire(ADA, db, keyring)
    async with office(db, keyring) as client:
        _, link = await invite(client, db, keyring)
        client.cookies.clear()
        statuses: list[int] = []

        async def choose(text: str) -> None:
            statuses.append((await client.post(link, data=password(text))).status_code)

        async with anyio.create_task_group() as tasks:
            for number in range(4):
                tasks.start_soon(choose, f"{HERS} {number}")
    assert sorted(statuses) == [303, 404, 404, 404]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (password("only9long"), "too short"),
        (password("password password"), "easy to guess"),
        (password("nora test nora test"), "easy to guess"),
        (password("x" * 300), "too long"),
        (password(HERS, "another"), "not the same"),
    ],
)
async def test_a_weak_password_is_refused_in_words_and_the_link_still_works(
    db: Database, keyring: KeyRing, typed: dict[str, str], said: str
) -> None:
    await hire(ADA, db, keyring)
    async with office(db, keyring) as client:
        _, link = await invite(client, db, keyring)
        client.cookies.clear()
        answer = await client.post(link, data=typed)
        assert answer.status_code == 422
        assert said in answer.text
        assert typed["password"] not in answer.text
        assert (await client.post(link, data=password())).status_code == 303


async def test_who_forgot_the_password_gets_a_new_link_and_every_session_ends(db: Database, keyring: KeyRing) -> None:
    await hire(ADA, db, keyring)
    clara = await hire(CLARA, db, keyring)
    async with office(db, keyring) as client, office(db, keyring) as hers:
        await come_in(hers, CLARA)
        await come_in(client, ADA)
        await client.post(f"/staff/people/{clara.staff_id}/invitation", data={"again": "yes"})
        assert (await hers.get("/staff/me")).status_code == 200  # nothing changes before she uses it
        client.cookies.clear()
        assert (await client.post((await links(db, keyring))[-1], data=password())).status_code == 303
        assert (await hers.get("/staff/me")).status_code == 303
        for text, status in ((PASSWORD, 422), (HERS, 303)):
            answer = await hers.post("/staff/login", data={"email": CLARA.email, "password": text})
            assert answer.status_code == status


async def test_nobody_is_flooded_with_links(db: Database, keyring: KeyRing) -> None:
    await hire(ADA, db, keyring)
    async with office(db, keyring) as client:
        nora, _ = await invite(client, db, keyring)
        statuses = [
            (await client.post(f"/staff/people/{nora.id}/invitation", data={"again": "yes"})).status_code
            for _ in range(8)
        ]
    assert statuses.count(303) == 4
    assert set(statuses[4:]) == {429}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "nobody"}, "no e-mail address"),
        ({"email": CLARA.email.upper()}, "an account with this address already"),
        ({"name": "  "}, "The name is empty"),
        ({"languages": []}, "No language is chosen"),
        ({"queue.autoimmune": "", "queue.repeat": ""}, "serves at least one queue"),
        ({"role": "translator"}, "A translator sees no inquiries"),
        ({"capacity": "many"}, "whole number"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    db: Database, keyring: KeyRing, changes: dict[str, str], said: str
) -> None:
    await hire_everybody(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, ADA)
        answer = await client.post("/staff/people", data=NORA | changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="12"' in answer.text or "capacity" in changes
    assert await links(db, keyring) == []


async def test_what_somebody_is_here_for_changes_and_they_log_in_again(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    url, lupus = f"/staff/people/{cast.clara.staff_id}", await arrive(db, keyring)
    async with office(db, keyring) as client, office(db, keyring) as hers:
        await come_in(hers, CLARA)
        await hers.post(f"/staff/inquiries/{lupus.id}/take", data={"version": "1"})
        await come_in(client, ADA)
        page = (await client.get(url)).text
        assert 'value="Clara Test"' in page
        same = {"name": "Clara T.", "role": "coordinator", "queue.autoimmune": "serves", "languages": ["en", "ar"]}
        assert (await client.post(url, data=same | {"locale": "en"})).status_code == 303
        assert (await hers.get("/staff/me")).status_code == 200  # a name is no reason to log out
        assert (await client.post(url, data=same | {"queue.repeat": "leads", "locale": "he"})).status_code == 303
        assert (await hers.get("/staff/me")).status_code == 303
        assert await owner_of(db, keyring, lupus.id) == cast.clara.staff_id
        moved = same | {"queue.autoimmune": "", "queue.repeat": "serves", "locale": "en"}
        assert (await client.post(url, data=moved)).status_code == 303
        assert await owner_of(db, keyring, lupus.id) is None  # she may not see it any more
    clara = await account_of(db, keyring, CLARA.email)
    assert (clara.name, clara.queues, clara.locale) == ("Clara T.", {"repeat": False}, "en")


async def test_the_last_administrator_stays_one(db: Database, keyring: KeyRing) -> None:
    ada = await hire(ADA, db, keyring)
    url = f"/staff/people/{ada.staff_id}"
    demoted = {"name": "Ada", "role": "coordinator", "queue.heme": "serves", "languages": "en", "locale": "en"}
    async with office(db, keyring) as client:
        await invite(client, db, keyring)  # who has not come yet could not help
        async with db.write() as tx:
            nora = await staff.by_email(tx, keyring, "nora@test.example")
            assert nora is not None
            await staff.change(tx, keyring, replace(nora, role=ada.role))
        for path, data in ((f"{url}/open", {"open": "no"}), (url, demoted)):
            answer = await client.post(path, data=data)
            assert answer.status_code == 422
            assert "Make somebody else administrator first" in answer.text
        await hire(replace(ADA, email="eve@test.example"), db, keyring)
        assert (await client.post(url, data=demoted)).status_code == 303
        assert (await client.get("/staff/people")).status_code == 404


async def test_who_goes_is_out_at_once_and_leaves_nothing_behind(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client, office(db, keyring) as hers:
        await come_in(hers, CLARA)
        await hers.post(f"/staff/inquiries/{new.id}/take", data={"version": "1"})
        await come_in(client, ADA)
        url = f"/staff/people/{cast.clara.staff_id}"
        assert (await client.post(f"{url}/open", data={"open": "no"})).headers["location"] == f"{url}?done=closed"
        assert (await hers.get("/staff/")).status_code == 303
        assert (await hers.post("/staff/login", data={"email": CLARA.email, "password": PASSWORD})).status_code == 422
        async with db.read() as snapshot:
            about = await inquiries.summary(snapshot, keyring, new.id)
            assert about is not None
            assert (about.assignee_id, about.waiting_for) == (None, Waiting.OFFICE)
            assert await ladders.of_inquiry(snapshot, new.id) is not None
        assert (await client.post(f"{url}/open", data={"open": "yes"})).headers["location"] == f"{url}?done=opened"
        await come_in(hers, CLARA)


WEEK = {"from.1": "08:00", "until.1": "12:30", "from.4": "18:00", "until.4": "22:00", "zone": "Europe/Berlin"}


async def test_everybody_sets_their_own_week(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    away = {
        "absent_from": "2026-12-20",
        "absent_until": "2026-12-27",
        "languages": ["en", "am", "xx", ""],
        "locale": "he",
    }
    await hire(replace(CLARA, email="sam@test.example", name="Sam Test"), db, keyring)
    sam = await account_of(db, keyring, "sam@test.example")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get("/staff/me")).text
        assert "Sam Test" in page
        assert "Omar Test" not in page  # of another desk
        answer = await client.post("/staff/me", data=WEEK | away | {"stand_in": sam.id, "role": "administrator"})
        assert answer.headers["location"] == "/staff/me?done=saved"
        page = (await client.get("/staff/me")).text
        assert re.search(r'name="until.1"[^>]*value="12:30"', page)
        assert re.search(r'name="absent_until"[^>]*value="2026-12-27"', page)
    clara = await account_of(db, keyring, CLARA.email)
    assert (clara.role, clara.duty.stand_in_id, clara.locale) == (cast.clara.role, sam.id, "he")
    assert clara.languages == ("en", "am")  # one that none of our pages is in
    # The days count by her own clock, the last one whole.
    assert clara.duty.absent_from == datetime(2026, 12, 19, 23, tzinfo=UTC)
    assert clara.duty.absent_until == datetime(2026, 12, 27, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"from.1": "08:00"}, "needs both times"),
        ({"from.1": "12:00", "until.1": "08:00"}, "ends before it begins"),
        ({"from.1": "x", "until.1": "y"}, "needs both times"),
        ({"absent_from": "2026-12-20", "absent_until": "2026-12-19"}, "absence ends before it begins"),
        ({"absent_until": "2026-12-19"}, "first day of the absence"),
        ({"zone": "Mars/Olympus"}, "time zone is not known"),
        ({"stand_in": "a" * 26}, "cannot stand in"),
        ({"languages": []}, "No language is chosen"),
    ],
)
async def test_what_cannot_be_read_of_a_week_is_said(
    db: Database, keyring: KeyRing, typed: dict[str, str], said: str
) -> None:
    await hire(CLARA, db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        answer = await client.post("/staff/me", data={"languages": ["en"], "locale": "en"} | typed)
    assert answer.status_code == 422
    assert said in answer.text


async def test_only_an_administrator_sees_and_changes_others(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    url = f"/staff/people/{cast.omar.staff_id}"
    async with office(db, keyring) as client:
        for somebody in (CLARA, OMAR, TOVE):
            await come_in(client, somebody)
            for path in ("/staff/people", "/staff/people/new", url):
                assert (await client.get(path)).status_code == 404
            for path in ("/staff/people", url, f"{url}/week", f"{url}/invitation", f"{url}/open"):
                assert (await client.post(path, data=NORA)).status_code == 404
        await come_in(client, ADA)
        assert (await client.get(f"/staff/people/{'a' * 26}")).status_code == 404
    omar = await account_of(db, keyring, OMAR.email)
    assert (omar.active, omar.name) == (True, "Omar Test")


async def test_a_hash_made_with_less_work_is_made_anew_at_the_log_in(
    db: Database, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hire(CLARA, db, keyring)
    before = await account_of(db, keyring, CLARA.email)
    monkeypatch.setattr(passwords, "hasher", passwords.Hasher(memory_kib=16, time_cost=1))
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        after = await account_of(db, keyring, CLARA.email)
        assert "m=16," in after.password_hash != before.password_hash
        await come_in(client, CLARA)
    assert (await account_of(db, keyring, CLARA.email)).password_hash == after.password_hash


async def test_the_list_says_who_is_there_and_what_they_carry(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    now = datetime.now(UTC)
    async with db.write() as tx:
        clara = await staff.by_id(tx, keyring, cast.clara.staff_id)
        assert clara is not None
        gone = replace(clara.duty, absent_from=now - timedelta(days=1), capacity=3)
        await staff.change(tx, keyring, replace(clara, duty=gone))
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        await client.post(f"/staff/inquiries/{new.id}/take", data={"version": "1"})
        await come_in(client, ADA)
        page = (await client.get("/staff/people")).text
    row = page[page.index("Clara Test") :]
    assert "away" in row[: row.index("</tr>")]
    assert "1 of at most 3" in row[: row.index("</tr>")]
