"""``intake mail``: what the operator is told of mails."""

from pathlib import Path

from click.testing import CliRunner

from intake.cli.main import intake


def test_a_test_mail_that_went_nowhere_is_not_called_sent(tmp_path: Path) -> None:
    environ = {"INTAKE_DATA_DIR": str(tmp_path), "INTAKE_SMTP_URL": None}
    answer = CliRunner().invoke(intake, ["mail", "test", "ada@test.example"], env=environ)
    assert answer.exit_code == 1
    assert answer.output.startswith("Not sent: INTAKE_SMTP_URL is not set.")
    assert str(tmp_path / "mail") in answer.output
