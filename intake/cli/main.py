"""The ``intake`` command. Each group of commands is a module of its own, imported only when it is asked for."""

import importlib
import sys
from collections.abc import Mapping

import click

from intake.cli.outcome import StartRefused
from intake.lib import log

COMMANDS: Mapping[str, tuple[str, str]] = {
    "canary": ("intake.cli.canary", "A made-up inquiry in each language: does its mail arrive?"),
    "catalogs": ("intake.cli.catalogs", "The translators' files: extract, update, check, stats."),
    "check": ("intake.cli.check", "Everything that is wrong with this installation, with remedies."),
    "demo": ("intake.cli.demo", "A demo with believable inquiries, in one process and a folder of its own."),
    "docs": ("intake.cli.docs", "Write docs/settings.md and docs/cli.md from the code."),
    "erase": ("intake.cli.erase", "Erase an inquiry for good; see whether everything erased is gone."),
    "inquiries": ("intake.cli.inquiries", "Inquiries on the command line: list, show, export."),
    "mail": ("intake.cli.mail", "The outbox: list, show, retry, test."),
    "migrate": ("intake.cli.migrate", "Bring the database up to date."),
    "routing": ("intake.cli.routing", "Where inquiries go, and why: check."),
    "serve": ("intake.cli.serve", "Answer patients and coordinators."),
    "staff": ("intake.cli.staff", "The people who work here: add, list, disable."),
    "webhooks": ("intake.cli.webhooks", "Systems of the clinic's own: add, list, pause, resume, replay, remove."),
    "work": ("intake.cli.work", "Send what is due, without a web server (PostgreSQL)."),
}


class Commands(click.Group):
    """A group that imports a command when it is called, so that ``serve`` never pays for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, for ``--help``."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name: ``command`` of its module."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


@click.group(cls=Commands)
@click.version_option(package_name="intake")
def intake() -> None:
    """The front door of a treatment programme: patients write once, in their own language.

    Example: intake serve --host 127.0.0.1 --port 8000
    """


def main() -> None:
    """Run the command line. What keeps the service from starting is one line on standard error, and exit code 1."""
    log.configure("warning")  # before anything can print where machines read
    try:
        intake()
    except StartRefused as refusal:
        click.echo(f"intake: {refusal}", err=True)
        sys.exit(1)
