"""An administrator looks at every kind of mail in every language, as its reader sees it; nothing is sent."""

import re
from html import unescape

import pytest

from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.mail.kinds import KEY_UNUSABLE, VALUES
from intake.services.mail.samples import SAMPLES
from intake.store import outbox
from intake.web.common.headers import FRAMED, FRAMING
from tests.makers import make_catalogs
from tests.people import ADA, CLARA, hire_everybody
from tests.web.office import come_in, office

pytestmark = pytest.mark.anyio
PAGE = "/staff/mail/previews"


async def test_look_at_one_mail_in_another_language_and_in_the_dark(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    async with office(db, keyring) as browser:
        await come_in(browser, ADA)
        first = await browser.get(PAGE)
        offered = set(re.findall(r'<option value="([^"]+)"', first.text))
        assert offered == {*SAMPLES, *make_catalogs().tags, "light", "dark"}
        assert {sample.kind for sample in SAMPLES.values()} == {*VALUES} - {"trial"} | {KEY_UNUSABLE}

        asked = {"mail": "inquiry_received.discreet", "language": "he", "scheme": "dark"}
        looked = await browser.get(PAGE, params=asked)
        assert looked.headers.get_list("content-security-policy") == [FRAMING[1].decode()]
        assert 'dir="rtl">קיבלנו' in looked.text.replace("<bdi>", "")
        for header in ("From", "Auto-Submitted", "auto-generated", "Content-Language"):
            assert header in looked.text
        assert "Nobody has reviewed this language yet." in looked.text

        (source,) = re.findall(r'<iframe[^>]* sandbox="" src="([^"]+)"', looked.text)
        framed = await browser.get(unescape(source))
        assert framed.headers.get_list("content-security-policy") == [FRAMED[1].decode()]
        assert '<html lang="he" dir="rtl">' in framed.text
        assert "@media all{" in framed.text
        assert "Example Clinic" not in framed.text

        assert (await browser.get(PAGE, params={"mail": "x", "language": "../x", "scheme": "y"})).status_code == 200
        await come_in(browser, CLARA)
        assert (await browser.get(PAGE)).status_code == 404
        assert (await browser.get(f"{PAGE}/page")).status_code == 404
    async with db.read() as snapshot:
        assert not await outbox.entries(snapshot)
