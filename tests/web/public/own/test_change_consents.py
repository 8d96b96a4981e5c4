"""What was agreed to is shown as it was, can be given later, taken back with one button, and printed."""

import hashlib
import re
from datetime import UTC, datetime
from html import unescape

import httpx2
import pytest
from sqlalchemy import update

from intake.domain.consent import Deed, latest, shown, standing
from intake.domain.values import Status
from intake.resources import Resources
from intake.store import inquiries, outbox, revisions
from intake.store import keys as data_keys
from intake.store.answers import CONSENT
from intake.store.consents import to_value
from intake.store.revisions import Contents
from intake.store.tables import answers
from tests.visit import hidden
from tests.web.public.own.detailing import come_in

pytestmark = pytest.mark.anyio

PAGE = "/en/follow-up/consents"
RELATIVE = {"inquirer_role": "relative", "relationship": "parent", "authority_ok": "yes"}


async def contents_of(resources: Resources, keys: tuple[str, str]) -> Contents:
    """What the inquiry says now."""
    async with resources.db.read() as snapshot:
        found = await inquiries.by_code(snapshot, resources.keyring, *keys)
        assert found is not None
        contents = await revisions.load(snapshot, resources.keyring, found.id)
    assert contents is not None
    return contents


def quotes(page: str) -> list[tuple[str, str, str]]:
    """The texts on the page: language, direction, words."""
    found = re.findall(r'<blockquote lang="([^"]+)" dir="([^"]+)">(.*?)</blockquote>', page, re.S)
    return [(lang, direction, unescape(text)) for lang, direction, text in found]


def section(page: str, id_: str) -> str:
    """The part of the page about one consent."""
    return page.split(f'aria-labelledby="consent-{id_}"', 1)[1].split("</section>", 1)[0]


