"""``intake inquiries export`` and ``show``: an operator takes the inquiries elsewhere."""

import asyncio
import csv
import io
import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.cli.main import intake
from intake.resources import open_resources
from tests.makers import make_answers, make_draft, make_settings


def run(folder: Path, *arguments: str) -> Result:
    """Type it."""
    environ = {"INTAKE_DATA_DIR": str(folder), "INTAKE_DATABASE_URL": f"sqlite:///{folder}/intake.db"}
    return CliRunner().invoke(intake, ["inquiries", *arguments], env=environ)


@pytest.fixture
def reference(tmp_path: Path) -> str:
    """Somebody wrote; their reference."""

    async def body() -> str:
        async with open_resources(make_settings(tmp_path, f"sqlite:///{tmp_path}/intake.db")) as resources:
            draft = make_draft(answers=make_answers(contact_name="=Amal", phone="+995555123456"))
            return (await resources.intake.submit(draft, now=datetime.now(UTC))).reference

    return asyncio.run(body())


def test_everything_on_standard_output(tmp_path: Path, reference: str) -> None:
    table = run(tmp_path, "export", "--format", "csv")
    assert table.exit_code == 0, table.output
    (row,) = csv.DictReader(io.StringIO(table.stdout_bytes.decode(), newline=""))
    assert (row["reference"], row["contact_name"], row["phone"]) == (reference, "'=Amal", "'+995555123456")
    bundle = json.loads(run(tmp_path, "export", "--format", "fhir").stdout)
    assert (bundle["resourceType"], bundle["identifier"]["value"]) == ("Bundle", reference)
    assert json.loads(run(tmp_path, "export", "--format", "jsonl").stdout)["reference"] == reference


def test_into_a_file_that_only_its_owner_reads(tmp_path: Path, reference: str) -> None:
    file = tmp_path / "out.xlsx"
    answer = run(tmp_path, "export", "--format", "xlsx", "--output", str(file))
    assert (answer.exit_code, answer.output) == (0, "")
    assert file.read_bytes()[:2] == b"PK"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not list(tmp_path.glob("*.part"))


def test_excel_knows_the_letters_by_the_mark(tmp_path: Path, reference: str) -> None:
    assert run(tmp_path, "export", "--format", "csv", "--bom").stdout_bytes.startswith(b"\xef\xbb\xbfreference,")


def test_one_inquiry_for_reading_and_for_programs(tmp_path: Path, reference: str) -> None:
    assert json.loads(run(tmp_path, "show", reference, "--json").stdout)["email"] == "amal@example.org"
    lines = run(tmp_path, "show", reference.upper()).stdout.splitlines()
    assert ["reference", reference] in [line.split() for line in lines]
    missing = run(tmp_path, "show", "no-such-one")
    assert missing.exit_code == 1
    assert "There is no inquiry with this reference" in missing.output


def test_the_form_itself(tmp_path: Path) -> None:
    form = json.loads(run(tmp_path, "questionnaire").stdout)
    assert form["resourceType"] == "Questionnaire"


def test_an_unknown_format_is_wrong_usage(tmp_path: Path) -> None:
    assert run(tmp_path, "export", "--format", "pdf").exit_code == 2
