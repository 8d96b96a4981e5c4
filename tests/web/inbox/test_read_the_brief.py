"""What decides the next step is read in one minute: the brief, the treatments along the years, two clocks."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from intake.domain.questionnaire import Step
from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import details, messages
from intake.services.inbox import READABLE
from intake.store import audit, keys
from intake.store.audit import Entry
from tests.makers import make_questionnaire
from tests.offices import make_office
from tests.people import CLARA, hire
from tests.web.inbox.test_read_details import answered, plain
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)
FORM = make_questionnaire()
NOTHING: Mapping[str, str] = {}
CARDS = (
    {"treatment.drug": ["Benlysta"], "treatment.start": ["2021"], "treatment.end": ["3/2022"]},
    {"treatment.drug": ["حبوب بيضاء"]},
)


async def told(
    db: Database, keyring: KeyRing, *cards: dict[str, list[str]], answers: Mapping[str, str | tuple[str, ...]] = NOTHING
) -> str:
    """An inquiry with treatments: where its page is."""
    new = await arrive(db, keyring, queue="autoimmune", condition="sle", language="ar", **cast(Any, answers))
    for number, card in enumerate(cards):
        await details.add_card(Visit(new.id), f"form-{number}", card, office=make_office(db, keyring), now=NOW)
    return f"/staff/inquiries/{new.id}"


async def test_what_decides_stands_first(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    answers = {"inquirer_role": "relative", "relationship": "partner", "authority_ok": "yes", "in_hospital": "icu"}
    url = await told(db, keyring, answers=answers | {"safe_to_call": "no", "question": "MARKER the question"})
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(url)).text
    brief = answered(page[page.index('id="brief"') : page.index('id="words"')])
    assert brief["Patient"] == "26–64 years · born 1970 · sex not known"
    assert brief["Disease"].startswith("Lupus (systemic")
    assert "ICD-10 M32" in brief["Disease"]
    assert brief["The disease now"] == "It came back after it was gone"
    assert brief["Earlier treatments"] == "2"
    assert brief["Where the patient is"] == "in intensive care&nbsp;· Georgia"
    assert brief["Who writes"] == "For another relative or a friend&nbsp;· Wife, husband or partner"
    assert brief["Daily life (ECOG)"] == "not said"
    assert brief["May we ask hospitals?"] == "not yet: ask first"
    assert "Blood tests of the last weeks" in brief["Records missing"]
    assert page.index('id="brief"') < page.index('id="next"') < page.index('id="answers"')
    assert page.count("button--primary") == 1
    assert "Discreet: leave no message" in page


async def test_treatments_are_drawn_and_told(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    url = await told(db, keyring, *CARDS)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(url)).text
    figure = page[page.index("<figure") : page.index("</figure>")]
    drawn = re.findall(r'class="years__(\w+)" x="([\d.]+)%" width="([\d.]+)%"', figure)
    # 2021 is all that is known of the beginning, March 2022 of the end; what lies between is sure. Two years: 730 days.
    assert [(mark, round(float(x) * 7.3), round(float(width) * 7.3)) for mark, x, width in drawn] == [
        ("soft", 0, 365),
        ("sure", 365, 59),
        ("soft", 424, 31),
    ]
    assert "حبوب بيضاء" not in figure  # it has no date: the table alone tells of it
    rows = [plain(row) for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)]
    assert rows[1] == "Belimumab 2021 – 3/2022 not said"
    assert rows[2] == "حبوب بيضاء no date given not said"
    assert 'style="' not in page


async def test_what_is_missing_leads_to_asking_for_it(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    url = await told(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(url)).text
    missing = plain(page[page.index('id="missing"') : page.index(f'href="{url}/criteria"')])
    assert "7 records" in missing
    open_questions = [item for item in FORM.in_block("health", Step.MORE) if item.sensitivity.value in READABLE]
    asked = re.search(r"Health at present 0 of (\d+) answered", missing)
    assert asked, missing
    assert int(asked[1]) <= len(open_questions)  # what is closed to coordinators is not called missing


@pytest.mark.parametrize(
    ("country", "said"),
    [("GE", r"Their time ?\w+,? \d+ \w+, \d\d:\d\d"), ("RU", r"\d\d:\d\d–.*\d\d:\d\d")],
)
async def test_both_clocks_are_there(db: Database, keyring: KeyRing, country: str, said: str) -> None:
    await hire(CLARA, db, keyring)
    url = await told(
        db, keyring, answers={"residence_country": country, "phone": "+995599123456", "contact_limits": ("no_calls",)}
    )
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = plain((await client.get(url)).text)
    assert re.search(said, page), page
    assert "Our time" in page
    assert "Their public holidays are not known here." in page
    assert "They asked us not to call." in page


async def test_a_long_history_is_folded_after_ten(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    url = await told(db, keyring)
    inquiry_id = url.rpartition("/")[2]
    async with db.write() as tx:
        deeds = [Entry(NOW, "public", "inquiry.link", "inquiry", inquiry_id) for _ in range(14)]
        await audit.append(tx, *deeds)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(url)).text
    history = page[page.index('id="history"') :]
    seen, folded = history.split("<summary>", 1)
    assert (seen.count("<li>"), folded.split("</section>")[0].count("<li>")) == (10, 5)
    assert "Show all 15" in folded


async def test_a_new_message_is_seen_on_a_small_screen(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    url = await told(db, keyring)
    visit, desk = Visit(url.rpartition("/")[2]), make_office(db, keyring)
    await messages.write(visit, "MARKER hello", "form-m", "ar", office=desk, now=NOW + timedelta(minutes=1))
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(url)).text
        assert '<p class="case__news"><a href="#messages">1 new message</a></p>' in page
        assert "case__news" not in (await client.get(url)).text  # it has been opened


async def test_an_inquiry_that_was_erased_answers_like_one_that_never_was(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    url = await told(db, keyring)
    async with db.write() as tx:
        await keys.forget(tx, url.rpartition("/")[2])
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        gone, never = await client.get(url), await client.get(f"/staff/inquiries/{'a' * 26}")
    # What a page knows of the moment it was made is not about the inquiry: each refused look is written down.
    seen = [re.sub(r'data-upto="\d+"', "", answer.text) for answer in (gone, never)]
    assert (gone.status_code, seen[0]) == (never.status_code, seen[1])
    assert gone.status_code == 404
    assert "erased" in gone.text
