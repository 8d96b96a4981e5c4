"""``intake mail``: what the operator is told of mails."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner, Result

from intake.cli.main import intake
from intake.domain.message import MailKind
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import outbox
from tests.services.mail.fates import comes_back, dies
from tests.store.making import make_order
from tests.web.office import arrive


def typed(folder: Path, *words: str) -> Result:
    """Type a command."""
    environ = {"INTAKE_DATA_DIR": str(folder), "INTAKE_DATABASE_URL": f"sqlite:///{folder}/intake.db"}
    return CliRunner().invoke(intake, list(words), env=environ)


def test_a_mail_is_followed_through_what_came_back_and_was_sent_again(tmp_path: Path) -> None:
    assert "intake.W019" not in typed(tmp_path, "check").output  # makes the database, too

    async def story() -> tuple[str, str, str]:
        db, keyring = await Database.open(f"sqlite:///{tmp_path}/intake.db"), KeyRing.load(tmp_path / "intake.keyring")
        try:
            new, ago = await arrive(db, keyring), datetime.now(UTC) - timedelta(hours=1)
            first = make_order(new.id, created_at=ago)
            second = make_order(new.id, created_at=ago + timedelta(minutes=5), repeats_id=first.id)
            dead = make_order(new.id, created_at=ago, recipient=None, kind=MailKind.INQUIRY_REMINDER)
            async with db.write() as tx:
                await outbox.enqueue(tx, keyring, [first, second, dead])
            await comes_back(db, first.id, ago)
            await dies(db, dead.id)
            return first.id, second.id, dead.id
        finally:
            await db.close()

    first, second, dead = asyncio.run(story())
    listed = {
        one["id"]: one for one in map(json.loads, typed(tmp_path, "mail", "list", "--json").stdout.strip().splitlines())
    }
    told = {id_: (one["stands"], one["state"], one["to"], one["reason"]) for id_, one in listed.items()}
    assert told == {
        first: ("came_back", "sent", "inquirer", "bad_address"),
        second: ("queued", "queued", "inquirer", None),
        dead: ("given_up", "dead", "staff", "bad_address"),
    }
    shown = json.loads(typed(tmp_path, "mail", "show", first, "--json").stdout)
    assert (shown["bounce_code"], shown["message_id"]) == ("5.1.1", f"<{first}@intake.example>")
    assert [one["id"] for one in shown["chain"]] == [first, second]
    assert f"* {second}  queued" in typed(tmp_path, "mail", "show", second).stdout
    assert "leyla" not in typed(tmp_path, "mail", "list").output + json.dumps([shown, *listed.values()])
    checked = typed(tmp_path, "check").output
    assert "intake.W019" in checked  # a receipt that is late
    assert "wait for a person: 1." in checked  # what came back was sent again
    over = typed(tmp_path, "mail", "retry", first)
    assert over.exit_code == 1
    assert "this mail went out or was stopped" in over.stderr  # not: there is none
    unknown = typed(tmp_path, "mail", "retry", "nobody")
    assert unknown.exit_code == 1
    assert "There is no mail with the id nobody" in unknown.stderr
    assert typed(tmp_path, "mail", "retry", dead).exit_code == 0
    assert json.loads(typed(tmp_path, "mail", "show", dead, "--json").stdout)["state"] == "queued"


def test_a_test_mail_that_went_nowhere_is_not_called_sent(tmp_path: Path) -> None:
    environ = {"INTAKE_DATA_DIR": str(tmp_path), "INTAKE_SMTP_URL": None}
    answer = CliRunner().invoke(intake, ["mail", "test", "ada@test.example"], env=environ)
    assert answer.exit_code == 1
    assert answer.output.startswith("Not sent: INTAKE_SMTP_URL is not set.")
    assert str(tmp_path / "mail") in answer.output
