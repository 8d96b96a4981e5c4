"""A canary goes the way of a patient, through the real site and the real mail, and nobody in the office knows of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import httpx2
import pytest
from sqlalchemy import func, select

from intake import worker
from intake.app import create_app
from intake.domain.access import Actor
from intake.domain.canary import Outcome, Step, Why, without_one
from intake.domain.errors import NotFound
from intake.domain.exports import Format
from intake.domain.message import MailKind
from intake.domain.shelves import Shelf
from intake.domain.webhook import CHOSEN
from intake.lib.keyring import KeyRing
from intake.lib.mail import maildir
from intake.lib.mail.mailbox import MailboxUnreadable
from intake.resources import Resources, open_resources
from intake.services import erasure, operator
from intake.services.canary import rounds, standing
from intake.services.canary.flight import Sky, fly, take_forgotten_away
from intake.services.canary.mark import HEADER, mark_of
from intake.services.desk import duties, exports
from intake.services.desk.exports import Order
from intake.services.desk.live import Listener, Live, Said
from intake.services.desk.statistics import Asked, figures
from intake.store import counting, inquiries, outbox, sessions, webhooks
from intake.store.columns import metadata
from intake.store.webhooks import Key, Webhook
from intake.store.work import ladders
from tests import people
from tests.driving import browser, started
from tests.makers import make_settings
from tests.people import CLARA
from tests.visit import filled, open_form, receipt_of

pytestmark = pytest.mark.anyio

TO = "canary@example.org"
EVERYWHERE = replace(CLARA, queues=frozenset(), all_queues=True)


@dataclass(frozen=True, slots=True)
class House:
    """The running site with its worker, somebody who serves every queue, and where canaries fly."""

    resources: Resources
    visitor: httpx2.AsyncClient
    clara: Actor
    sky: Sky
    mails: Path

    async def fly(self, locale: str = "en", sky: Sky | None = None) -> Outcome:
        """Send one, now."""
        return await fly(locale, sky=sky or self.sky, now=datetime.now(UTC))

    async def tests(self) -> list[str]:
        """References of the tests that lie there."""
        async with self.resources.db.read() as snapshot:
            only = inquiries.Filters(shelves=(Shelf.TEST,))
            return [row.reference for row in await inquiries.page(snapshot, self.resources.keyring, only)]


@dataclass
class Watched:
    """The mailbox, and somebody who looks round the office at the moment the mail is there."""

    box: maildir.Box
    look: Callable[[bytes], Awaitable[None]]

    async def find(self, message_id: str) -> bytes | None:
        raw = await self.box.find(message_id)
        if raw is not None:
            await self.look(raw)
        return raw

    async def remove(self, message_id: str) -> None:
        await self.box.remove(message_id)


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    settings = make_settings(tmp_path, database_url, INTAKE_CANARY_TO=TO, INTAKE_FLOOD="3")
    async with AsyncExitStack() as stack:
        resources = await stack.enter_async_context(open_resources(settings))
        clara = await people.hire(EVERYWHERE, resources.db, resources.keyring)
        app = await stack.enter_async_context(started(create_app(resources, with_worker=True)))
        visitor = await stack.enter_async_context(browser(app))
        sky = replace(rounds.sky_for(settings, resources.office), transport=httpx2.ASGITransport(app=app))
        yield House(resources, visitor, clara, sky, tmp_path / "mail")


async def test_nobody_knows_of_it_and_nothing_of_it_stays(house: House) -> None:
    """A patient writes first, in the same language: what is said of one inquiry is never said of two."""
    resources, now = house.resources, datetime.now(UTC)
    db, keyring, office = resources.db, resources.keyring, resources.office
    async with db.write() as tx:
        await sessions.start(tx, "token", house.clara.staff_id, now=now)
        hears_all = Webhook("hook", "https://ehr.example", (Key("x"),), frozenset(CHOSEN), now, house.clara.staff_id)
        await webhooks.add(tx, keyring, hears_all)
    patient = await written(house.visitor, email="amal@example.org")
    later = now + timedelta(days=3)
    with anyio.fail_after(20):
        while not maildir.newest(house.mails):  # noqa: ASYNC110 - the worker sends the patient's
            await anyio.sleep(0.005)
    await duties.attend(office, now=later)
    before, lay = await known_of(house, patient), await rows(house)
    live = Live(db, keyring)
    seen: list[str] = []

    with live.listening(house.clara, "token", 0) as listener:
        await live.look(now)
        await heard(listener)

        async def look(raw: bytes) -> None:
            """Everywhere, while the canary's inquiry lies there and its mail has come."""
            (reference,) = await house.tests()
            seen.append(reference)
            assert f"To: {TO}".encode() in raw
            async with db.read() as snapshot:
                found = await inquiries.by_reference(snapshot, keyring, reference)
                assert found is not None
                orders = await outbox.entries(snapshot, inquiry_id=found.id)
                assert [order.kind for order in orders] == [MailKind.INQUIRY_RECEIVED]
                every = select(func.count()).where(metadata.tables["outbox"].c.inquiry_id == found.id)
                assert (await snapshot.execute(every)).scalar_one() == 1  # webhooks are told in the same table
                assert (found.test, found.assignee_id, found.quarantined) == (True, None, False)
                assert await ladders.of_inquiry(snapshot, found.id) is None
            await duties.attend(office, now=later)  # whoever is to be reminded or given anything is by now
            async with db.read() as snapshot:
                assert [o.kind for o in await outbox.entries(snapshot, inquiry_id=found.id)] == [orders[0].kind]
                again = await inquiries.by_reference(snapshot, keyring, reference)
                assert again is not None
                assert again.assignee_id is None
            await live.look(datetime.now(UTC))
            assert all(said.values.get("id") != found.id for said in await heard(listener))
            assert await known_of(house, patient) == before
            listed = await operator.latest(db=db, keyring=keyring, limit=10)
            assert [row.reference for row in listed] == [patient]

        sky = replace(house.sky, box=Watched(maildir.Box(house.mails), look))
        outcome = await house.fly("ar", sky)
    assert (outcome.step, outcome.why, outcome.detail) == (None, None, ""), outcome
    assert list(outcome.took) == [*Step]
    assert len(seen) == 1
    assert await house.tests() == []
    assert await known_of(house, patient) == before
    assert await rows(house) == lay
    assert not [mail for mail in maildir.newest(house.mails) if mail.recipient == TO]


