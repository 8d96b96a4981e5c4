"""A16, P20: a flood of log-ins is slowed, costs little, and shuts nobody out. (One hash at a time: `tests/lib`.)"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import httpx2
import pytest

from intake.lib import passwords
from intake.services import accounts
from tests.abuse.target import Target
from tests.people import CLARA, PASSWORD

pytestmark = pytest.mark.anyio

GUESS = "a guess, and a wrong one"


async def guess(client: httpx2.AsyncClient, password: str = GUESS) -> int:
    return (await client.post("/staff/login", data={"email": CLARA.email, "password": password})).status_code


async def test_tries_at_once_are_no_more_than_tries_one_by_one(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    """CVE-2022-35490: two hundred in parallel went past a threshold of ten."""
    await target.hire(CLARA)
    verify: Callable[[str | None, str], Awaitable[bool]] = passwords.verify_password
    hashed = 0

    async def counted(stored: str | None, text: str) -> bool:
        nonlocal hashed
        hashed += 1
        return await verify(stored, text)

    monkeypatch.setattr(passwords, "verify_password", counted)
    async with target.browser() as client:
        answers = await asyncio.gather(*(guess(client) for _ in range(60)))
    assert hashed == accounts.PER_BOTH.size
    assert set(answers) <= {422, 429}
    assert answers.count(429) == 60 - hashed


async def test_who_guesses_from_one_network_does_not_shut_the_owner_out(target: Target) -> None:
    """The owner's address is no secret: patients write to it."""
    await target.hire(CLARA)
    async with target.browser(address="203.0.113.9") as evil, target.browser(address="198.51.100.7") as owner:
        answers = [await guess(evil) for _ in range(accounts.PER_ADDRESS.size + 10)]
        assert answers[-1] == 429
        assert await guess(owner, PASSWORD) == 303


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("password", ["x" * 1_000_000, "e\u0301" * 50_000, "\u0301" * 40_000, "x" * 257, "\x00" * 300])
async def test_an_endless_password_costs_nothing(target: Target, password: str) -> None:
    await target.hire(CLARA)
    async with target.browser() as client:
        begun = time.process_time()
        assert await guess(client, password) in {413, 422}
        assert time.process_time() - begun < 0.5


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_patients_are_answered_while_log_in_is_flooded(target: Target) -> None:
    await target.hire(CLARA)
    async with target.browser() as client:
        flood = asyncio.gather(*(guess(client) for _ in range(100)))
        reference = (await target.inquiry())[1]
        await flood
    assert reference
