"""A7: what somebody types never reaches a header. (What is refused: `tests/web/public/test_submit_inquiry.py`.)"""

from datetime import UTC, datetime
from email.parser import BytesParser
from email.policy import default

import pytest

from intake.services.mail import delivery
from tests.abuse.target import Target
from tests.people import CLARA

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"])]

HEADERS = [
    "From",
    "MIME-Version",
    "Content-Language",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "List-Unsubscribe",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Content-Type",
]
TO_THE_DESK_ALONE = {"List-Unsubscribe"}


class Tray:
    """A courier that keeps what it is given."""

    def __init__(self) -> None:
        self.taken: list[tuple[bytes, str]] = []

    async def deliver(self, message: bytes, sender: str, recipient: str, **_: object) -> None:
        self.taken.append((message, recipient))

    async def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("text", ["=?utf-8?q?x=0D=0ABcc:=20e@e.c?=", "Bcc: e@e.c", "\u202etxt.exe", "%(reference)s"])
async def test_a_mail_has_our_headers_and_one_recipient_whatever_was_typed(target: Target, text: str) -> None:
    await target.hire(CLARA)
    await target.inquiry(contact_name=text, question=text, condition="sle")
    tray, house = Tray(), target.resources
    now = datetime.now(UTC)
    batch = await delivery.claim_due(db=house.db, keyring=house.keyring, courier=tray, composer=house.composer, now=now)
    await batch.run()
    assert {recipient for _, recipient in tray.taken} == {"amal@example.org", CLARA.email}
    for message, recipient in tray.taken:
        parsed = BytesParser(policy=default).parsebytes(message)
        beside = set() if recipient == CLARA.email else TO_THE_DESK_ALONE
        assert [name for name in parsed if name != "Reply-To"] == [name for name in HEADERS if name not in beside]
        assert parsed["To"] == recipient
        assert text.encode() not in message
