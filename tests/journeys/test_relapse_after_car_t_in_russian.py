"""Russian: B-cell leukaemia came back after CAR-T. The repeat desk gets it, in whatever language that desk reads."""

import pytest

from tests.journeys.house import House
from tests.journeys.steps import acknowledgement, follow_up, is_hidden_from, opened, routed, told, write
from tests.people import CLARA, OMAR

pytestmark = pytest.mark.anyio


async def test_it_goes_to_the_repeat_desk(house: House) -> None:
    await house.hire(OMAR, CLARA)
    sent = await write(
        house,
        "ru",
        condition="b-all",
        birth_year="1995",
        disease_state="relapsed",
        lines_count="3",
        prior_cart="yes",
        preferred_language="ru",
        residence_country="KZ",
        contact_name="Проба Тестова",
        email="proba@example.org",
        question="Рецидив после CAR-T, в выписке написано «CD19-negative». Что можно сделать?",
    )
    await acknowledgement(house, sent)
    path = await told(house, OMAR, sent)
    sheet = await opened(house, OMAR, sent, path)
    routed(house, sheet, OMAR, queue="repeat", rule="after-car-t", passed=["solid-tumour", "not-offered"])
    await is_hidden_from(house, CLARA, sent, path)
    await follow_up(house, sent)
