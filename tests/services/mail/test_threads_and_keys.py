"""What holds an inquiry's mails together for mail programs, and mails for a colleague who gave a key."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from pysequoia import Tsk

from intake.domain.access import Actor
from intake.domain.message import MailKind
from intake.domain.values import StaffRole
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.mail.mime import HIDDEN
from intake.services.mail import own_key
from intake.services.mail.composer import Composer
from intake.services.mail.samples import SAMPLES
from tests.fakes.smtp import Sink
from tests.lib.test_mime import body, read_wire
from tests.lib.test_openpgp import CLARA as NAMED
from tests.lib.test_openpgp import GnuPG
from tests.makers import make_catalogs, make_content
from tests.offices import make_office
from tests.services.mail.house import AMAL, CLARA, House

pytestmark = pytest.mark.anyio
NOW = datetime.now(UTC).replace(microsecond=0)  # GnuPG makes keys by the clock on the wall
LATER = NOW + timedelta(days=400)
ABOUT_AN_INQUIRY = ("7qk2", "/staff/inquiries/", "Georgian", "New inquiry")


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> AsyncIterator[House]:
    async with Sink() as sink:
        made = House(db, keyring, sink)
        yield made
        await made.intake.close()


@pytest.fixture
def gnupg(tmp_path: Path) -> Iterator[GnuPG]:
    yield from GnuPG.opened(tmp_path / "gnupg")


def mails(house: House, recipient: str) -> list[EmailMessage]:
    """What this recipient was sent, the oldest first."""
    return [mail.message for mail in house.sink.taken if mail.recipient == recipient]


async def test_the_mails_of_an_inquiry_stand_under_one_id_and_those_of_another_do_not(house: House) -> None:
    await house.hire()
    first, again = await house.submit(1, now=NOW), await house.submit(1, now=NOW, question="More")
    await house.submit(2, email="other@example.org", now=NOW)
    await house.deliver(NOW)
    assert first.reference == again.reference
    threads = {
        (mail["To"], mail["Subject"]): mail["References"]
        for to in (AMAL, CLARA, "other@example.org")
        for mail in mails(house, to)
    }
    assert all(mail["References"] == mail["In-Reply-To"] for mail in mails(house, CLARA))
    of_amal = {thread for (to, _), thread in threads.items() if to == AMAL}
    assert len(of_amal) == 1
    assert len({thread for (to, _), thread in threads.items() if to == CLARA}) == 2
    assert of_amal < set(threads.values())
    # Nothing of the inquiry's address or reference is in it, and no mail is called like it.
    (thread,) = of_amal
    assert not [order for order in await house.orders() if (order.inquiry_id or "") in thread]
    assert first.reference not in thread
    assert thread not in house.taken(AMAL) + house.taken(CLARA)


async def test_office_mails_say_where_to_turn_them_off(house: House) -> None:
    await house.hire()
    await house.submit(now=NOW)
    await house.deliver(NOW)
    (to_clara,), (to_amal,) = mails(house, CLARA), mails(house, AMAL)
    assert to_clara["List-Unsubscribe"] == "<https://intake.example.org/staff/me/mail>"
    assert to_amal["List-Unsubscribe"] is None


async def test_a_colleague_with_a_key_gets_mails_nobody_else_reads(house: House, gnupg: GnuPG) -> None:
    """And when the key has run out: at once a mail that says so, and not the one that was to be secret."""
    clara = Actor(await house.hire(), StaffRole.COORDINATOR, None, "en", "Clara")
    office = make_office(house.db, house.keyring)
    gnupg.make(NAMED, "1y")
    await own_key.give(clara, gnupg.public(NAMED), office=office, now=NOW)
    receipt = await house.submit(now=NOW)
    await house.deliver(NOW)

    (locked,) = mails(house, CLARA)
    _, content = locked.iter_parts()
    assert locked["Subject"] == HIDDEN
    assert receipt.reference not in locked.as_string()
    opened = read_wire(gnupg.run("--decrypt", given=content.get_content()))
    assert opened["Subject"] == f"New inquiry {receipt.reference} – within one working day"
    assert f"/staff/inquiries/{(await house.order()).inquiry_id}" in body(opened, "plain")
    assert mails(house, AMAL)[0]["Subject"] == f"We received your message – {receipt.reference}"

    assert not await own_key.unusable(office=office, now=NOW)
    assert {*(await own_key.unusable(office=office, now=LATER)).values()} == {"expired"}
    other = await house.submit(2, email=None, now=LATER)
    await house.deliver(LATER)
    instead = mails(house, CLARA)[1]
    assert instead["Subject"] == "Something is waiting for you"
    said = instead.as_string() + body(instead, "plain") + body(instead, "html")
    assert [word for word in (other.reference, *ABOUT_AN_INQUIRY) if word in said] == []
    assert "https://intake.example.org/staff/me/key" in said


def test_every_mail_about_inquiries_is_locked() -> None:
    """Whatever the kind: a digest too. Only the invitation is not, for whoever lost key and password together."""
    composer = Composer(
        make_content(), make_catalogs(), base_url="https://intake.example.org", sender="intake@example.org"
    )
    key = bytes(Tsk.generate(NAMED).extract_certificate())
    locked = {}
    for sample in SAMPLES.values():
        message = read_wire(composer.compose(replace(sample.mail, openpgp_key=key), now=NOW))
        locked[sample.mail.kind] = message.get_content_type() == "multipart/encrypted"
    assert {kind for kind, is_locked in locked.items() if not is_locked} == {MailKind.INVITATION}
