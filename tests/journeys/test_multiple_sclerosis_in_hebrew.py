"""Hebrew: multiple sclerosis without any treatment so far. Nobody is refused by a form; the study desk answers."""

import pytest

from intake.domain.values import Status
from tests.journeys.house import House
from tests.journeys.steps import acknowledgement, follow_up, is_hidden_from, opened, routed, told, write
from tests.people import CLARA, OMAR

pytestmark = pytest.mark.anyio


async def test_nothing_is_refused(house: House) -> None:
    await house.hire(CLARA, OMAR)
    sent = await write(
        house,
        "he",
        condition="multiple-sclerosis",
        birth_year="1988",
        disease_state="newly_diagnosed",
        lines_count="0",
        preferred_language="he",
        residence_country="FR",  # not Israel: the office hours in the mail name its time zone
        contact_name="ניסיון בדיקה",
        email="nisayon@example.org",
        question="עוד לא קיבלתי שום טיפול. האם יש מחקר בשבילי?",
        notices_autoimmune_ack="yes",
    )
    assert "/he/programmes/not-offered" not in sent.receipt
    await acknowledgement(house, sent)
    path = await told(house, CLARA, sent)
    sheet = await opened(house, CLARA, sent, path)
    passed = ["solid-tumour", "not-offered", "after-car-t", "child"]
    routed(house, sheet, CLARA, queue="autoimmune", rule="autoimmune", passed=passed)
    assert (await house.acknowledged(sent.reference)).status is Status.ACKNOWLEDGED
    await is_hidden_from(house, OMAR, sent, path)
    await follow_up(house, sent)
