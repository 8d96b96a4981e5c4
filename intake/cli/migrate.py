"""``intake migrate``."""

import asyncio

import click

from intake.cli.runtime import read_settings, refusing
from intake.services.start import open_storage


@click.command("migrate")
def command() -> None:
    """Bring the database up to date (PostgreSQL; SQLite does it by itself).

    Example: intake migrate
    """
    settings = read_settings()

    async def body() -> None:
        async with open_storage(settings.database_url, settings.keyring, may_migrate=True):
            click.echo("The database is up to date.")

    with refusing():
        asyncio.run(body())
