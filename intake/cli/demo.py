"""``intake demo``."""

import ipaddress
import os
import secrets
import socket
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import uvloop

from intake.cli.outcome import StartRefused
from intake.cli.runtime import instance, refusing
from intake.cli.serve import listen
from intake.content.demo import Demo, DemoColleague, load_demo
from intake.lib import log
from intake.lib.ids import ALPHABET
from intake.lib.server import Listening
from intake.resources import Resources, open_resources
from intake.services import demo as services
from intake.settings import Settings

# A demo is the same whatever the environment holds; only a clinic's own texts may be tried out in it.
TRIED_OUT = ("INTAKE_CONTENT_DIR", "INTAKE_LOCALES_DIR")


@click.command("demo")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on: this machine only.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one."
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="A new or empty folder for everything it writes. Left out: a new temporary one.",
)
@click.option("--empty", is_flag=True, help="Staff accounts only, no inquiries.")
def command(host: str, port: int, folder: Path | None, empty: bool) -> None:
    """A demo in one process: made-up inquiries in six languages, staff accounts, and every mail to look at.

    Example: intake demo --port 8000
    """
    log.configure("warning")
    _loopback_only(host)
    settings = _settings(host, _free(host, port), _new(folder))
    uvloop.run(_run(settings, host, empty=empty))
    click.echo(f"Stopped. What the demo wrote is still in {settings.data_dir}; it can be deleted.")


async def _run(settings: Settings, host: str, *, empty: bool) -> None:
    port = int(settings.base_url.rpartition(":")[2])
    password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    with refusing(), instance(settings):
        async with open_resources(settings) as resources:
            demo = load_demo(resources.content.questionnaire, settings.content_dir)
            now = datetime.now(UTC)
            await services.open_office(demo, password, house=resources, now=now)
            moved = services.Moved(0, 0) if empty else await services.move_in(demo, house=resources, now=now)

            def ready(_: Listening) -> None:
                click.echo(_welcome(resources, demo, password, moved))

            await listen(resources, host=host, port=port, on_ready=ready)


def _loopback_only(host: str) -> None:
    """Its passwords are on the screen and its mails on a page: it is for this machine."""
    try:
        inside = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        inside = False
    if not inside:
        raise click.UsageError(f"the demo is for this machine only: --host 127.0.0.1 or ::1, not {host}")


def _free(host: str, port: int) -> int:
    """The port, known before anything is written: links in the demo's first mails hold it."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except OSError as error:
        raise StartRefused(f"cannot listen on {host} port {port}: {error.strerror}; choose another --port") from None


def _new(folder: Path | None) -> Path:
    """A folder with nothing in it: a demo never touches what is there already."""
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="intake-demo-"))
    folder = folder.expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        taken = any(folder.iterdir())
    except OSError as error:
        raise StartRefused(f"{folder}: {error.strerror}; name another --folder") from None
    if taken:
        raise StartRefused(f"{folder} is not empty; a demo begins afresh, name a new --folder")
    return folder


def _settings(host: str, port: int, folder: Path) -> Settings:
    with refusing():
        settings = Settings.from_environ({name: os.environ[name] for name in TRIED_OUT if name in os.environ})
    shown = f"[{host}]" if ":" in host else host
    return settings.but(
        demo=True,
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'intake.db'}",
        keyring=folder / "intake.keyring",
        files_dir=folder / "files",
        clamav="",
        smtp_url="file:",
        base_url=f"http://{shown}:{port}",
        mail_from="Intake demo <intake@example.org>",
    )


def _welcome(resources: Resources, demo: Demo, password: str, moved: services.Moved) -> str:
    base = resources.settings.base_url
    pages = {locale.own_name: f"{base}/{locale.tag}/" for locale in resources.locales}
    pages |= {"Staff log-in": f"{base}/staff/login", "Mails": f"{base}/demo/mail"}
    lines = [
        "",
        "INTAKE DEMO: nobody here exists. Do not type anything about real people.",
        "",
        *_columns([(name, address) for name, address in pages.items()]),
        "",
        f"  Password of every account below: {password}",
        "",
        *_columns([("E-MAIL", "WHO", "QUEUES", "LANGUAGES"), *map(_row, demo.staff)]),
        "",
        f"  {moved.inquiries} inquiries of the last days are in the inbox; their mails appear within seconds.",
    ]
    if moved.left_out:
        lines.append(f"  {moved.left_out} more do not fit your own questions and were left out.")
    return "\n".join([*lines, f"  Everything is in {resources.settings.data_dir}", "  Stop with Ctrl+C", ""])


def _row(colleague: DemoColleague) -> tuple[str, ...]:
    served = sorted(colleague.queues | colleague.leads)
    queues = "all" if colleague.all_queues else ", ".join(served) or "none"
    return colleague.email, colleague.name, queues, ", ".join(colleague.languages)


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows with their columns under each other."""
    widths: Mapping[int, int] = {place: max(map(len, column)) for place, column in enumerate(zip(*rows, strict=True))}
    return ["  " + "   ".join(cell.ljust(widths[place]) for place, cell in enumerate(row)).rstrip() for row in rows]
