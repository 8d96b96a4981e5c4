"""How we reach somebody is theirs to change: checked as on the form, told to the old address and the new one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from intake.domain.contact import ContactLimits
from intake.domain.message import MailKind
from intake.resources import Resources
from intake.services.visits import VISIT_IDLE
from intake.store import finding, outbox
from tests.visit import hidden
from tests.web.public.clock import Clock
from tests.web.public.own.detailing import chosen, come_in, kept, value

pytestmark = pytest.mark.anyio

CONTACT = "/en/follow-up/contact"
NEW = {
    "contact_name": "Amal Example",
    "email": "new@example.org",
    "phone": "+49 30 901820",
    "preferred_channel": "any",
    "preferred_language": "he",
    "best_time": ["morning", "evening"],
    "safe_to_call": "no",
    "contact_limits": ["shared_mailbox", "only_these_hours"],
}


async def change(visitor: httpx2.AsyncClient, seen: str | None = None, **changes: object) -> httpx2.Response:
    """Open the page, change everything on it, save; ``changes`` replace or, with None, remove single fields."""
    shown = hidden((await visitor.get(CONTACT)).text, "seen") if seen is None else seen
    typed = {name: given for name, given in {**NEW, **changes}.items() if given is not None}
    return await visitor.post(CONTACT, data={"action": "save", **typed, "seen": shown})


async def told(resources: Resources) -> Sequence[tuple[str, bool]]:
    """The addresses that are told of a change, and whether the mail must not say who writes."""
    async with resources.db.write() as tx:
        now = (await outbox.next_due(tx)) or pytest.fail("no mail")
        mails = await outbox.claim(tx, resources.keyring, now=now + timedelta(days=1), limit=50, lease=timedelta(1))
    mine = [mail for mail in mails if mail.kind is MailKind.CONTACT_CHANGED]
    return sorted((str(mail.recipient), mail.discreet) for mail in mine)


async def test_it_works(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Everything on the page is what was stored; afterwards the timeline says so, and both addresses hear of it."""
    keys = await come_in(visitor)
    before = (await visitor.get(CONTACT)).text
    assert value(before, "contact_name") == "Amal Example"
    assert chosen(before, "preferred_channel") == ["email"]
    answer = await change(visitor)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/follow-up?done=contact")
    page = (await visitor.get(answer.headers["location"])).text
    assert "From now on we reach you like this." in page
    assert "You changed how we reach you" in page
    contents = await kept(resources, keys)
    assert {name: contents.answers[name] for name in ("email", "phone", "best_time")} == {
        "email": "new@example.org",
        "phone": "+4930901820",
        "best_time": ("morning", "evening"),
    }
    assert contents.language == "he"
    assert ContactLimits.of(contents.answers).shared_mailbox
    assert contents.answers["condition"] == "dlbcl"
    assert await told(resources) == [("amal@example.org", False), ("new@example.org", True)]
    async with resources.db.read() as snapshot:
        (found,) = await finding.by_contacts(
            snapshot, resources.keyring, "email", ["new@example.org"], queues=None, limit=9
        )
        gone = await finding.by_contacts(
            snapshot, resources.keyring, "email", ["amal@example.org"], queues=None, limit=9
        )
        assert not gone
    assert found.reference == keys[0]


