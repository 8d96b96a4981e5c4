"""``intake serve``."""

from collections.abc import Callable

import click
import uvloop

from intake.app import Site, create_app
from intake.cli.opening import opened
from intake.cli.runtime import instance, read_settings, refusing
from intake.lib import log
from intake.lib.server import Listening, serve
from intake.resources import Resources


async def listen(
    resources: Resources, *, host: str, port: int, site: Site = "all", on_ready: Callable[[Listening], None]
) -> None:
    """Answer until told to stop. On SQLite, where there is one process, the mail goes out from here as well."""
    app = create_app(resources, site=site, with_worker=resources.db.dialect == "sqlite")
    with refusing():
        await serve(app, host, port, on_ready=on_ready, trusted_proxies=resources.settings.trusted_proxies)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one."
)
@click.option(
    "--site",
    type=click.Choice(["all", "public", "staff"]),
    default="all",
    show_default=True,
    help="Which pages: those of patients, those of the office, or both.",
)
def command(host: str, port: int, site: Site) -> None:
    """Answer patients and coordinators. On SQLite the same process also sends the mail.

    Example: intake serve --host 127.0.0.1 --port 8000
    """
    log.configure()

    def ready(listening: Listening) -> None:
        click.echo(f"Intake answers at http://{listening.host}:{listening.port}/", err=True)

    async def body() -> None:
        with instance(read_settings()):
            async with opened() as resources:
                await listen(resources, host=host, port=port, site=site, on_ready=ready)

    uvloop.run(body())
