"""More details: small pages, each saved by itself; right answers are kept beside wrong ones; nothing is lost."""

import re

import httpx2
import pytest

from intake.resources import Resources
from tests.visit import hidden
from tests.web.public.own.detailing import LUPUS, chosen, come_in, kept, save, value

pytestmark = pytest.mark.anyio

LIST = "/en/follow-up/details"


def parts(page: str) -> list[str]:
    """The parts as the list shows them, by the end of their address."""
    return re.findall(r'<a href="/en/follow-up/(?:details/)?(\w+)" aria-describedby', page)


def state(page: str, part: str) -> str:
    """How far one part has come, in words."""
    found = re.search(rf'id="task-{part}">([^<]+)<', page)
    assert found, part
    return found[1]


async def test_it_works(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """A part is filled in, saved, and counted; what was answered stands there when it is opened again."""
    keys = await come_in(visitor)
    before = (await visitor.get(LIST)).text
    assert state(before, "travel").startswith("0 of ")
    assert '<progress value="0" max="' in before
    typed = {"travel_ready": "maybe", "travel_from": "spring 2027", "payer": "insurer", "insurer_name": "אלפא"}
    answer = await save(visitor, "travel", typed, action="back")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}?saved=travel")
    answers = (await kept(resources, keys)).answers
    assert {name: answers[name] for name in typed} == typed
    after = await visitor.get(answer.headers["location"])
    assert "Saved: Travel and payment" in after.text
    assert state(after.text, "travel").startswith("4 of ")
    assert after.headers["cache-control"] == "no-store"
    again = (await visitor.get(f"{LIST}/travel")).text
    assert chosen(again, "travel_ready") == ["maybe"]
    assert value(again, "travel_from") == "spring 2027"
    assert value(again, "insurer_name") == "אלפא"


async def test_nobody_gets_in_without_the_code(visitor: httpx2.AsyncClient) -> None:
    """A GET leads to the door; a form that was filled in comes back with the question for the code."""
    for path in (LIST, f"{LIST}/patient", "/en/follow-up/treatments", "/en/follow-up/treatments/new"):
        answer = await visitor.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].partition("?")[0] == "/en/follow-up", path
    answer = await visitor.post(f"{LIST}/patient", data={"patient_name": "Noa", "seen": "", "action": "next"})
    assert answer.status_code == 200
    assert 'name="patient_name" value="Noa"' in answer.text