async def test_who_asks_for_a_call_and_for_none_is_asked_which(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """Nothing is saved, everything typed stays, and the sentence stands at the question that can be changed."""
    keys = await come_in(visitor)
    answer = await change(visitor, preferred_channel="phone", contact_limits=["no_calls"])
    assert answer.status_code == 422
    at_the_question = answer.text.partition('id="preferred_channel-error"')[2].partition("</p>")[0]
    assert "Choose another way, or take that tick away." in at_the_question
    assert chosen(answer.text, "contact_limits") == ["no_calls"]
    assert "phone" not in (await kept(resources, keys)).answers
    assert (await change(visitor, preferred_channel="email", contact_limits=["no_calls"])).status_code == 303


async def test_nobody_fills_a_mailbox_by_changing_to_and_fro(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Whose address it is may know nothing of all this: three mails a day are enough to say so."""
    await come_in(visitor)
    for _ in range(4):
        for address in ("one@example.org", "two@example.org"):
            assert (await change(visitor, email=address)).status_code == 303
    mailed = [address for address, _ in await told(resources)]
    assert {address: mailed.count(address) for address in mailed} == {
        "amal@example.org": 1,
        "one@example.org": 3,
        "two@example.org": 3,
    }


async def test_who_keeps_the_address_is_sent_no_mail(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    await come_in(visitor)
    assert (await change(visitor, email="AMAL@example.org")).status_code == 303
    assert await told(resources) == []


async def test_who_removes_the_address_is_told_there(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    await come_in(visitor)
    assert (await change(visitor, email=None, preferred_channel="phone")).status_code == 303
    assert await told(resources) == [("amal@example.org", False)]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"email": "not an address"}, "email"),
        ({"email": None, "phone": None}, "email"),
        ({"phone": None, "preferred_channel": "phone"}, "phone"),
        ({"contact_name": " "}, "contact_name"),
        ({"contact_name": "x" * 121}, "contact_name"),
        ({"preferred_channel": "messenger"}, "messenger_ack"),
        ({"contact_limits": "by_pigeon"}, "contact_limits"),
    ],
)
async def test_it_is_checked_as_on_the_form_and_saved_as_a_whole(
    visitor: httpx2.AsyncClient, resources: Resources, changes: dict[str, Any], wrong: str
) -> None:
    keys = await come_in(visitor)
    answer = await change(visitor, **changes)
    assert answer.status_code == 422
    assert f'id="{wrong}-error"' in answer.text
    assert f'href="#{wrong}"' in answer.text
    assert chosen(answer.text, "best_time") == ["morning", "evening"]
    assert (await kept(resources, keys)).answers["email"] == "amal@example.org"


async def test_another_language_keeps_what_was_typed(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    keys = await come_in(visitor)
    seen = hidden((await visitor.get(CONTACT)).text, "seen")
    typed = {**NEW, "contact_name": "", "seen": seen, "action": "switch"}
    page = await visitor.post(CONTACT, data=typed)
    assert page.status_code == 200
    assert value(page.text, "email") == "new@example.org"
    assert hidden(page.text, "seen") == seen
    assert "-error" not in page.text
    assert (await kept(resources, keys)).answers["email"] == "amal@example.org"


async def test_two_windows_are_told_of_each_other(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """The second is not saved over the first; it keeps what was typed there, and saving it again does."""
    keys = await come_in(visitor)
    seen = hidden((await visitor.get(CONTACT)).text, "seen")
    assert (await change(visitor, seen, email="first@example.org")).status_code == 303
    second = await change(visitor, seen, email="second@example.org")
    assert second.status_code == 409
    assert "This was changed in another window" in second.text
    assert value(second.text, "email") == "second@example.org"
    assert (await kept(resources, keys)).answers["email"] == "first@example.org"
    assert (await change(visitor, hidden(second.text, "seen"), email="second@example.org")).status_code == 303
    assert (await kept(resources, keys)).answers["email"] == "second@example.org"


async def test_sent_twice_it_is_changed_once(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    await come_in(visitor)
    seen = hidden((await visitor.get(CONTACT)).text, "seen")
    answers = [await change(visitor, seen), await change(visitor, seen)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (await visitor.get("/en/follow-up")).text.count("You changed how we reach you") == 1
    assert len(await told(resources)) == 2


async def test_a_visit_that_ended_meanwhile_loses_nothing(
    visitor: httpx2.AsyncClient, resources: Resources, clock: Clock
) -> None:
    keys = await come_in(visitor)
    seen = hidden((await visitor.get(CONTACT)).text, "seen")
    clock.at += VISIT_IDLE + timedelta(seconds=1)
    page = await change(visitor, seen)
    assert "Please type your code again" in page.text
    answer = await change(visitor, seen, reference=keys[0], access_code=keys[1])
    assert answer.status_code == 303
    assert (await kept(resources, keys)).answers["contact_limits"] == ("shared_mailbox", "only_these_hours")
