"""``intake staff``: the first account, the others, and the end of one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.cli.staff import command

PASSWORD = "only for these tests: walrus quilt\n"
Intake = Callable[..., Result]


@pytest.fixture
def staff(tmp_path: Path) -> Intake:
    """The command in a folder of its own."""

    def run(*arguments: str, typed: str = PASSWORD) -> Result:
        return CliRunner().invoke(command, arguments, input=typed, env={"INTAKE_DATA_DIR": str(tmp_path)})

    return run


def test_accounts_are_made_listed_and_closed(staff: Intake) -> None:
    added = staff("add", "ada@test.example", "--role", "administrator", "--password-stdin")
    assert added.exit_code == 0, added.output
    assert "/staff/login" in added.output
    options = ("--languages", "ar,en", "--queue", "autoimmune", "--queue", "heme", "--lead", "repeat")
    staff("add", "clara@test.example", "--role", "coordinator", *options, "--password-stdin")
    last = staff("disable", "ada@test.example")
    assert last.exit_code == 1
    assert "add another administrator first" in last.output
    staff("add", "eve@test.example", "--role", "administrator", "--password-stdin")
    assert staff("disable", "ada@test.example").exit_code == 0
    ada, clara, _ = [json.loads(line) for line in staff("list", "--json").output.splitlines()]
    assert (ada["email"], ada["active"]) == ("ada@test.example", False)
    assert clara["queues"] == ["autoimmune", "heme", "repeat"]
    assert (clara["leads"], clara["languages"], clara["locale"]) == (["repeat"], ["ar", "en"], "en")
    assert "repeat (lead)" in staff("list").output


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--role", "coordinator"), 2, "--all-queues"),
        (("--role", "translator", "--all-queues"), 2, "sees no inquiries"),
        (("--role", "boss"), 2, "administrator"),
        (("--role", "coordinator", "--queue", "nonsense"), 1, "there are: heme"),
        (("--role", "administrator", "--locale", "xx"), 1, "no pages in xx"),
    ],
)
def test_what_cannot_be_is_told_with_its_remedy(
    staff: Intake, arguments: tuple[str, ...], code: int, words: str
) -> None:
    answer = staff("add", "clara@test.example", *arguments, "--password-stdin")
    assert answer.exit_code == code
    assert words in answer.output
    assert staff("list", "--json").output == ""


def test_a_weak_password_and_a_second_account_are_refused(staff: Intake) -> None:
    weak = staff("add", "ada@test.example", "--role", "administrator", "--password-stdin", typed="short\n")
    assert weak.exit_code == 1
    assert "15 characters or more" in weak.output
    for code in (0, 1):
        again = staff("add", "ada@test.example", "--role", "administrator", "--password-stdin")
        assert again.exit_code == code
    assert "already" in again.output
    assert staff("disable", "nobody@test.example").exit_code == 1
