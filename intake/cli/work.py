"""``intake work``."""

import signal

import anyio
import click

from intake import worker
from intake.cli.opening import opened
from intake.cli.outcome import StartRefused
from intake.lib import log

# Seconds. The web's processes ring no bell here, and a coordinator is to have the mail within a second of the sending.
LOOK_EVERY = 0.5


@click.command("work")
def command() -> None:
    """Send what is due, without a web server. For PostgreSQL: on SQLite `intake serve` does it.

    Example: intake work
    """
    log.configure()

    async def body() -> None:
        async with opened() as resources:
            if resources.db.dialect == "sqlite":
                raise StartRefused("on SQLite `intake serve` sends the mail itself; `intake work` is for PostgreSQL")
            stop = anyio.Event()
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_until_told, stop)
                tasks.start_soon(resources.languages.keep)
                await worker.run(resources, stop=stop, look_every=LOOK_EVERY)
                tasks.cancel_scope.cancel()

    anyio.run(body)


async def _until_told(stop: anyio.Event) -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _ in signals:
            stop.set()
            return
