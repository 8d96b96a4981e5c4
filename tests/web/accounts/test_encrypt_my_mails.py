"""A colleague gives a key, compares its fingerprint, and takes it away again; a key that will not do is refused."""

import pytest
from pysequoia import Profile, Tsk
from sqlalchemy import text

from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import audit, staff_keys
from tests.people import CLARA, OMAR, hire_everybody
from tests.web.office import come_in, office

pytestmark = pytest.mark.anyio
PAGE = "/staff/me/key"


async def test_give_a_key_compare_it_and_take_it_away(db: Database, keyring: KeyRing) -> None:
    clara = (await hire_everybody(db, keyring)).clara
    secret = Tsk.generate("Clara <clara@example.org>", profile=Profile.RFC4880)
    public = secret.extract_certificate()
    fingerprint = public.fingerprint.upper()
    shown = " ".join(fingerprint[start : start + 4] for start in range(0, 40, 4))
    async with office(db, keyring) as browser:
        await come_in(browser, CLARA)
        assert "Your public key" in (await browser.get(PAGE)).text

        refused = await browser.post(PAGE, data={"key": str(secret)})
        assert refused.status_code == 422
        assert "This is a private key. We have not kept it." in refused.text
        assert (await browser.post(PAGE, data={"key": "hello"})).status_code == 422
        assert (await browser.post(PAGE, data={"key": f"{public}\n{public}"})).status_code == 422

        assert (await browser.post(PAGE, data={"key": f"\n{public}\n"})).headers["location"] == f"{PAGE}?done=given"
        page = (await browser.get(f"{PAGE}?done=given")).text
        assert shown in page
        assert "Clara &lt;clara@example.org&gt;" in page
        assert "(Israel Time)" in page  # the clock of all other pages
        async with db.read() as snapshot:
            kept = await staff_keys.of_all(snapshot, keyring)
            assert {owner: key.content for owner, key in kept.items()} == {clara.staff_id: bytes(public)}
            assert kept[clara.staff_id].fingerprint == fingerprint
            lies = [*(await snapshot.execute(text("SELECT * FROM staff_keys"))).all()]
            lies += (await snapshot.execute(text("SELECT * FROM audit"))).all()
            assert fingerprint not in repr(lies)

        await come_in(browser, OMAR)
        assert shown not in (await browser.get(PAGE)).text
        await browser.post(f"{PAGE}/remove", data={"x": ""})
        await come_in(browser, CLARA)
        assert shown in (await browser.get(PAGE)).text
        await browser.post(f"{PAGE}/remove", data={"x": ""})
        assert shown not in (await browser.get(PAGE)).text
    async with db.read() as snapshot:
        assert not await staff_keys.of_all(snapshot, keyring)
        told = await audit.about(snapshot, "staff", clara.staff_id)
    assert [entry.action for entry in told if "key" in entry.action] == ["staff.key_taken_away", "staff.key_given"]
