"""Arabic: lupus after three treatments. Of two coordinators the one who speaks Arabic is told, in her own language."""

from dataclasses import replace

import pytest

from tests.journeys.house import House
from tests.journeys.steps import acknowledgement, follow_up, is_hidden_from, opened, routed, told, write
from tests.people import CLARA, OMAR

pytestmark = pytest.mark.anyio

NADIA = replace(CLARA, email="nadia@test.example", name="Nadia Test", languages=("ar", "en"), locale="ar")
HANNA = replace(CLARA, email="hanna@test.example", name="Hanna Test", languages=("he", "en"), locale="he")
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


async def test_the_coordinator_who_speaks_arabic_is_told(house: House) -> None:
    await house.hire(HANNA, NADIA, OMAR)
    sent = await write(
        house,
        "ar",
        condition="sle",
        birth_year="1992",
        disease_state="refractory",
        lines_count="3",
        preferred_language="ar",
        residence_country="JO",
        contact_name="تجربة اختبار",
        email="tajriba@example.org",
        question="جربنا ثلاثة أدوية، منها ريتوكسيماب (rituximab)، ولم تنفع.",
        notices_autoimmune_ack="yes",
    )
    await acknowledgement(house, sent)
    path = await told(house, NADIA, sent)
    sheet = await opened(house, NADIA, sent, path)
    passed = ["solid-tumour", "not-offered", "after-car-t", "child"]
    routed(house, sheet, NADIA, queue="autoimmune", rule="autoimmune", passed=passed)
    await is_hidden_from(house, OMAR, sent, path)
    await follow_up(house, sent, code=sent.code.translate(ARABIC_DIGITS))


async def test_her_colleague_gets_no_mail_but_reads_it_in_hebrew(house: House) -> None:
    await house.hire(HANNA, NADIA)
    sent = await write(
        house,
        "ar",
        condition="sle",
        preferred_language="ar",
        residence_country="JO",
        contact_name="تجربة اختبار",
        question="سؤال",
        notices_autoimmune_ack="yes",
    )
    path = await told(house, NADIA, sent)
    assert await house.mails_to(HANNA.email) == []
    await opened(house, HANNA, sent, path)
