"""The worker sends what is ordered at once, survives every fault, and stops without losing anything."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import anyio
import pytest

from intake import worker
from intake.cli.work import LOOK_EVERY
from intake.domain.message import MailKind, OutboxState
from intake.lib.blobs import Folder
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.mail.smtp import SmtpCourier
from intake.lib.paths import LOCALES
from intake.resources import Doorbell, Resources
from intake.services.hooks import managing
from intake.services.hooks.managing import Hooks
from intake.services.languages import Languages
from intake.services.mail import delivery
from intake.services.office import Office
from intake.settings import Settings
from tests.fakes.hooks import NAME, Receiver
from tests.fakes.smtp import Fate, Sink
from tests.makers import make_content
from tests.services.mail.house import House

pytestmark = pytest.mark.anyio
S = OutboxState


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> AsyncIterator[House]:
    async with Sink() as sink:
        made = House(db, keyring, sink)
        await made.hire()
        yield made
        await made.intake.close()


def shift(house: House) -> Resources:
    return Resources(
        settings=Settings.from_environ({"INTAKE_WEBHOOK_NETWORKS": "127.0.0.1/32"}),
        db=house.db,
        keyring=house.keyring,
        content=make_content(),
        languages=Languages(house.catalogs, LOCALES, policy="complete", default="en"),
        intake=house.intake,
        composer=house.composer,
        courier=house.courier,
        doorbell=(bell := Doorbell()),
        office=Office(house.db, house.keyring, make_content(), house.catalogs, "example.org", bell.ring),
        files=Folder(Path("no such folder")),
        scanner=None,
    )


async def settle(house: House, count: int) -> None:
    """Wait until so many mails were taken."""
    with anyio.fail_after(10):
        while len(house.sink.taken) < count:  # noqa: ASYNC110 - a wait for another program
            await anyio.sleep(0.005)


async def test_a_webhook_is_told_beside_the_mail_and_one_that_hangs_delays_nobody(house: House) -> None:
    work = shift(house)
    async with Receiver() as well, Receiver(status=None) as hangs:
        for receiver in (hangs, well):
            await managing.add(
                None,
                receiver.url.replace(NAME, "127.0.0.1"),
                ["inquiry.received"],
                house=Hooks(house.db, house.keyring, work.settings.webhook_networks),
                now=worker.utc_now(),
            )
        async with anyio.create_task_group() as tasks:
            await house.submit(now=worker.utc_now())
            stop = anyio.Event()
            tasks.start_soon(lambda: worker.run(work, stop=stop))
            await settle(house, 2)
            with anyio.fail_after(10):
                while not (well.got and hangs.got):  # noqa: ASYNC110 - a wait for another program
                    await anyio.sleep(0.005)
            await house.submit(2, now=worker.utc_now())
            work.doorbell.ring()
            await settle(house, 3)
            with anyio.fail_after(10):
                while len(well.got) < 2:  # noqa: ASYNC110 - a wait for another program
                    await anyio.sleep(0.005)
            tasks.cancel_scope.cancel()
            hangs.close()


async def test_a_ring_sends_mail_within_a_second(house: House) -> None:
    work = shift(house)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(worker.run, work)
        await anyio.sleep(0.3)
        begun = anyio.current_time()
        await house.submit(now=worker.utc_now())
        work.doorbell.ring()
        await settle(house, 2)
        assert anyio.current_time() - begun < 1
        tasks.cancel_scope.cancel()


async def test_what_another_process_ordered_is_found_within_a_second(house: House) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: worker.run(shift(house), look_every=LOOK_EVERY))
        await anyio.sleep(0.3)
        begun = anyio.current_time()
        await house.submit(now=worker.utc_now())  # and nobody rings
        await settle(house, 2)
        assert anyio.current_time() - begun < 1
        tasks.cancel_scope.cancel()


async def test_a_slow_server_does_not_hold_up_the_next_mail(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "GRACE", 0.2)
    house.courier = SmtpCourier(house.sink.url)  # with all the patience of the real one
    work = shift(house)
    house.sink.always("slow@example.org", Fate.hang_at("data"))
    async with anyio.create_task_group() as tasks:
        stop = anyio.Event()
        tasks.start_soon(lambda: worker.run(work, stop=stop))
        await house.submit(1, email="slow@example.org", now=worker.utc_now())
        work.doorbell.ring()
        await settle(house, 1)
        begun = anyio.current_time()
        await house.submit(2, now=worker.utc_now())
        work.doorbell.ring()
        await settle(house, 3)
        assert anyio.current_time() - begun < 1
        stop.set()
        house.sink.calm()


async def test_a_fault_does_not_end_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAUSE", 0.05)
    work = shift(house)
    real, faults = delivery.claim_due, [ValueError("once"), OSError("twice")]

    async def faulty(**collaborators: object) -> object:
        if faults:
            raise faults.pop()
        return await real(**collaborators)  # type: ignore[arg-type]

    monkeypatch.setattr(delivery, "claim_due", faulty)
    await house.submit(now=worker.utc_now())
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(worker.run, work)
        await settle(house, 2)
        tasks.cancel_scope.cancel()


async def test_a_server_that_comes_back_is_found(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("intake.worker", "intake.services.mail.delivery"):
        monkeypatch.setattr(f"{module}.PROBE_EVERY", timedelta(seconds=0.1))
    await house.sink.stop()
    for number in range(5):
        await house.submit(number, email=f"p{number}@example.org", now=worker.utc_now())
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(worker.run, shift(house))
        await anyio.sleep(0.3)
        await house.sink.start()
        await settle(house, 10)
        tasks.cancel_scope.cancel()


@pytest.mark.parametrize("by", ["stop", "cancel"])
async def test_stopping_finishes_what_is_under_way(house: House, by: str) -> None:
    house.sink.slow = 0.2
    for number in range(30):
        await house.submit(number, email=f"p{number}@example.org", now=worker.utc_now())
    stop = anyio.Event()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: worker.run(shift(house), stop=stop))
        while not house.sink.under_way:  # noqa: ASYNC110 - a wait for another program
            await anyio.sleep(0.005)
        if by == "stop":
            stop.set()
        else:
            tasks.cancel_scope.cancel()
    states = [order.state for order in [*await house.orders(), *await house.orders(MailKind.INQUIRY_ROUTED)]]
    assert states.count(S.SENT) == len(house.sink.taken) > 0
    assert states.count(S.SENT) + states.count(S.QUEUED) == 60
