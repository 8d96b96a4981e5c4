"""The office asked a few questions: they stand on a page of their own, in the reader's language, one by one."""

import re
from datetime import UTC, datetime

import httpx2
import pytest

from intake.domain.access import Actor
from intake.domain.inquiry import InquirySummary
from intake.domain.message import MailKind
from intake.domain.triage import Waiting
from intake.domain.values import Status
from intake.resources import Resources
from intake.services.desk import asks
from intake.store import inquiries, outbox
from tests.people import CLARA, hire
from tests.visit import hidden
from tests.web.public.own.detailing import chosen, come_in, kept

pytestmark = pytest.mark.anyio

PAGE = "/en/follow-up/asked"


async def coordinator(resources: Resources) -> Actor:
    """Clara, who serves every queue here."""
    actor = await hire(CLARA, resources.db, resources.keyring)
    return Actor(actor.staff_id, actor.role, None, actor.locale, actor.name)


async def found(resources: Resources, keys: tuple[str, str]) -> InquirySummary:
    async with resources.db.read() as snapshot:
        about = await inquiries.by_code(snapshot, resources.keyring, *keys)
    assert about is not None
    return about


async def ask(resources: Resources, keys: tuple[str, str], *questions: str) -> None:
    """A coordinator puts these questions to whoever has these keys."""
    clara, about = await coordinator(resources), await found(resources, keys)
    now = datetime.now(UTC)
    await asks.send(clara, about.id, about.version, questions, "form-1", office=resources.office, now=now)


async def tell(visitor: httpx2.AsyncClient, **typed: str) -> httpx2.Response:
    page = (await visitor.get(PAGE)).text
    sent = {name.replace("__", "."): value for name, value in typed.items()}
    return await visitor.post(PAGE, data={**sent, "seen": hidden(page, "seen")})


async def test_it_works(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """A mail that names nothing, a line on the timeline, exactly these questions; and it is the office's turn again."""
    keys = await come_in(visitor, disease_state="unknown")
    assert "The office asks you" not in (await visitor.get("/en/follow-up")).text
    await ask(resources, keys, "disease_state", "relapse_count", "birth_date")
    async with resources.db.read() as snapshot:
        (mail,) = [one for one in await outbox.entries(snapshot) if one.kind is MailKind.MESSAGE_WAITING]
    assert "disease_state" not in str(mail)

    timeline = (await visitor.get("/en/follow-up")).text
    assert "The office asks you 3 short questions" in timeline
    page = (await visitor.get(PAGE)).text
    assert re.findall(r'id="field-([\w.]+)"', page) == ["disease_state", "birth_date", "relapse_count"]
    assert chosen(page, "disease_state") == []  # “I do not know” is asked anew, not pressed already

    answer = await tell(visitor, disease_state="relapsed", relapse_count="2", birth_date__unknown="yes")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/follow-up?done=asked")
    after = (await visitor.get(answer.headers["location"])).text
    assert "Thank you. Your answers are with us." in after
    assert "You answered our questions" in after
    assert "The office asks you" not in after
    answers = (await kept(resources, keys)).answers
    assert (answers["disease_state"], answers["relapse_count"]) == ("relapsed", "2")
    about = await found(resources, keys)
    assert (about.status, about.waiting_for) == (Status.NEED_INFO, Waiting.OFFICE)
    assert "Nothing is open" in (await visitor.get(PAGE)).text


async def test_what_is_right_is_kept_beside_what_is_wrong_and_what_is_left_out(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    keys = await come_in(visitor)
    await ask(resources, keys, "relapse_count", "cns_involved", "wbc_high")
    wrong = await tell(visitor, relapse_count="many", cns_involved="no")
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.text
    assert "Your answers are saved" in wrong.text
    assert 'id="field-cns_involved"' not in wrong.text

    part = await tell(visitor, relapse_count="2")
    assert part.headers["location"] == f"{PAGE}?saved=yes"
    left = (await visitor.get(part.headers["location"])).text
    assert re.findall(r'id="field-([\w.]+)"', left) == ["wbc_high"]
    assert "The office asks you 1 short question" in (await visitor.get("/en/follow-up")).text

    nothing = await tell(visitor)
    assert (nothing.status_code, "There was no answer" in nothing.text) == (422, True)
    assert (await tell(visitor, wbc_high="unknown")).headers["location"] == "/en/follow-up?done=asked"


async def test_another_language_takes_along_what_was_typed_and_saves_nothing(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    keys = await come_in(visitor)
    await ask(resources, keys, "relapse_count")
    page = (await visitor.get(PAGE)).text
    typed = {"relapse_count": "2", "seen": hidden(page, "seen"), "action": "switch"}
    switched = await visitor.post("/he/follow-up/asked", data=typed)
    assert switched.status_code == 200
    assert 'lang="he"' in switched.text
    assert 'value="2"' in switched.text
    assert "relapse_count" not in (await kept(resources, keys)).answers


async def test_what_the_other_window_said_stands_beside_it(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    keys = await come_in(visitor)
    await ask(resources, keys, "relapse_count")
    old = hidden((await visitor.get(PAGE)).text, "seen")
    details = "/en/follow-up/details/disease"
    seen = hidden((await visitor.get(details)).text, "seen")
    await visitor.post(details, data={"relapse_count": "1", "seen": seen, "action": "next"})
    answer = await visitor.post(PAGE, data={"relapse_count": "3", "seen": old})
    assert answer.status_code == 409
    assert "In the other window:" in answer.text
    again = await visitor.post(PAGE, data={"relapse_count": "3", "seen": hidden(answer.text, "seen")})
    assert again.status_code == 303
    assert (await kept(resources, keys)).answers["relapse_count"] == "3"


async def test_without_the_code_the_questions_are_not_shown(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    keys = await come_in(visitor)
    await ask(resources, keys, "relapse_count")
    visitor.cookies.clear()
    answer = await visitor.get(PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/follow-up?next=asked")


async def test_the_treatments_are_one_tap_away(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    keys = await come_in(visitor)
    await ask(resources, keys, "treatments_complete")
    page = (await visitor.get(PAGE)).text
    assert 'href="/en/follow-up/treatments"' in page
    assert (await tell(visitor, treatments_complete="yes")).status_code == 303
