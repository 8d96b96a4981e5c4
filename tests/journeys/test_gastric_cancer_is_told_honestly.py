"""English: stomach cancer. The receipt itself says that it is not offered here, and where to ask; a person answers."""

from dataclasses import replace

import pytest

from intake.domain.values import FormRole
from tests.journeys.house import House
from tests.journeys.sheets import plain
from tests.journeys.steps import acknowledgement, follow_up, is_hidden_from, is_in, opened, routed, told, write
from tests.people import CLARA

pytestmark = pytest.mark.anyio

RUTH = replace(
    CLARA, email="ruth@test.example", name="Ruth Test", queues=frozenset({"reply-only"}), languages=("en",), locale="he"
)


async def test_the_honest_answer_comes_with_the_receipt(house: House) -> None:
    await house.hire(RUTH, CLARA)
    sent = await write(
        house,
        "en",
        condition="solid-gastric-gej",
        birth_year="1961",
        disease_state="refractory",
        lines_count="2",
        preferred_language="en",
        residence_country="GB",
        contact_name="Quentin Exemplar",
        email="quentin@example.org",
        question="Is there a study anywhere?",
    )
    assert house.resources.content.showing.notes[FormRole.NOT_OFFERED] in plain(sent.receipt)
    assert 'href="/en/programmes/not-offered"' in sent.receipt
    async with house.stranger() as browser:
        page = await browser.get("/en/programmes/not-offered")
    assert page.status_code == 200
    is_in(page.text, "en")
    await acknowledgement(house, sent)
    path = await told(house, RUTH, sent)
    sheet = await opened(house, RUTH, sent, path)
    routed(house, sheet, RUTH, queue="reply-only", rule="solid-tumour", passed=[])
    await is_hidden_from(house, CLARA, sent, path)
    await follow_up(house, sent)
