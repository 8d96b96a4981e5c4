"""A colleague says when mail may come, reads what will happen, and is told what to mend."""

from datetime import time

import pytest

from intake.domain.telling import AS_IT_COMES, Choice, Wishes
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import audit, staff_mail
from tests.people import CLARA, OMAR, hire_everybody
from tests.web.office import come_in, office

pytestmark = pytest.mark.anyio
PAGE = "/staff/me/mail"
CHOSEN = {
    "one_day": "at_once",
    "routine": "digest",
    "digest_at": "08:00",
    "quiet_from": "22:00",
    "quiet_until": "07:00",
}


async def test_choose_when_mail_comes_and_read_what_will_happen(db: Database, keyring: KeyRing) -> None:
    clara = (await hire_everybody(db, keyring)).clara
    async with office(db, keyring) as browser:
        await come_in(browser, CLARA)
        assert f'href="{PAGE}"' in (await browser.get("/staff/me")).text
        page = (await browser.get(PAGE)).text
        assert "Of what is not urgent you are told at once." in page
        assert (await browser.post(PAGE, data=CHOSEN)).headers["location"] == f"{PAGE}?done=saved"
        page = (await browser.get(f"{PAGE}?done=saved")).text
        assert "Saved." in page
        assert "Of what is not urgent you are told once a day." in page
        plain = page.replace("\u2068", "").replace("\u2069", "")
        assert "Nothing else comes between 22:00 and 07:00; it waits until then." in plain
        assert "The next mail with everything new comes on" in plain
        assert "at 08:00, if there is anything." in plain
        assert 'value="22:00"' in page
        await come_in(browser, OMAR)
        assert 'value="22:00"' not in (await browser.get(PAGE)).text
    async with db.read() as snapshot:
        kept = await staff_mail.of(snapshot, clara.staff_id)
        told = await audit.about(snapshot, "staff", clara.staff_id)
    assert kept == Wishes(Choice.AT_ONCE, Choice.DIGEST, time(8), time(22), time(7))
    assert "staff.mail" in [entry.action for entry in told]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"digest_at": ""}, "Choose the time"),
        ({"quiet_until": ""}, "Quiet hours need both times"),
        ({"quiet_from": "07:00", "quiet_until": "22:00"}, "look whether the two times are exchanged"),
        ({"digest_at": "eight"}, "A time could not be read"),
        ({"routine": "whenever"}, "A time could not be read"),
    ],
)
async def test_what_does_not_fit_together_is_kept_on_the_page_and_explained(
    db: Database, keyring: KeyRing, typed: dict[str, str], says: str
) -> None:
    clara = (await hire_everybody(db, keyring)).clara
    async with office(db, keyring) as browser:
        await come_in(browser, CLARA)
        answer = await browser.post(PAGE, data=CHOSEN | typed)
        assert answer.status_code == 422
        assert says in answer.text
        assert 'value="22:00"' in answer.text
    async with db.read() as snapshot:
        assert await staff_mail.of(snapshot, clara.staff_id) == AS_IT_COMES
