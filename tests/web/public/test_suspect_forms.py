"""What looks sent by a machine is kept and waits for a person; whoever writes from far away is never suspect."""

import hashlib
from datetime import timedelta
from itertools import count
from pathlib import Path

import httpx2
import pytest

from intake.app import create_app
from intake.domain.inquiry import Inquiry
from intake.domain.message import MailKind, OutboxState
from intake.domain.shelves import Shelf
from intake.domain.suspicion import PROOF_BITS, Sign
from intake.domain.values import Answers
from intake.resources import Resources, open_resources
from intake.store import inquiries, outbox
from intake.store.inquiries import Filters
from tests.driving import browser, started
from tests.makers import make_settings
from tests.visit import filled, hidden, open_form, receipt_of, send
from tests.web.public.clock import Clock

pytestmark = pytest.mark.anyio

DESPAIR = "I want to kill myself."


async def held(resources: Resources, reference: str) -> tuple[Sign, ...] | None:
    """Why an inquiry waits for a person; None where it does not."""
    opened = await stored(resources, reference)
    return opened.signs if opened.summary.quarantined else None


async def stored(resources: Resources, reference: str) -> Inquiry:
    """The inquiry as it lies there."""
    async with resources.db.read() as snapshot:
        found = await inquiries.by_reference(snapshot, resources.keyring, reference)
        assert found is not None
        opened = await inquiries.load(snapshot, resources.keyring, found.id)
    assert opened is not None
    return opened


async def mails(resources: Resources) -> list[MailKind]:
    async with resources.db.read() as snapshot:
        orders = await outbox.entries(snapshot)
    return sorted(order.kind for order in orders if order.state is not OutboxState.CANCELLED)


async def sent(visitor: httpx2.AsyncClient, form: dict[str, str], **answers: object) -> str:
    """Send it as a browser without cookies does: the reference on the receipt."""
    visitor.cookies.clear()
    answer = await send(visitor, form, "en", **answers)
    assert answer.status_code == 200, answer.text
    return receipt_of(answer.text)[0]


