"""Arabic: leukaemia, under 18. The desk for children gets it, and a guardian's consent is asked for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.journeys.house import House
from tests.journeys.sheets import Sheet, plain
from tests.journeys.steps import acknowledgement, follow_up, is_hidden_from, opened, routed, told, write
from tests.people import CLARA, OMAR
from tests.visit import open_form, send

pytestmark = pytest.mark.anyio

PERLA = replace(
    CLARA,
    email="perla@test.example",
    name="Perla Test",
    queues=frozenset({"paediatric"}),
    languages=("ar",),
    locale="he",
)
CHILD: Mapping[str, str] = {
    "condition": "b-all",
    "disease_state": "refractory",
    "lines_count": "2",
    "preferred_language": "ar",
    "residence_country": "IQ",
    "contact_name": "تجربة اختبار",
    "email": "tajriba@example.org",
    "question": "ما هي الخطوة التالية؟",
}
PASSED = ["solid-tumour", "not-offered", "after-car-t"]


def year_of(age: int) -> str:
    """The year of birth of somebody who is this old at most."""
    return str(datetime.now(UTC).year - age)


def alone(house: House, sheet: Sheet) -> bool:
    """Whether the coordinator is told that a guardian is missing."""
    say = house.resources.catalogs.translations(PERLA.locale, "staff").pgettext
    assert say("flag", "Patient under 18") in plain(sheet.page)
    return say("flag", "Under 18 and writing alone: ask for a parent or guardian") in plain(sheet.page)


async def test_a_teenager_who_writes_alone_is_kept_and_flagged(house: House) -> None:
    await house.hire(PERLA, OMAR)
    sent = await write(house, "ar", inquirer_role="self", birth_year=year_of(15), **CHILD)
    await acknowledgement(house, sent)
    path = await told(house, PERLA, sent)
    sheet = await opened(house, PERLA, sent, path)
    routed(house, sheet, PERLA, queue="paediatric", rule="child", passed=PASSED)
    assert alone(house, sheet)
    await is_hidden_from(house, OMAR, sent, path)
    await follow_up(house, sent)


async def test_a_parent_is_asked_to_confirm_and_then_nothing_is_missing(house: House) -> None:
    await house.hire(PERLA, OMAR)
    writing = {**CHILD, "inquirer_role": "child", "birth_year": year_of(9)}
    async with house.stranger() as browser:
        form = await open_form(browser, "ar")
        refused = await send(browser, form, "ar", **writing)
    assert refused.status_code == 422
    assert 'href="#authority_ok' in refused.text
    consent = house.resources.content.legal.consents["C3"]
    say = house.resources.catalogs.translations("ar", "site").pgettext
    assert say("consent.C3.text", consent.text) in plain(refused.text)
    sent = await write(house, "ar", authority_ok="yes", **writing)
    await acknowledgement(house, sent)
    path = await told(house, PERLA, sent)
    sheet = await opened(house, PERLA, sent, path)
    routed(house, sheet, PERLA, queue="paediatric", rule="child", passed=PASSED)
    assert not alone(house, sheet)
    await is_hidden_from(house, OMAR, sent, path)
    await follow_up(house, sent)
