"""Treatments one by one: cards that are added, changed, put in order and removed with plain buttons."""

import re

import httpx2
import pytest

from intake.resources import Resources
from tests.visit import hidden
from tests.web.public.own.detailing import LUPUS, add, button, chosen, come_in, kept, listed, value

pytestmark = pytest.mark.anyio

LIST = "/en/follow-up/treatments"


async def press(visitor: httpx2.AsyncClient, words: str, about: str) -> httpx2.Response:
    """Press a button of one treatment in the list."""
    name, code = button((await visitor.get(LIST)).text, words, about)
    return await visitor.post(LIST, data={name: code})


async def test_it_works(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """A treatment by its name, with dates as they are known; the list shows what tells it from others."""
    keys = await come_in(visitor)
    answer = await add(
        visitor, drug="R-CHOP", start="spring 2023", end="11/2023", response="gone", stop_reason="planned"
    )
    assert (answer.status_code, answer.headers["location"]) == (303, LIST)
    (card,) = (await kept(resources, keys)).cards
    assert card.answers == {
        "treatment.drug": "r-chop",
        "treatment.start": "spring 2023",
        "treatment.end": "11/2023",
        "treatment.response": "gone",
        "treatment.stop_reason": "planned",
    }
    assert await listed(visitor) == ["R-CHOP"]
    page = (await visitor.get(LIST)).text
    for words in ("spring 2023 – 11/2023", "The disease was gone", "It was finished as planned"):
        assert words in page
    again = (await visitor.get(f"{LIST}/{card.id}")).text
    assert value(again, "treatment.drug") == "R-CHOP"
    assert chosen(again, "treatment.response") == ["gone"]


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("  EVOMELA ", "melphalan-alkylator-mm"),
        ("Venclyxto", "bcl2-inhibitor"),
        ("r chop", "r-chop"),
        ("капельница в Тбилиси", "капельница в Тбилиси"),
    ],
)
async def test_names_as_people_know_them(
    visitor: httpx2.AsyncClient, resources: Resources, typed: str, slug: str
) -> None:
    """A brand is understood where it means one treatment; anything else is kept as it was typed."""
    keys = await come_in(visitor)
    await add(visitor, drug=typed)
    (card,) = (await kept(resources, keys)).cards
    assert card.answers["treatment.drug"] == slug


async def test_the_page_offers_names_without_a_script(visitor: httpx2.AsyncClient) -> None:
    """A list of the browser's own, the usual treatments of the disease first; plain text is as good."""
    await come_in(visitor)
    page = (await visitor.get(f"{LIST}/new")).text
    names = re.findall(r'<option value="([^"]+)"', page.partition("<datalist")[2].partition("</datalist>")[0])
    assert len(names) == 116
    assert 'label="MabThera, Rituxan"' in page
    assert names.index("R-CHOP") < names.index("Belimumab")
    assert 'list="treatment.drug-list"' in page


