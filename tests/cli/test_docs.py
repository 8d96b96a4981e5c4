"""What is written about settings and commands is what the code says."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from intake.cli.docs import FOLDER, PAGES, command
from intake.cli.main import COMMANDS, intake


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_in_the_checkout_is_not_behind(name: str) -> None:
    """`intake docs` writes it."""
    assert (FOLDER / name).read_text("utf-8") == PAGES[name](), f"docs/{name} is behind the code: run `intake docs`"


def test_a_page_that_is_behind_is_named_and_then_written(tmp_path: Path) -> None:
    """`--check` for CI, without it for people."""
    runner = CliRunner()
    behind = runner.invoke(command, ["--check", "--folder", str(tmp_path)])
    assert behind.exit_code == 1
    assert "settings.md: behind the code" in behind.output
    assert not list(tmp_path.iterdir())
    assert runner.invoke(command, ["--folder", str(tmp_path)]).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(PAGES)
    assert runner.invoke(command, ["--check", "--folder", str(tmp_path)]).exit_code == 0


def test_every_command_explains_itself_with_an_example() -> None:
    """A sentence and an example; groups leave the example to their commands."""
    top = click.Context(intake, info_name="intake")
    for name in COMMANDS:
        for path, one in _all_of(intake.get_command(top, name), name, top):
            text = one.help or ""
            assert text, path
            if not isinstance(one, click.Group):
                assert "Example: intake " in text, path


def _all_of(one: click.Command | None, path: str, parent: click.Context) -> list[tuple[str, click.Command]]:
    assert one is not None, path
    found = [(path, one)]
    if isinstance(one, click.Group):
        ctx = click.Context(one, info_name=path, parent=parent)
        for name in one.list_commands(ctx):
            found += _all_of(one.get_command(ctx, name), f"{path} {name}", ctx)
    return found