async def test_each_text_is_shown_exactly_as_it_was_with_version_language_time_and_hash(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """The words on the page make the hash on the page; each can be printed alone."""
    keys = await come_in(visitor, consent_share_hospital="yes")
    page = (await visitor.get(PAGE)).text
    stored = (await contents_of(resources, keys)).consents
    assert [event.id for event in stored] == ["C1", "N1", "C2"]
    for event in stored:
        part = section(page, event.id)
        assert ("en", "ltr", event.text) in quotes(part)
        assert event.sha256 == hashlib.sha256(event.text.encode()).hexdigest()
        assert event.sha256 in part
        assert f"Version {event.version}, shown in: English." in part
        assert "Agreed on" in part
        alone = await visitor.get(f"{PAGE}/{event.id}")
        assert quotes(alone.text) == [("en", "ltr", event.text)]
        assert keys[0] in alone.text
        assert alone.headers["cache-control"] == "no-store"
    assert "not agreed" in section(page, "C4")
    assert (await visitor.get(f"{PAGE}/C3")).status_code == 404
    assert (await visitor.get(f"{PAGE}/nothing")).status_code == 404


async def test_a_text_stays_in_the_language_it_was_given_in(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Given in Hebrew, read on the English page: still Hebrew, and marked so."""
    keys = await come_in(visitor)
    text = "אני מסכים ש-Example Clinic (demo) תשתמש בתשובות שלי."
    at = datetime(2026, 10, 1, 8, tzinfo=UTC)
    await reseal(resources, keys, to_value((shown("C1", text, version="1", locale="he", at=at, by="self"),)))
    part = section((await visitor.get(PAGE)).text, "C1")
    assert quotes(part) == [("he", "rtl", text)]
    assert "Version 1, shown in: Hebrew." in part
    assert quotes((await visitor.get(f"{PAGE}/C1")).text) == [("he", "rtl", text)]


@pytest.mark.parametrize(("id_", "question"), [("C2", "consent_share_hospital"), ("C4", "consent_research_contact")])
async def test_what_was_left_out_is_given_later_and_taken_back_with_one_button_each(
    visitor: httpx2.AsyncClient, resources: Resources, id_: str, question: str
) -> None:
    """Each is one event more; pressing twice is the same as once."""
    keys = await come_in(visitor)
    part = section((await visitor.get(PAGE)).text, id_)
    offered = quotes(part)[0][2]
    data = {"consent": id_, "seen": hidden(part, "seen")}
    for _ in range(2):
        answer = await visitor.post(PAGE, data=data)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=given")
    given = await contents_of(resources, keys)
    assert [event.text for event in given.consents if event.id == id_] == [offered]
    assert given.answers[question] == "yes"
    part = section((await visitor.get(f"{PAGE}?done=given")).text, id_)
    assert "I no longer agree" in part
    assert ">I agree<" not in part
    for _ in range(2):
        answer = await visitor.post("/en/follow-up/withdraw/consent", data={"consent": id_})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=withdrawn")
    after = await contents_of(resources, keys)
    assert [event.deed for event in after.consents if event.id == id_] == [Deed.GIVEN, Deed.WITHDRAWN]
    assert question not in after.answers
    assert ">I agree<" in section((await visitor.get(PAGE)).text, id_)


async def test_a_text_that_changed_meanwhile_is_not_agreed_to(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """What is written down is what was read."""
    keys = await come_in(visitor)
    answer = await visitor.post(PAGE, data={"consent": "C2", "seen": "0" * 64})
    assert answer.status_code == 409
    assert "Please read it again" in answer.text
    assert standing((await contents_of(resources, keys)).consents, "C2") is None
    for consent in ("C1", "C3", "N1", "C1.patient", "", "C9"):
        assert (await visitor.post(PAGE, data={"consent": consent, "seen": ""})).status_code == 404
        assert (await visitor.post("/en/follow-up/withdraw/consent", data={"consent": consent})).status_code == 404


async def test_who_writes_for_somebody_declares_it_in_the_words_for_their_role(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """The form shows the general sentence and every role's; the record holds the general one and this role's."""
    form = (await visitor.get("/en/inquiry")).text
    variants = re.findall(
        r'<span class="variant" data-enable-when="([^"]+)"><span class="only-if">([^<]+)</span>', form
    )
    assert [unescape(rule) for rule, _ in variants] == [
        f'{{"when":[{{"inquirer_role":["{role}"]}}],"unless":[]}}'
        for role in ("child", "relative", "physician", "agent")
    ]
    assert next(for_whom.strip() for _, for_whom in variants) == "For my child:"
    keys = await come_in(visitor, **RELATIVE)
    consent = resources.content.legal.consents["C3"]
    event = latest((await contents_of(resources, keys)).consents, "C3")
    assert event is not None
    assert event.text == f"{consent.text}\n{consent.variants['relative'].text}"
    assert event.by == "relative"


async def test_rows_of_earlier_days_are_read(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """They held what was given by id; what is done now comes after it."""
    keys = await come_in(visitor)
    old = {"version": "1", "locale": "en", "text": "I agree.", "sha256": "ab" * 32, "at": "2026-10-01T08:00:00+00:00"}
    await reseal(resources, keys, {"C1": old})
    part = section((await visitor.get(PAGE)).text, "C1")
    assert quotes(part) == [("en", "ltr", "I agree.")]
    assert "1 October 2026" in part
    offered = section((await visitor.get(PAGE)).text, "C2")
    await visitor.post(PAGE, data={"consent": "C2", "seen": hidden(offered, "seen")})
    assert [(event.id, event.by) for event in (await contents_of(resources, keys)).consents] == [
        ("C1", "self"),
        ("C2", "self"),
    ]


async def reseal(resources: Resources, keys: tuple[str, str], value: object) -> None:
    """Put a row as an earlier version wrote it in place of the one that is there."""
    async with resources.db.write() as tx:
        found = await inquiries.by_code(tx, resources.keyring, *keys)
        assert found is not None
        key = await data_keys.of(tx, resources.keyring, found.id)
        where = (answers.c.inquiry_id == found.id, answers.c["class"] == CONSENT)
        await tx.execute(update(answers).where(*where).values(sealed=key.seal(CONSENT, 1, value)))


async def test_withdrawing_ends_the_work_the_mails_and_what_was_agreed_to(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """The page says what stops and what stays; then it offers to erase. Twice is the same as once."""
    keys = await come_in(visitor, consent_share_hospital="yes")
    page = (await visitor.get("/en/follow-up/withdraw")).text
    assert "What stops" in page
    assert "was allowed, and stays so" in page
    for _ in range(2):
        answer = await visitor.post("/en/follow-up/withdraw", data={"action": "withdraw"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/follow-up/withdraw")
    contents = await contents_of(resources, keys)
    assert contents.status is Status.WITHDRAWN
    assert [standing(contents.consents, id_) for id_ in ("C1", "C2", "C4")] == [None] * 3
    assert standing(contents.consents, "N1") is not None
    after = (await visitor.get("/en/follow-up/withdraw")).text
    assert "/en/follow-up/erase" in after
    assert "You have withdrawn this message" in (await visitor.get("/en/follow-up")).text
    page = (await visitor.get(PAGE)).text
    assert "taken back" in section(page, "C1")
    assert 'aria-labelledby="consent-C4"' not in page
    async with resources.db.read() as snapshot:
        found = await inquiries.by_code(snapshot, resources.keyring, *keys)
        assert found is not None
        orders = await outbox.entries(snapshot, inquiry_id=found.id)
    assert [(order.kind, order.state) for order in orders if order.state == "queued"] == [("inquiry_updated", "queued")]
    assert {order.state for order in orders if order.kind == "inquiry_received"} == {"cancelled"}


async def test_a_message_that_is_over_can_be_withdrawn_as_well(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """Consent can be taken back at any time."""
    keys = await come_in(visitor)
    async with resources.db.write() as tx:
        found = await inquiries.by_code(tx, resources.keyring, *keys)
        assert found is not None
        await inquiries.change(tx, found.id, version=found.version, now=found.received_at, status=Status.CLOSED)
    await visitor.post("/en/follow-up/withdraw", data={"action": "withdraw"})
    contents = await contents_of(resources, keys)
    assert contents.status is Status.WITHDRAWN
    assert standing(contents.consents, "C1") is None
