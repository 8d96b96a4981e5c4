"""What somebody asked of those who write to them holds from the first mail on, and for each that follows."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import httpx2
import pytest

from intake.resources import Resources
from intake.services.mail import delivery
from tests.visit import hidden
from tests.web.public.own.detailing import come_in

pytestmark = pytest.mark.anyio

CLINIC = "Example Clinic"


@dataclass
class Postbag:
    """A courier that keeps what it is given."""

    mails: list[EmailMessage] = field(default_factory=list)

    async def deliver(self, message: bytes, sender: str, recipient: str, **_: object) -> None:
        """Keep it."""
        self.mails.append(message_from_bytes(message, policy=policy.default))

    async def close(self) -> None:
        """Nothing to close."""


async def delivered(resources: Resources) -> list[EmailMessage]:
    """All that is due goes out; the mails to the inquirer."""
    bag = Postbag()
    batch = await delivery.claim_due(
        db=resources.db,
        keyring=resources.keyring,
        courier=bag,
        composer=resources.composer,
        now=datetime.now(UTC) + timedelta(minutes=1),
    )
    await batch.run()
    return [mail for mail in bag.mails if str(mail["To"]).endswith("@example.org")]


def words(mail: EmailMessage) -> str:
    """Everything of a mail that a person may see."""
    bodies = [mail.get_body((kind,)) for kind in ("plain", "html")]
    return " ".join([str(mail["From"]), str(mail["Subject"]), *(body.get_content() for body in bodies if body)])


@pytest.mark.parametrize(
    "asked", [{"contact_limits": "shared_mailbox"}, {"contact_limits": "no_illness"}, {"safe_to_call": "no"}]
)
async def test_the_receipt_by_mail_says_nothing_that_others_should_not_read(
    visitor: httpx2.AsyncClient, resources: Resources, asked: dict[str, str]
) -> None:
    await come_in(visitor, **asked)
    (mail,) = await delivered(resources)
    said = words(mail)
    assert CLINIC not in said
    assert "doctor" not in said
    assert "emergency" not in said
    assert mail["Reply-To"] is None


async def test_who_asked_for_nothing_is_told_who_writes(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    await come_in(visitor)
    (mail,) = await delivered(resources)
    assert CLINIC in words(mail)
    assert "emergency" in words(mail)


async def test_what_is_asked_later_holds_from_then_on(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """A new address that others read: the old one is told openly, the new one discreetly, and no link goes there."""
    reference, _ = await come_in(visitor)
    assert len(await delivered(resources)) == 1
    seen = hidden((await visitor.get("/en/follow-up/contact")).text, "seen")
    typed = {
        "contact_name": "Amal Example",
        "email": "family@example.org",
        "preferred_channel": "email",
        "preferred_language": "en",
        "contact_limits": "shared_mailbox",
        "seen": seen,
        "action": "save",
    }
    assert (await visitor.post("/en/follow-up/contact", data=typed)).status_code == 303
    told = {str(mail["To"]): CLINIC in words(mail) for mail in await delivered(resources)}
    assert told == {"amal@example.org": True, "family@example.org": False}
    assert (await visitor.post("/en/follow-up/link", data={"reference": reference})).status_code == 200
    assert await delivered(resources) == []


async def test_what_waits_already_becomes_discreet(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """The receipt has not gone out yet when they say that others read their mail."""
    await come_in(visitor)
    seen = hidden((await visitor.get("/en/follow-up/contact")).text, "seen")
    typed = {
        "contact_name": "Amal Example",
        "email": "amal@example.org",
        "preferred_channel": "email",
        "preferred_language": "en",
        "contact_limits": "shared_mailbox",
        "seen": seen,
        "action": "save",
    }
    assert (await visitor.post("/en/follow-up/contact", data=typed)).status_code == 303
    (mail,) = await delivered(resources)
    assert CLINIC not in words(mail)
