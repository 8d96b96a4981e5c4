"""``intake erase``: an operator erases what somebody asked to have erased, and sees whether everything is gone."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner, Result

from intake.cli.main import intake
from intake.domain.erasure import Reason
from intake.resources import open_resources
from intake.store import erasures, inquiries
from tests.makers import make_draft, make_settings
from tests.store.making import make_arrival


def run(folder: Path, *arguments: str) -> Result:
    """Type it."""
    environ = {"INTAKE_DATA_DIR": str(folder), "INTAKE_DATABASE_URL": f"sqlite:///{folder}/intake.db"}
    return CliRunner().invoke(intake, ["erase", *arguments], env=environ)


def written(folder: Path) -> str:
    """Somebody wrote; their reference."""

    async def body() -> str:
        async with open_resources(make_settings(folder, f"sqlite:///{folder}/intake.db")) as resources:
            return (await resources.intake.submit(make_draft(), now=datetime.now(UTC))).reference

    return asyncio.run(body())


def test_it_is_erased_and_the_ledger_agrees(tmp_path: Path) -> None:
    reference = written(tmp_path)
    answer = run(tmp_path, reference, "--reason", "asked", "--yes")
    assert answer.exit_code == 0, answer.output
    assert "Nothing of it is left." in answer.output
    assert reference not in answer.output
    verified = run(tmp_path, "--verify")
    assert (verified.exit_code, verified.output.strip()) == (0, "Erased: 1. Of these not done: 0.")
    again = run(tmp_path, reference, "--reason", "asked", "--yes")
    assert again.exit_code == 1
    assert "There is no inquiry with this reference" in again.output
    assert all(reference.encode() not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_nothing_is_erased_without_a_yes_or_a_reason(tmp_path: Path) -> None:
    reference = written(tmp_path)
    assert run(tmp_path, reference, "--reason", "asked").exit_code == 1  # nobody answers the question
    for wrong in ((reference,), (reference, "--verify"), (), (reference, "--reason", "inquirer", "--yes")):
        assert run(tmp_path, *wrong).exit_code == 2, wrong
    assert run(tmp_path, "--verify").output.strip() == "Erased: 0. Of these not done: 0."


def test_what_a_backup_brought_back_is_named(tmp_path: Path) -> None:
    async def body() -> str:
        async with open_resources(make_settings(tmp_path, f"sqlite:///{tmp_path}/intake.db")) as resources:
            new = make_arrival()
            async with resources.db.write() as tx:
                await erasures.take_away(tx, new.id, Reason.ASKED, now=new.received_at)
                await inquiries.insert_many(tx, resources.keyring, [new])
            return new.id

    inquiry_id = asyncio.run(body())
    answer = run(tmp_path, "--verify")
    assert answer.exit_code == 1
    assert f"{inquiry_id}  is there again" in answer.output
    assert f"{inquiry_id}  pending since" in answer.output