async def test_who_does_not_know_the_name_says_so(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """It is a card like any other."""
    keys = await come_in(visitor)
    await add(visitor, name_unknown="yes", note="infusions in the hospital", ongoing="yes", start="2023")
    (card,) = (await kept(resources, keys)).cards
    assert card.answers["treatment.name_unknown"] == "yes"
    assert await listed(visitor) == ["A treatment without a name"]
    assert "2023 – still going on" in (await visitor.get(LIST)).text


async def test_an_empty_page_is_no_card(visitor: httpx2.AsyncClient) -> None:
    await come_in(visitor)
    assert (await add(visitor)).status_code == 303
    assert await listed(visitor) == []


async def test_an_end_before_its_start_is_asked_again(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """All typed is there, the right answers are saved, and what is corrected is the same card."""
    keys = await come_in(visitor)
    answer = await add(visitor, drug="R-CHOP", start="2023", end="2021")
    assert answer.status_code == 422
    assert 'href="#treatment.end"' in answer.text
    assert [value(answer.text, f"treatment.{name}") for name in ("drug", "start", "end")] == ["R-CHOP", "2023", "2021"]
    (card,) = (await kept(resources, keys)).cards
    assert "treatment.end" not in card.answers
    assert f'action="{LIST}/{card.id}"' in answer.text
    corrected = {"treatment.drug": "R-CHOP", "treatment.start": "2021", "treatment.end": "2023"}
    seen = hidden(answer.text, "seen")
    answer = await visitor.post(f"{LIST}/{card.id}", data={**corrected, "seen": seen, "action": "back"})
    assert answer.status_code == 303
    (card,) = (await kept(resources, keys)).cards
    assert card.answers["treatment.end"] == "2023"


async def test_the_same_page_sent_twice_is_one_card(visitor: httpx2.AsyncClient) -> None:
    """Refreshed, or sent again after “back”."""
    await come_in(visitor)
    page = (await visitor.get(f"{LIST}/new")).text
    sent = {"treatment.drug": "R-CHOP", "form_id": hidden(page, "form_id"), "seen": hidden(page, "seen")}
    for _ in range(2):
        assert (await visitor.post(f"{LIST}/new", data={**sent, "action": "back"})).status_code == 303
    assert await listed(visitor) == ["R-CHOP"]


async def test_cards_are_put_in_order_with_plain_buttons(visitor: httpx2.AsyncClient) -> None:
    """The first has no way up and the last no way down; a button pressed twice moves once."""
    await come_in(visitor)
    for name in ("R-CHOP", "FCR", "Venetoclax"):
        await add(visitor, drug=name)
    page = (await visitor.get(LIST)).text
    assert page.count(">Move up<") == page.count(">Move down<") == 2
    answer = await press(visitor, "Move up", "Venetoclax")
    assert re.fullmatch(rf"{LIST}#card-\w+", answer.headers["location"])
    assert await listed(visitor) == ["R-CHOP", "Venetoclax", "FCR"]
    name, code = button((await visitor.get(LIST)).text, "Move up", "Venetoclax")
    for _ in range(2):
        await visitor.post(LIST, data={name: code})
    assert await listed(visitor) == ["Venetoclax", "R-CHOP", "FCR"]
    await press(visitor, "Move down", "R-CHOP")
    assert await listed(visitor) == ["Venetoclax", "FCR", "R-CHOP"]


@pytest.mark.parametrize("move", ["", "x", ".", "x.-1", "x.99999", "x.٣", "x.1.1"])
async def test_a_button_that_nobody_has_moves_nothing(visitor: httpx2.AsyncClient, move: str) -> None:
    await come_in(visitor)
    await add(visitor, drug="R-CHOP")
    assert (await visitor.post(LIST, data={"move": move})).status_code == 303
    assert await listed(visitor) == ["R-CHOP"]


async def test_removing_asks_first(visitor: httpx2.AsyncClient) -> None:
    """Asking removes nothing; “keep” is a link; pressed twice, it is gone once."""
    await come_in(visitor)
    for name in ("R-CHOP", "FCR"):
        await add(visitor, drug=name)
    page = (await visitor.get(LIST)).text
    link = re.search(r'href="([^"]+)">Remove<span class="unseen">: <bdi>FCR', page)
    assert link
    asked = (await visitor.get(link[1].partition("#")[0])).text
    assert "Remove this entry?" in asked
    assert await listed(visitor) == ["R-CHOP", "FCR"]
    sure = re.search(r'name="remove" value="([^"]+)">Yes, remove it', asked)
    assert sure
    for _ in range(2):
        assert (await visitor.post(LIST, data={"remove": sure[1]})).status_code == 303
    assert await listed(visitor) == ["R-CHOP"]


async def test_medicines_are_ticked_in_a_list_for_an_autoimmune_disease(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """Each tick becomes a card once, and leaves the list; nobody else sees it."""
    keys = await come_in(visitor, **LUPUS)
    page = (await visitor.get(LIST)).text
    offered = re.findall(r'name="medicine" value="([^"]+)"', page)
    assert {"hydroxychloroquine", "belimumab", "mycophenolate"} <= set(offered)
    assert not {"r-chop", "natalizumab", "none-yet"} & set(offered)
    for _ in range(2):
        await visitor.post(LIST, data={"medicine": ["belimumab", "mycophenolate", "no-such-thing"], "action": "add"})
    assert sorted(await listed(visitor)) == ["Belimumab", "Mycophenolate"]
    assert len((await kept(resources, keys)).cards) == 2
    assert 'value="belimumab"' not in (await visitor.get(LIST)).text
    visitor.cookies.clear()
    await come_in(visitor)
    assert 'name="medicine"' not in (await visitor.get(LIST)).text


async def test_ticks_survive_another_language(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    keys = await come_in(visitor, **LUPUS)
    assert 'form="checklist" name="action" value="switch"' in (await visitor.get(LIST)).text
    answer = await visitor.post("/he/follow-up/treatments", data={"medicine": ["belimumab"], "action": "switch"})
    assert answer.status_code == 200
    assert chosen(answer.text, "medicine") == ["belimumab"]
    assert not (await kept(resources, keys)).cards


async def test_another_language_keeps_what_was_typed_on_a_card(visitor: httpx2.AsyncClient) -> None:
    """And it stays the same new card."""
    await come_in(visitor)
    page = (await visitor.get(f"{LIST}/new")).text
    sent = {"treatment.drug": "что-то", "treatment.ongoing": "yes", "form_id": hidden(page, "form_id"), "seen": "x"}
    answer = await visitor.post("/ru/follow-up/treatments/new", data={**sent, "action": "switch"})
    assert answer.status_code == 200
    assert value(answer.text, "treatment.drug") == "что-то"
    assert chosen(answer.text, "treatment.ongoing") == ["yes"]
    assert hidden(answer.text, "form_id") == sent["form_id"]


async def test_one_card_in_two_windows_shows_both_texts(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    keys = await come_in(visitor)
    await add(visitor, drug="R-CHOP")
    (card,) = (await kept(resources, keys)).cards
    path = f"{LIST}/{card.id}"
    old = hidden((await visitor.get(path)).text, "seen")
    await visitor.post(path, data={"treatment.drug": "FCR", "treatment.start": "2020", "seen": old, "action": "back"})
    answer = await visitor.post(path, data={"treatment.drug": "R-CHOP", "treatment.note": "six", "seen": old})
    assert answer.status_code == 409
    assert value(answer.text, "treatment.drug") == "R-CHOP"
    beside = dict(re.findall(r'id="([\w.]+)-elsewhere"><strong>[^<]+</strong> <bdi>([^<]+)</bdi>', answer.text))
    assert beside == {"treatment.drug": "FCR", "treatment.start": "2020", "treatment.note": "no answer"}
    (card,) = (await kept(resources, keys)).cards
    assert card.answers["treatment.drug"] == "fcr"


async def test_a_card_that_is_not_there_is_not_found(visitor: httpx2.AsyncClient) -> None:
    await come_in(visitor)
    assert (await visitor.get(f"{LIST}/abcdefgh")).status_code == 404


async def test_an_empty_entry_is_not_added_and_the_page_says_so(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """Nobody looks in vain for an entry they believe they saved."""
    keys = await come_in(visitor)
    answer = await add(visitor, drug=" ")
    assert answer.status_code == 303
    assert "Nothing stood on that entry" in (await visitor.get(answer.headers["location"])).text
    assert (await kept(resources, keys)).cards == ()
    assert "Nothing stood on that entry" not in (await visitor.get(LIST)).text
