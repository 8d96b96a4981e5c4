"""``intake webhooks``: the operator adds one, sees how it stands, and takes it away."""

import json
from pathlib import Path

from click.testing import CliRunner

from intake.cli.main import intake


def test_a_webhook_on_the_command_line(tmp_path: Path) -> None:
    environ = {"INTAKE_DATA_DIR": str(tmp_path), "INTAKE_WEBHOOK_NETWORKS": "127.0.0.1/32"}

    def run(*words: str) -> tuple[int, str]:
        answer = CliRunner().invoke(intake, ["webhooks", *words], env=environ)
        return answer.exit_code, answer.output

    status, said = run("add", "https://127.0.0.2/", "--event", "inquiry.received")
    assert (status, "INTAKE_WEBHOOK_NETWORKS" in said) == (1, True)
    status, said = run("add", "https://127.0.0.1/told?key=jackdaw", "--event", "inquiry.received", "--json")
    made = json.loads(said)
    assert (status, made["secret"][:6]) == (0, "whsec_")
    assert run("pause", made["id"]) == (0, "Paused.\n")
    status, said = run("list", "--json")
    assert (status, json.loads(said)["state"]) == (0, "paused")
    assert not any(hidden in said for hidden in (made["secret"], "jackdaw"))
    assert run("resume", made["id"]) == (0, "Resumed.\n")
    assert run("replay", made["id"], "--hours", "1") == (0, "Told again: 0.\n")
    assert run("remove", made["id"]) == (0, "Removed.\n")
    assert run("remove", made["id"])[0] == 1
