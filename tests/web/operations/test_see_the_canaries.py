"""On the mail page an administrator sees whether a made-up inquiry came through in each language."""

import pytest

from intake.domain.canary import Outcome, Step, Why
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.canary import standing
from tests.people import ADA, NOON, hire
from tests.web.office import come_in, office

pytestmark = pytest.mark.anyio


async def test_where_one_stopped_is_said_with_its_language_and_its_step(db: Database, keyring: KeyRing) -> None:
    await hire(ADA, db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, ADA)
        assert "made-up" not in (await client.get("/staff/mail")).text  # nobody has sent any
        for tag in ("en", "he", "xx"):
            await standing.note(Outcome(tag, NOON), db=db)
        page = (await client.get("/staff/mail")).text
        assert "came through in 2 languages; longest ago: 23 November 2026" in page
        assert "did not come through" not in page
        await standing.note(Outcome("he", NOON.replace(hour=13), Step.MAIL, Why.NOT_ARRIVED), db=db)
        page = (await client.get("/staff/mail")).text
        assert "came through in 1 language;" in page
        assert "Hebrew: it stopped at 23 November 2026" in page
        assert "(waiting for the mail). The last one came through: 23 November 2026" in page
