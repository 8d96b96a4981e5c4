"""``intake canary``: an operator sees at which step a canary stopped, and what to do."""

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.cli.canary import REMEDIES, STEPS, line_of
from intake.cli.main import intake
from intake.domain.canary import Outcome, Step, Why
from tests.faults import processes
from tests.mta import Mta
from tests.people import NOON

NOWHERE = "http://127.0.0.1:9"


def run(folder: Path, *arguments: str, to: str | None = "canary@example.org", **more: str) -> Result:
    """Type it."""
    environ = {"INTAKE_DATA_DIR": str(folder), "INTAKE_CANARY_TO": to, "INTAKE_BASE_URL": NOWHERE, **more}
    return CliRunner().invoke(intake, ["canary", *arguments], env=environ)


def test_where_nobody_answers_it_says_so_with_a_remedy_and_ends_with_one(tmp_path: Path) -> None:
    answer = run(tmp_path, "--locale", "he", "--json")
    assert answer.exit_code == 1, answer.output
    said = json.loads(answer.output)
    assert (said["locale"], said["ok"], said["step"], said["why"]) == ("he", False, "form", "unreachable")
    assert said["took"].keys() == {"form", "erase"}
    answer = run(tmp_path, "--locale", "he")
    assert answer.output.startswith("he       failed at opening the form (ConnectError). Nobody answers at")
    checked = CliRunner().invoke(
        intake, ["check"], env={"INTAKE_DATA_DIR": str(tmp_path), "INTAKE_CANARY_TO": "canary@example.org"}
    )
    assert "intake.W018: No canary has come through in he (the last one: –)" in checked.output


def test_without_a_mailbox_there_is_no_canary(tmp_path: Path) -> None:
    for answer, missing in (
        (run(tmp_path, to=None), "INTAKE_CANARY_TO is not set"),
        (run(tmp_path, INTAKE_SMTP_URL="smtps://mail.example.org"), "INTAKE_CANARY_MAILBOX is not set"),
        (run(tmp_path, "--locale", "xx"), "xx: patients are not offered this language"),
    ):
        assert answer.exit_code == 1
        assert missing in str(answer.exception)


def test_every_end_has_its_sentence() -> None:
    assert (set(STEPS), set(REMEDIES)) == (set(Step), set(Why))
    assert line_of(Outcome("pt-BR", NOON, took={Step.FORM: 0.3, Step.MAIL: 0.5})) == "pt-BR    ok 0.8 s"


@pytest.mark.xdist_group("mta")
def test_through_a_served_site_a_mail_server_and_its_mailbox(tmp_path: Path, mta: Mta) -> None:
    """`intake serve` as it runs for patients, Postfix, Dovecot; the command as an operator types it."""
    to = "canary@example.org"
    environ = {
        "INTAKE_CANARY_TO": to,
        "INTAKE_CANARY_MAILBOX": mta.imap_url(to),
        "INTAKE_SMTP_URL": mta.smtp_url,
        "INTAKE_MAIL_FROM": "Example Clinic <intake@example.org>",
        "SSL_CERT_FILE": str(mta.ca),
    }
    data = tmp_path / "data"
    with processes.serving(data, dies=False, **environ) as served:
        words = ("canary", "--locale", "ar", "--url", served.url, "--json", "--within", "30")
        answer = processes.intake(data, *words, **environ)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    said = json.loads(answer.stdout)
    assert (said["ok"], list(said["took"])) == (True, [step.value for step in Step])
    assert mta.read(to) == []
    with sqlite3.connect(data / "intake.db") as rows:
        assert rows.execute("SELECT (SELECT count(*) FROM inquiries) + (SELECT count(*) FROM outbox)").fetchone() == (
            0,
        )