async def known_of(house: House, patient: str) -> object:
    """What figures, tallies and exports say: of the patient, and of nobody else."""
    resources, now = house.resources, datetime.now(UTC)
    office = resources.office
    await office.tallies.write_down(db=resources.db)
    shown = await figures(house.clara, Asked(weeks=4), countries={"GE"}, office=office, now=now)
    table = b"".join(
        [
            piece
            async for piece in await exports.begin(None, None, Order(Format.CSV), office=office, base_url="", now=now)
        ]
    )
    async with resources.db.read() as snapshot:
        came = await counting.arrivals(snapshot, resources.keyring, None, since=now - timedelta(days=1))
        counted = (await snapshot.execute(select(func.sum(metadata.tables["tallies"].c.count)))).scalar()
    assert table.count(b"\n") == 2
    assert patient.encode() in table
    return replace(shown, answering=()), came, int(counted or 0)


async def rows(house: House) -> dict[str, int]:
    """How many rows lie in each table, but the trail of what was done, and what slows down guessing."""
    async with house.resources.db.read() as snapshot:
        return {
            name: int((await snapshot.execute(select(func.count()).select_from(table))).scalar_one())
            for name, table in metadata.tables.items()
            if name not in {"audit", "throttles", "meta"}
        }


async def heard(listener: Listener) -> list[Said]:
    """Everything that waits to be read."""
    found: list[Said] = []
    with anyio.move_on_after(0.02):
        while True:
            found.append(await anext(listener))
    return found


async def written(visitor: httpx2.AsyncClient, mark: str = "", *, email: str = "amal@example.org") -> str:
    """Somebody writes, with a header that pretends to be the canary's; their reference."""
    form = await open_form(visitor)
    visitor.cookies.clear()
    headers = {HEADER: mark.encode()} if mark else {}
    answer = await visitor.post("/en/inquiry", data=filled(form, email=email), headers=headers)  # type: ignore[arg-type]
    return receipt_of(answer.text)[0]


async def test_no_stranger_passes_for_it(house: House) -> None:
    """Whatever somebody sends who lacks the key ring, or with another address, is an inquiry like every other."""
    keyring = house.resources.keyring
    overheard = (await open_form(house.visitor))["form_id"]
    for header, email in (
        ("", TO),
        ("00" * 32, TO),
        ("ü", TO),
        (mark_of(keyring, TO, overheard), TO),  # of another form
        (mark_of(keyring, TO, "/en/inquiry"), TO),  # of a page
    ):
        await written(house.visitor, header, email=email)
    form = await open_form(house.visitor)
    ours = {HEADER: mark_of(keyring, TO, form["form_id"])}
    answer = await house.visitor.post("/en/inquiry", data=filled(form, email="amal@example.org"), headers=ours)
    assert answer.status_code == 303
    assert await house.tests() == []
    form = await open_form(house.visitor)
    ours = {HEADER: mark_of(keyring, TO, form["form_id"])}
    answer = await house.visitor.post("/en/inquiry", data=filled(form, email=TO, opened=None), headers=ours)
    assert answer.status_code == 303
    assert len(await house.tests()) == 1  # else none of the above says anything
    async with house.resources.db.read() as snapshot:
        only = inquiries.Filters(shelves=(Shelf.TEST,))
        (kept,) = await inquiries.page(snapshot, keyring, only)
        kinds = [order.kind for order in await outbox.entries(snapshot, inquiry_id=kept.id)]
    # A flood is on by now (more than three within a minute), and this address has had its mails for today.
    assert (kept.quarantined, kinds) == (False, [MailKind.INQUIRY_RECEIVED])


