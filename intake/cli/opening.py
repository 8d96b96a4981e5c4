"""Opening what the service opens, for the commands that work with it; the others need not wait for all of it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

from intake.cli.runtime import read_settings, refusing
from intake.resources import Resources, open_resources


@asynccontextmanager
async def opened() -> AsyncIterator[Resources]:
    """Everything a command works with, beside a running server if there is one."""
    with refusing():
        async with open_resources(read_settings()) as resources:
            yield resources


def run(work: Callable[[Resources], Coroutine[None, None, int]]) -> int:
    """Open, do the work, close; the answer is the exit code."""

    async def body() -> int:
        async with opened() as resources:
            return await work(resources)

    return asyncio.run(body())
