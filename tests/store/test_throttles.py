"""Throttles in the database do what the arithmetic of ``lib/throttle`` says."""

import asyncio
import random
from datetime import datetime, timedelta

import pytest

from intake.lib.database import Database
from intake.lib.throttle import Bucket, attempt
from intake.store import throttles
from tests.store.making import NOON

pytestmark = pytest.mark.anyio

BUCKET = Bucket(size=3, refill=timedelta(seconds=10))


async def test_a_bucket_empties_and_refills(db: Database) -> None:
    async with db.write() as tx:
        assert [await throttles.take(tx, "k", BUCKET, now=NOON) for _ in range(5)] == [0, 0, 0, 10, 10]
        assert await throttles.take(tx, "another", BUCKET, now=NOON) == 0
        assert await throttles.take(tx, "k", BUCKET, now=NOON + timedelta(seconds=9.5)) == 1
        assert await throttles.take(tx, "k", BUCKET, now=NOON + timedelta(seconds=10)) == 0
        assert await throttles.take(tx, "k", BUCKET, now=NOON + timedelta(seconds=10)) == 10


async def test_it_is_the_arithmetic_whatever_the_clock_does(db: Database) -> None:
    random.seed(7)
    state: datetime | None = None
    now = NOON
    async with db.write() as tx:
        for _ in range(300):
            now += timedelta(milliseconds=random.choice([-5000, 0, 10, 900, 4000, 11000]))  # noqa: S311
            verdict = attempt(BUCKET, state, now=now)
            wait = await throttles.take(tx, "k", BUCKET, now=now)
            assert (wait == 0) == verdict.allowed
            assert timedelta(seconds=wait) >= verdict.retry_after
            state = verdict.full_at if verdict.allowed else state


async def test_many_at_once_spend_no_more_than_there_is(db: Database) -> None:
    async def one() -> int:
        async with db.write() as tx:
            return await throttles.take(tx, "k", BUCKET, now=NOON)

    waits = await asyncio.gather(*(one() for _ in range(20)))
    assert sorted(waits)[:4] == [0, 0, 0, 10]


async def test_full_buckets_are_forgotten(db: Database) -> None:
    async with db.write() as tx:
        await throttles.take(tx, "k", BUCKET, now=NOON)
        assert await throttles.sweep(tx, now=NOON) == 0
        assert await throttles.sweep(tx, now=NOON + timedelta(seconds=10)) == 1


async def test_a_try_that_is_given_back_undoes_itself_and_no_other(db: Database) -> None:
    """However long it took, and whatever was spent or forgotten meanwhile."""
    async with db.write() as tx:
        for later in range(20):
            now = NOON + timedelta(minutes=later)
            assert await throttles.take(tx, "right", BUCKET, now=now) == 0
            await throttles.give_back(tx, "right", BUCKET)
        spent = [await throttles.take(tx, "k", BUCKET, now=NOON) for _ in range(3)]
        await throttles.give_back(tx, "k", BUCKET)
        again = [await throttles.take(tx, "k", BUCKET, now=NOON) for _ in range(2)]
        assert (spent, again) == ([0, 0, 0], [0, 10])
        await throttles.give_back(tx, "nobody's", BUCKET)