async def test_where_it_stops_is_said_and_nothing_stays(house: House, tmp_path: Path) -> None:
    box = maildir.Box(tmp_path / "empty")
    outcome = await house.fly(sky=replace(house.sky, box=box, within=timedelta(seconds=0.3)))
    assert (outcome.step, outcome.why) == (Step.MAIL, Why.NOT_ARRIVED)

    stranger = KeyRing.create(tmp_path / "another.keyring")
    outcome = await house.fly(sky=replace(house.sky, cage=replace(house.sky.cage, keyring=stranger)))
    assert (outcome.step, outcome.why) == (Step.FORM, Why.OTHER_HOUSE)
    outcome = await house.fly(sky=replace(house.sky, cage=replace(house.sky.cage, to="else@example.org")))
    assert (outcome.step, outcome.why) == (Step.FORM, Why.OTHER_HOUSE)

    outcome = await house.fly("xx")
    assert (outcome.step, outcome.why, outcome.detail) == (Step.FORM, Why.STATUS, "404")
    outcome = await house.fly(sky=replace(house.sky, transport=None, address="http://127.0.0.1:9"))
    assert (outcome.step, outcome.why) == (Step.FORM, Why.UNREACHABLE)

    class Locked(maildir.Box):
        async def find(self, message_id: str) -> bytes | None:
            raise MailboxUnreadable("login")

    outcome = await house.fly(sky=replace(house.sky, box=Locked(house.mails)))
    assert (outcome.step, outcome.why, outcome.detail) == (Step.MAIL, Why.MAILBOX, "login")
    left = await rows(house)
    assert [left[name] for name in ("inquiries", "outbox", "data_keys", "erasures")] == [0, 0, 0, 0]


async def test_by_the_clock_one_after_the_other_and_by_one_worker(house: House) -> None:
    """Two languages within the hour, and two workers: each has its turn, nobody sends two at once."""
    now, every = datetime.now(UTC), timedelta(hours=1)

    async def both(now: datetime) -> list[str]:
        found: list[Outcome | None] = []

        async def one() -> None:
            found.append(await rounds.attend(house.sky, ("en", "he"), every=every, now=now))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(one)
            tasks.start_soon(one)
        return [one.locale for one in found if one is not None]

    flown = [await both(now + minutes * timedelta(minutes=1)) for minutes in (0, 1, 29, 30, 59, 60)]
    assert flown == [["en"], [], [], ["he"], [], ["en"]]
    broken = replace(house.sky, box=maildir.Box(Path("nowhere")), within=timedelta(seconds=0.1))
    await rounds.attend(broken, ("en", "he"), every=every, now=now + timedelta(minutes=90))
    kept = await standing.look(db=house.resources.db)
    assert kept.until is None
    assert (kept.perches["he"].is_failing, kept.perches["he"].step) == (True, Step.MAIL)
    assert kept.perches["he"].ok_at == now + timedelta(minutes=30)
    assert not kept.perches["en"].is_failing
    late = without_one(kept.perches, ("en", "he"), every=every, now=now + timedelta(minutes=91))
    assert late == {"he": now + timedelta(minutes=30)}


async def test_what_a_killed_one_left_is_taken_away_and_nothing_else(house: House) -> None:
    form = await open_form(house.visitor)
    ours = {HEADER: mark_of(house.resources.keyring, TO, form["form_id"])}
    await house.visitor.post("/en/inquiry", data=filled(form, email=TO), headers=ours)
    patient = await written(house.visitor)
    assert await take_forgotten_away(sky=house.sky, now=datetime.now(UTC)) == 0  # it may be under way
    assert await take_forgotten_away(sky=house.sky, now=datetime.now(UTC) + timedelta(hours=2)) == 1
    listed = await operator.latest(db=house.resources.db, keyring=house.resources.keyring, limit=10)
    assert [row.reference for row in listed] == [patient]
    with pytest.raises(NotFound):
        await erasure.forget_test(
            listed[0].id, db=house.resources.db, keyring=house.resources.keyring, now=datetime.now(UTC)
        )
    assert await house.tests() == []


async def test_the_worker_sends_them_by_itself_and_calls_one_back_when_it_stops(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = anyio.Event()

    class Empty(maildir.Box):
        async def find(self, message_id: str) -> bytes | None:
            waiting.set()
            return None

    sky = replace(house.sky, box=Empty(tmp_path / "empty"))
    monkeypatch.setattr(rounds, "sky_for", lambda *_: sky)
    monkeypatch.setattr(rounds, "LONGEST_REST", timedelta(milliseconds=20))
    settings = house.resources.settings.but(canary_every=60)
    stop = anyio.Event()
    with anyio.fail_after(20):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(lambda: worker.run(replace(house.resources, settings=settings), stop=stop))
            await waiting.wait()
            assert len(await house.tests()) == 1
            stop.set()
    assert await house.tests() == []
    kept = await standing.look(db=house.resources.db)
    assert kept.until is None
    assert [perch.began_at is not None for perch in kept.perches.values()] == [True]
