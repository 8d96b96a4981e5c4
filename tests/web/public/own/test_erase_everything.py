"""Erasing on the follow-up page: typed confirmation, a receipt that only the person has, and a page that checks it."""

import re

import httpx2
import pytest

from intake.app import create_app
from intake.domain.visit import Level, Visit
from intake.resources import Resources
from intake.services import visits
from intake.store import erasures, inquiries
from intake.web.public import receipt
from tests.driving import browser, started
from tests.web.public.own.detailing import come_in
from tests.web.public.own.sending import on_disk, pdf
from tests.web.public.own.sending import send as send_files

pytestmark = pytest.mark.anyio

PAGE = "/en/follow-up/erase"


async def erase(visitor: httpx2.AsyncClient, typed: str, **more: str) -> httpx2.Response:
    """Type the reference and press the button."""
    return await visitor.post(PAGE, data={"confirm": typed, "action": "erase", **more})


def receipt_on(page: str) -> dict[str, str]:
    """What stands on a receipt, as the form that checks it asks for it."""
    codes = re.findall(r'<bdi class="code code-big" dir="ltr">(.*?)</bdi>', page, re.S)
    words = [" ".join(re.findall(r"<span>([^<]*)</span>", code)) for code in codes]
    return dict(zip(("reference", "time", "code"), words, strict=True))


async def test_it_is_gone_and_the_receipt_can_be_checked(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """A file with it; the door does not open any more; the receipt verifies, and a changed one does not."""
    reference, code = await come_in(visitor)
    await send_files(visitor, ("report.pdf", pdf()))
    assert on_disk(resources)
    page = await visitor.get(PAGE)
    assert reference in page.text
    answer = await erase(visitor, reference.upper())
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/erasure/receipt")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    shown = await visitor.get("/en/erasure/receipt")
    assert "Nothing of it is left in our system" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert re.search(
        r"That was \d+ \w+ \d{4}, \d\d:\d\d \(.*Time\)\. The receipt itself counts in world time", shown.text
    )
    assert on_disk(resources) == []
    assert (await visitor.get(PAGE)).headers["location"] == "/en/follow-up?next=erase"
    assert (await visitor.get("/en/inquiry/received")).status_code != 200
    entered = await visitor.post("/en/follow-up", data={"reference": reference, "access_code": code})
    assert entered.status_code == 422
    kept = receipt_on(shown.text)
    assert kept["reference"] == reference
    right = await visitor.post("/en/erasure", data=kept)
    assert "This receipt is ours" in right.text
    wrong = await visitor.post("/en/erasure", data={**kept, "code": "0000 0000 0000"})
    assert "We cannot confirm this" in wrong.text
    async with resources.db.read() as snapshot:
        assert await erasures.count(snapshot) == 1
        assert await inquiries.by_reference(snapshot, resources.keyring, reference) is None


async def test_only_the_reference_confirms(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Anything else: the same page with what was typed, and nothing is erased. Another language checks nothing."""
    reference, _ = await come_in(visitor)
    for typed in ("", "yes", "7qk2-m9d4"):
        answer = await erase(visitor, typed)
        assert answer.status_code == 422
        assert "Nothing was erased" in answer.text
        assert f'value="{typed}"' in answer.text
    switched = await visitor.post(PAGE, data={"confirm": reference, "action": "switch"})
    assert switched.status_code == 200
    assert f'value="{reference}"' in switched.text
    async with resources.db.read() as snapshot:
        assert await inquiries.by_reference(snapshot, resources.keyring, reference) is not None


async def test_who_came_by_a_link_from_a_mail_is_asked_for_the_code(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """Who reads the mail may neither erase nor give consent; with the code, what was typed goes on."""
    reference, code = await come_in(visitor)
    async with resources.db.write() as tx:
        found = await inquiries.by_code(tx, resources.keyring, reference, code)
        assert found is not None
        opened = await visits.begin(tx, Visit(found.id, Level.LINK), now=receipt.now())
    visitor.cookies.clear()
    visitor.cookies.set("intake_visit", opened.token)
    assert (await visitor.get(PAGE)).status_code == 303
    asked = await erase(visitor, reference)
    assert asked.status_code == 200
    assert "we also need your access code" in asked.text
    assert (await visitor.get("/en/follow-up/consents/sheet")).status_code == 303
    through = await erase(visitor, reference, reference=reference, access_code=code)
    assert (through.status_code, through.headers["location"]) == (303, "/en/erasure/receipt")


async def test_a_receipt_that_was_made_up_is_not_shown(visitor: httpx2.AsyncClient) -> None:
    """The cookie is only believed with the code that we alone can make."""
    for value in ("7qk2-m9d4.2026-11-22T12:00.000000000000.1", "x", "", "." * 5000):
        visitor.cookies.set("intake_erased", value)
        assert (await visitor.get("/en/erasure/receipt")).status_code == 303


async def test_checking_is_slowed_and_keeps_what_was_typed(resources: Resources) -> None:
    """Five tries at a reference, then a pause; nobody learns whether there ever was such a message."""
    async with started(create_app(resources)) as app, browser(app) as visitor:
        data = {"reference": "7qk2-m9d4", "time": "2026-11-22 12:00", "code": "1" * 12}
        answers = [await visitor.post("/en/erasure", data=data) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert int(answers[-1].headers["retry-after"]) > 0
        assert all("7qk2-m9d4" in answer.text for answer in answers)
        switched = await visitor.post("/en/erasure", data={**data, "action": "switch"})
        assert switched.status_code == 200
        assert "1" * 12 in switched.text
