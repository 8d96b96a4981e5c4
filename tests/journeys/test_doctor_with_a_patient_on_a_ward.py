"""English: a doctor, lymphoma that two treatments did not hold, the patient on a ward. Somebody looks the same day."""

from dataclasses import replace

import pytest

from intake.domain.values import Priority
from tests.journeys.house import House
from tests.journeys.sheets import plain
from tests.journeys.steps import acknowledgement, follow_up, is_hidden_from, opened, routed, told, write
from tests.people import CLARA, OMAR

pytestmark = pytest.mark.anyio

BORIS = replace(
    CLARA, email="boris@test.example", name="Boris Test", queues=frozenset({"heme"}), languages=("en",), locale="ru"
)


async def test_blood_cancers_have_it_the_same_day(house: House) -> None:
    await house.hire(BORIS, OMAR)
    sent = await write(
        house,
        "en",
        inquirer_role="physician",
        authority_ok="yes",
        condition="dlbcl",
        birth_year="1968",
        disease_state="refractory",
        lines_count="2",
        in_hospital="ward",
        preferred_language="en",
        residence_country="CY",
        contact_name="Doctor Exemplar",
        email="ward@example.org",
        question="Refractory after R-CHOP and one salvage line. Could you take him over?",
    )
    assert "Please do not wait for our answer" in sent.receipt
    await acknowledgement(house, sent)
    path = await told(house, BORIS, sent)
    sheet = await opened(house, BORIS, sent, path)
    passed = ["solid-tumour", "not-offered", "after-car-t", "child", "autoimmune"]
    routed(house, sheet, BORIS, queue="heme", rule="blood-cancer", passed=passed)
    found = await house.acknowledged(sent.reference)
    assert found.priority is Priority.SAME_DAY
    assert "urgency--same_day" in sheet.page
    say = house.resources.catalogs.translations("ru", "staff").pgettext
    assert say("urgency", "Same day") in plain(sheet.page)
    assert say("flag", "In hospital or intensive care") in plain(sheet.page)
    await is_hidden_from(house, OMAR, sent, path)
    await follow_up(house, sent)
