"""``intake docs``: the documents that are written from the code."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from intake.cli.main import COMMANDS, intake
from intake.lib.paths import PACKAGE
from intake.settings import settings_page

FOLDER = PACKAGE.parent / "docs"


def cli_page() -> str:
    """``docs/cli.md``: the help of every command, as it is printed."""
    parts = [
        "# Commands",
        "",
        "Written from the code by `intake docs`; do not edit by hand.",
        "Exit codes: 0 done, 1 found problems, 2 wrong usage. `--json` prints one JSON object a line.",
        "",
    ]
    top = click.Context(intake, info_name="intake", terminal_width=100, max_content_width=100)
    for name in sorted(COMMANDS):
        parts += _help(intake.get_command(top, name), name, top)
    return "\n".join(parts)


def _help(command: click.Command | None, name: str, parent: click.Context) -> list[str]:
    assert command is not None, name  # noqa: S101 - COMMANDS names it
    ctx = click.Context(command, info_name=name, parent=parent, terminal_width=100, max_content_width=100)
    lines = [f"## {ctx.command_path}", "", "```text", command.get_help(ctx), "```", ""]
    if isinstance(command, click.Group):
        for child in command.list_commands(ctx):
            lines += _help(command.get_command(ctx, child), child, ctx)
    return lines


PAGES: Mapping[str, Callable[[], str]] = {"settings.md": settings_page, "cli.md": cli_page}


@click.command("docs")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a page is behind the code.")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="Where the pages lie.")
def command(check: bool, folder: Path) -> None:
    """Write docs/settings.md and docs/cli.md from the code.

    Example: intake docs --check
    """
    behind = False
    for name, page in PAGES.items():
        path = folder / name
        text = page()
        if path.exists() and path.read_text("utf-8") == text:
            continue
        behind = True
        if check:
            click.echo(f"{path}: behind the code; run `intake docs`", err=True)
        else:
            path.write_text(text, "utf-8")
            click.echo(f"{path}: written")
    sys.exit(1 if check and behind else 0)
