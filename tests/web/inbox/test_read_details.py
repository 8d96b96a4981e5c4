"""What an inquirer adds later stands on the coordinator's page, in the coordinator's language."""

import json
import re
from datetime import UTC, datetime

import pytest

from intake.domain.questionnaire import Questionnaire, Step
from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import details
from intake.web.inbox.sheet_answers import with_details
from tests.makers import make_content, make_questionnaire
from tests.offices import make_office
from tests.people import CLARA, hire
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

FORM = make_questionnaire()
NOW = datetime.now(UTC)


def answered(page: str) -> dict[str, str]:
    """Each question of the page and its answer, as they are read."""
    pairs = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    return {plain(question): plain(answer) for question, answer in pairs}


def plain(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>|[\u2068\u2069]", "", markup).replace("&#39;", "'").split())


async def test_details_and_treatments_are_read_in_words_and_what_is_closed_stays_closed(
    db: Database, keyring: KeyRing
) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, prior_cart="yes")
    desk, visit = make_office(db, keyring), Visit(new.id)

    async def save(block: str, **typed: list[str]) -> None:
        seen = details.seen_block(await details.opened(visit, office=desk), block, office=desk)
        assert (await details.save_block(visit, block, typed, seen=seen, office=desk, now=NOW)).complete

    born = {"birth_date.day": ["5"], "birth_date.month": ["4"], "birth_date.year": ["1970"]}
    await save("patient", citizenship=["GE", "IL"], **{"weight_kg.unknown": ["yes"]}, **born)
    await save("cart", cart_product=["Kymriah"], cart_date=["ربيع 2023"], cart_target=["cd19", "cd22"])
    await save("health", virus_hiv=["positive"], infection_now=["no"])
    await save("travel", payer=["insurer"], insurer_name=["MARKER Insurance"])
    card = {"treatment.drug": ["Benlysta"], "treatment.start": ["2021"], "treatment.response_autoimmune": ["worse"]}
    await details.add_card(visit, "form-1", card, office=desk, now=NOW)
    await details.add_card(visit, "form-2", {"treatment.drug": ["حبوب بيضاء"]}, office=desk, now=NOW)

    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
    said = answered(page)
    label = {question.id: question.label for question in FORM.questions}
    assert said[label["citizenship"]] == "Georgia · Israel"
    assert said[label["birth_date"]] == "5 April 1970"
    assert said[label["weight_kg"]] == "I do not know"
    assert said[label["cart_product"]] == "Tisagenlecleucel"
    assert said[label["cart_date"]] == "ربيع 2023"
    assert said[label["cart_target"]] == "CD19 · CD22"
    assert said[label["infection_now"]] == "No"
    assert "Belimumab 2021 It became worse" in plain(page)
    assert page.index("Belimumab") < page.index("حبوب بيضاء")
    assert label["virus_hiv"] not in said
    assert label["payer"] not in said
    assert "MARKER" not in page
    assert "The inquirer added details" in page


def test_details_of_today_stand_beside_a_form_of_earlier_days() -> None:
    definition = json.loads(FORM.to_json())
    definition["questions"] = [q for q in definition["questions"] if q["step"] == "short"]
    definition["questions"][0]["label"] = "For whom do you write?"
    definition["blocks"] = [b for b in definition["blocks"] if "step" not in b]
    both = with_details(Questionnaire.from_json(json.dumps(definition)), make_content().questionnaire)
    assert both.question("inquirer_role").label == "For whom do you write?"
    assert [q.id for q in both.questions if q.step is Step.MORE] == [
        q.id for q in FORM.questions if q.step is Step.MORE
    ]
    assert [block.id for block in both.blocks] == [block.id for block in FORM.blocks]
    assert both.on_card() == FORM.on_card()