async def test_what_was_typed_survives_the_end_of_the_visit(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """The code is typed again, and the part is saved as it was filled in."""
    keys = await come_in(visitor)
    seen = hidden((await visitor.get(f"{LIST}/patient")).text, "seen")
    visitor.cookies.delete("intake_visit")
    over = await visitor.post(f"{LIST}/patient", data={"patient_name": "Noa", "seen": seen, "action": "back"})
    assert "Please type your code again" in over.text
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', over.text))
    answer = await visitor.post(f"{LIST}/patient", data={**again, "reference": keys[0], "access_code": keys[1]})
    assert answer.status_code == 303
    assert (await kept(resources, keys)).answers["patient_name"] == "Noa"


@pytest.mark.parametrize(
    ("answers", "first", "without"),
    [
        ({"prior_cart": "yes"}, "cart", {"autoimmune", "physician", "agent"}),
        ({"prior_cart": "no"}, "treatments", {"cart", "autoimmune", "physician", "agent"}),
        (LUPUS, "autoimmune", {"cart", "physician", "agent"}),
        ({"inquirer_role": "physician", "authority_ok": "yes"}, "physician", {"cart", "agent"}),
    ],
)
async def test_the_most_useful_part_comes_first(
    visitor: httpx2.AsyncClient, answers: dict[str, object], first: str, without: set[str]
) -> None:
    """And parts that are not meant for this person are not there, not even by their address."""
    await come_in(visitor, **answers)
    found = parts((await visitor.get(LIST)).text)
    assert found[0] == first
    assert found[-1] == "files"
    assert not without & set(found)
    for part in without:
        assert (await visitor.get(f"{LIST}/{part}")).status_code == 404


async def test_save_and_go_on_leads_through_all_parts(visitor: httpx2.AsyncClient) -> None:
    """Each part once, the cards before what else is asked of treatments, and the list at the end."""
    await come_in(visitor, prior_cart="yes")
    order = [part for part in parts((await visitor.get(LIST)).text) if part != "files"]
    walked = ["cart"]
    answer = await save(visitor, "cart", {})
    while (place := answer.headers["location"]).partition("?")[0] != LIST:
        if "/treatments?" in place and "details" not in place:
            page = (await visitor.get(place)).text
            assert 'href="/en/follow-up/details/treatments"' in page
            place = f"{LIST}/treatments"
        walked.append(place.partition("?")[0].rpartition("/")[2])
        answer = await save(visitor, walked[-1], {})
    assert walked == list(dict.fromkeys(order))


async def test_a_wrong_answer_keeps_the_right_ones(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """The summary leads to it, the complaint stands at it, all that was typed is there, the right ones are saved."""
    keys = await come_in(visitor)
    answer = await save(visitor, "patient", {"patient_name": "Noa", "weight_kg": "heavy", "sex": "female"})
    assert answer.status_code == 422
    assert "<title>Error: The patient" in answer.text
    assert re.search(r'id="problems"[\s\S]+href="#weight_kg"', answer.text)
    assert 'id="weight_kg-error"' in answer.text
    assert value(answer.text, "weight_kg") == "heavy"
    assert value(answer.text, "patient_name") == "Noa"
    assert "Your other answers on this page are saved." in answer.text
    answers = (await kept(resources, keys)).answers
    assert answers["patient_name"] == "Noa"
    assert "weight_kg" not in answers
    # Corrected and sent again from the page that was shown: nothing stands in the way.
    seen = hidden(answer.text, "seen")
    answer = await save(visitor, "patient", {"patient_name": "Noa", "weight_kg": "٧٢٫٥", "sex": "female"}, seen=seen)
    assert answer.status_code == 303
    assert (await kept(resources, keys)).answers["weight_kg"] == "72.5"


async def test_a_date_has_its_month_by_name(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Three fields; it comes back in three fields; a date that does not exist is asked again as it was typed."""
    keys = await come_in(visitor)
    born = {"birth_date.day": "31", "birth_date.month": "2", "birth_date.year": "1970"}
    wrong = await save(visitor, "patient", born)
    assert wrong.status_code == 422
    assert value(wrong.text, "birth_date.day") == "31"
    assert '<option value="2" selected>February</option>' in wrong.text
    assert 'href="#birth_date"' in wrong.text
    assert (await save(visitor, "patient", {**born, "birth_date.day": "3"})).status_code == 303
    assert (await kept(resources, keys)).answers["birth_date"] == "1970-02-03"
    page = (await visitor.get(f"{LIST}/patient")).text
    assert [value(page, f"birth_date.{name}") for name in ("day", "year")] == ["3", "1970"]
    assert '<option value="2" selected>February</option>' in page


async def test_i_do_not_know_is_an_answer_and_not_nothing(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """The box beside what is typed; it is ticked when the part is opened again."""
    keys = await come_in(visitor)
    await save(visitor, "patient", {"weight_kg.unknown": "yes"})
    assert (await kept(resources, keys)).answers["weight_kg"] == "unknown"
    page = (await visitor.get(f"{LIST}/patient")).text
    assert chosen(page, "weight_kg.unknown") == ["yes"]
    assert value(page, "weight_kg") == ""


async def test_several_countries_each_in_a_row_of_its_own(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """There is always an empty row; “One more” makes another without saving anything."""
    keys = await come_in(visitor)
    page = (await visitor.get(f"{LIST}/patient")).text
    assert len(re.findall(r'<select[^>]+name="citizenship"', page)) == 2
    seen = hidden(page, "seen")
    both = {"citizenship": ["GE", "IL"], "patient_name": "Noa"}
    more = await save(visitor, "patient", both, seen=seen, action="switch")
    assert more.status_code == 200
    assert len(re.findall(r'<select[^>]+name="citizenship"', more.text)) == 3
    assert value(more.text, "patient_name") == "Noa"
    assert "citizenship" not in (await kept(resources, keys)).answers
    await save(visitor, "patient", {"citizenship": ["GE", "", "IL"]}, seen=hidden(more.text, "seen"))
    assert (await kept(resources, keys)).answers["citizenship"] == ("GE", "IL")


async def test_another_language_keeps_everything_and_saves_nothing(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """Even what is wrong: it is looked at when it is sent."""
    keys = await come_in(visitor)
    page = (await visitor.get(f"{LIST}/patient")).text
    assert 'form="details" name="action" value="switch" formaction="/he/follow-up/details/patient"' in page
    typed = {"patient_name": "נועה", "weight_kg": "heavy", "sex": "female", "seen": hidden(page, "seen")}
    answer = await visitor.post("/he/follow-up/details/patient", data={**typed, "action": "switch"})
    assert answer.status_code == 200
    assert '<html lang="he" dir="rtl">' in answer.text
    assert value(answer.text, "patient_name") == "נועה"
    assert value(answer.text, "weight_kg") == "heavy"
    assert chosen(answer.text, "sex") == ["female"]
    assert hidden(answer.text, "seen") == typed["seen"]
    assert "patient_name" not in (await kept(resources, keys)).answers


async def test_two_windows_on_different_parts_both_win(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Opened at the same time, saved one after the other."""
    keys = await come_in(visitor)
    seen = {part: hidden((await visitor.get(f"{LIST}/{part}")).text, "seen") for part in ("patient", "travel")}
    assert (await save(visitor, "patient", {"patient_name": "Noa"}, seen=seen["patient"])).status_code == 303
    assert (await save(visitor, "travel", {"carer": "yes"}, seen=seen["travel"])).status_code == 303
    answers = (await kept(resources, keys)).answers
    assert (answers["patient_name"], answers["carer"]) == ("Noa", "yes")


async def test_one_part_in_two_windows_shows_both_texts(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Nothing is overwritten and nothing typed is lost; sent again, it is saved."""
    keys = await come_in(visitor)
    old = hidden((await visitor.get(f"{LIST}/patient")).text, "seen")
    await save(visitor, "patient", {"patient_name": "Noa", "sex": "female", "citizenship": ["GE", "IL"]}, seen=old)
    second = {"patient_name": "Noa Example", "sex": "female"}
    answer = await save(visitor, "patient", second, seen=old)
    assert answer.status_code == 409
    assert "This part was changed in another window" in answer.text
    assert value(answer.text, "patient_name") == "Noa Example"
    beside = dict(
        re.findall(r'id="(\w+)-elsewhere"><strong>In the other window:</strong> <bdi>([^<]+)</bdi>', answer.text)
    )
    assert beside == {"patient_name": "Noa", "citizenship": "Georgia and Israel"}
    assert (await kept(resources, keys)).answers["patient_name"] == "Noa"
    assert (await save(visitor, "patient", second, seen=hidden(answer.text, "seen"))).status_code == 303
    answers = (await kept(resources, keys)).answers
    assert answers["patient_name"] == "Noa Example"
    assert "citizenship" not in answers


async def test_sent_twice_is_saved_once(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Back and send again, or refresh: no conflict with oneself."""
    keys = await come_in(visitor)
    seen = hidden((await visitor.get(f"{LIST}/travel")).text, "seen")
    for _ in range(2):
        answer = await save(visitor, "travel", {"carer": "yes"}, seen=seen)
        assert answer.status_code == 303
    assert (await kept(resources, keys)).answers["carer"] == "yes"


async def test_only_what_fits_is_asked(visitor: httpx2.AsyncClient) -> None:
    """What other pages decided is left out; what this page decides says so in words for browsers without scripts."""
    await come_in(visitor)
    page = (await visitor.get(f"{LIST}/treatments")).text
    assert 'name="lenalidomide_result"' not in page  # a lymphoma
    assert 'name="gvhd_now"' in page
    assert 'id="gvhd_now-only-if"' in page
    assert "{&#34;when&#34;:[{&#34;transplant&#34;:[&#34;donor&#34;]}],&#34;unless&#34;:[]}" in page
    assert "(optional)" not in page


async def test_what_was_typed_cannot_become_markup(visitor: httpx2.AsyncClient) -> None:
    """Neither in a field nor beside one."""
    await come_in(visitor)
    old = hidden((await visitor.get(f"{LIST}/patient")).text, "seen")
    await save(visitor, "patient", {"patient_name": '"><script>alert(1)</script>'}, seen=old)
    answer = await save(visitor, "patient", {"patient_name": "</bdi><b>x"}, seen=old)
    assert answer.status_code == 409
    assert "<script>alert" not in answer.text
    assert "</bdi><b>" not in answer.text


async def test_what_goes_with_an_unticked_box_is_not_lost(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Without a script everything is in sight: who writes without a tick is asked for it, and keeps the words."""
    keys = await come_in(visitor)
    words = "Two stents since 2019"
    answer = await save(visitor, "health", {"organ_problems_text": words, "infection_now": "no"})
    assert answer.status_code == 422
    assert 'href="#organ_problems_text">Please tick above what these problems are about' in answer.text
    assert words in answer.text
    assert (await kept(resources, keys)).answers["infection_now"] == "no"
    ticked = {"organ_problems": "other", "organ_problems_text": words, "infection_now": "no"}
    assert (await save(visitor, "health", ticked)).status_code == 303
    assert (await kept(resources, keys)).answers["organ_problems_text"] == words


async def test_an_answer_can_be_taken_back_without_a_script(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Where an answer stands there is a button for none beside the others; nobody else sees it."""
    keys = await come_in(visitor)
    none = 'name="infection_now" value=""'
    assert none not in (await visitor.get(f"{LIST}/health")).text
    await save(visitor, "health", {"infection_now": "yes"})
    page = (await visitor.get(f"{LIST}/health")).text
    assert none in page
    assert page.count("No answer</span>") == 1
    await save(visitor, "health", {"infection_now": ""})
    assert "infection_now" not in (await kept(resources, keys)).answers