async def test_a_filled_trap_is_kept_and_waits_for_a_person(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """The usual receipt, and neither an acknowledgement nor a mail to the desk."""
    reference = await sent(visitor, await open_form(visitor), form_note="https://buy.example")
    assert await held(resources, reference) == (Sign.TRAP,)
    assert await mails(resources) == []
    async with resources.db.read() as snapshot:
        assert await inquiries.count(snapshot, resources.keyring, Filters()) == 0
        assert await inquiries.count(snapshot, resources.keyring, Filters(shelves=[Shelf.HELD])) == 1


async def test_what_cannot_wait_is_told_to_the_desk_even_if_it_looks_like_spam(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    reference = await sent(visitor, await open_form(visitor), form_note="x", question=DESPAIR)
    assert await held(resources, reference) == (Sign.TRAP,)
    assert await mails(resources) == [MailKind.INQUIRY_ROUTED]


async def test_nobody_fills_in_a_form_in_a_second(
    visitor: httpx2.AsyncClient, resources: Resources, clock: Clock
) -> None:
    form = await open_form(visitor)
    soon, later = str(int(clock.at.timestamp()) - 1), str(int(clock.at.timestamp()) - 11)
    assert await held(resources, await sent(visitor, {**form, "opened": soon})) == (Sign.TOO_FAST,)
    other = await open_form(visitor)
    assert await held(resources, await sent(visitor, {**other, "opened": later})) is None


@pytest.mark.parametrize("opened", ["", "soon", "9" * 60, "-5", "99999999999"])
async def test_a_moment_that_cannot_be_read_makes_nobody_suspect(
    visitor: httpx2.AsyncClient, resources: Resources, opened: str
) -> None:
    """An old page, a broken proxy, a clock that is wrong."""
    form = await open_form(visitor)
    assert await held(resources, await sent(visitor, {**form, "opened": opened})) is None


async def test_the_moment_a_form_was_opened_outlives_mistakes_and_another_language(
    visitor: httpx2.AsyncClient,
) -> None:
    """A page that comes back does not start the clock anew: a corrected form may be sent at once."""
    form = await open_form(visitor)
    wrong = await visitor.post("/en/inquiry", data={**form, "action": "send"})
    assert hidden(wrong.text, "opened") == form["opened"]
    switched = await visitor.post("/en/inquiry", data={**form, "action": "switch"})
    assert hidden(switched.text, "opened") == form["opened"]
    assert 'name="form_note" type="text" value=""' in switched.text


async def test_a_saved_form_is_old_when_it_is_taken_up(visitor: httpx2.AsyncClient, clock: Clock) -> None:
    await visitor.post("/en/inquiry", data=filled(await open_form(visitor), action="save"))
    begun = int(clock.at.timestamp())
    clock.at += timedelta(hours=1)
    page = await visitor.get("/en/inquiry/draft")
    assert hidden(page.text, "opened") == str(begun)


async def test_a_form_sent_again_never_puts_a_known_inquiry_aside(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    form = await open_form(visitor)
    reference = await sent(visitor, form)
    assert await sent(visitor, form, question="More words", form_note="filled in later") == reference
    assert await held(resources, reference) is None


async def test_sending_again_from_quarantine_lets_nothing_out(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """Nor does a corrected address make us write to anybody."""
    form = await open_form(visitor)
    reference = await sent(visitor, form, form_note="x")
    assert await sent(visitor, form, email="somebody@example.org") == reference
    assert await held(resources, reference) == (Sign.TRAP,)
    assert await mails(resources) == []


async def test_that_a_corrected_address_gets_no_receipt_today_is_kept_for_the_desk(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """Two others wrote with this address today: the coordinator reads that mail is paused, and nobody else waits."""
    for _ in range(2):
        await sent(visitor, await open_form(visitor), email="full@example.org")
    form = await open_form(visitor)
    reference = await sent(visitor, form)
    assert (await stored(resources, reference)).signs == ()
    assert await sent(visitor, form, email="full@example.org") == reference
    assert (await stored(resources, reference)).signs == (Sign.MAIL_PAUSED,)
    assert await held(resources, reference) is None
    assert (await mails(resources)).count(MailKind.INQUIRY_RECEIVED) == 3


@pytest.mark.parametrize(
    "answers",
    [
        {"residence_country": country, "preferred_language": language, "contact_name": name, "question": words}
        for country, language, name, words in (
            ("RU", "ru", "Анна Пример", "Можно ли помочь моей маме? https://example.org/выписка"),
            ("NG", "en", "Ade Example", "Please help. We have no insurance and cannot pay now."),
            ("CN", "ru", "张例", "您好，请帮助我父亲。"),
            ("IR", "fa", "مثال", "لطفاً کمک کنید"),
            ("GE", "ka", "მაგალითი", "გთხოვთ დამეხმაროთ"),
        )
    ],
)
async def test_language_and_country_are_no_sign(
    visitor: httpx2.AsyncClient, resources: Resources, answers: Answers
) -> None:
    reference = await sent(visitor, await open_form(visitor), **answers)
    assert await held(resources, reference) is None
    assert MailKind.INQUIRY_RECEIVED in await mails(resources)


def work(form_id: str) -> str:
    """What a browser finds after some tries."""
    for number in count():
        digest = hashlib.sha256(f"{form_id}:{number}".encode()).digest()
        if int.from_bytes(digest[:4], "big") >> (32 - PROOF_BITS) == 0:
            return str(number)
    raise AssertionError


async def test_under_attack_work_is_asked_for_and_nobody_is_refused(database_url: str, tmp_path: Path) -> None:
    """More than three in a minute here: who did the work goes on, all others wait for a person."""
    settings = make_settings(tmp_path, database_url, INTAKE_FLOOD="3")
    async with (
        open_resources(settings) as resources,
        started(create_app(resources)) as app,
        browser(app) as visitor,
    ):
        calm = await visitor.get("/inquiry/puzzle")
        assert (calm.json(), calm.headers["cache-control"]) == ({"bits": 0}, "no-store")
        known = await open_form(visitor)
        for number in range(3):
            form = known if number == 0 else await open_form(visitor)
            assert await held(resources, await sent(visitor, form)) is None
        assert await held(resources, await sent(visitor, await open_form(visitor))) == (Sign.FLOOD,)
        assert (await visitor.get("/inquiry/puzzle")).json() == {"bits": PROOF_BITS}
        form = await open_form(visitor)
        assert await held(resources, await sent(visitor, {**form, "proof": work(form["form_id"])})) is None
        # The same form again is no arrival: it neither counts nor is looked at.
        assert await held(resources, await sent(visitor, known, question="One thing more")) is None
