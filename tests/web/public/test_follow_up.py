"""Looking at one's own inquiry: five tries, then a pause; every refusal the same; any way of typing the code."""

from datetime import timedelta

import httpx2
import pytest

from intake.app import create_app
from intake.lib.ids import format_code, new_reference
from intake.resources import Resources
from intake.web.public import receipt
from tests.driving import browser, started
from tests.visit import open_form, receipt_of, send
from tests.web.public.clock import Clock

pytestmark = pytest.mark.anyio

WRONG_CODE = "0000 0000 0000 0000"


async def sent(visitor: httpx2.AsyncClient) -> tuple[str, str]:
    """Write, and keep reference and code."""
    await send(visitor, await open_form(visitor))
    return receipt_of((await visitor.get("/en/inquiry/received")).text)


async def look(visitor: httpx2.AsyncClient, reference: str, code: str) -> httpx2.Response:
    """Ask how it stands, from outside: whoever had come in before has left."""
    if "intake_visit" in visitor.cookies:
        visitor.cookies.delete("intake_visit")
    answer = await visitor.post("/en/follow-up", data={"reference": reference, "access_code": code})
    if answer.status_code == 303:
        assert answer.headers["location"] == "/en/follow-up"
        answer = await visitor.get("/en/follow-up")
    return answer


async def test_it_works(visitor: httpx2.AsyncClient) -> None:
    """Reference and code in, status in words out, stored nowhere; and looked at again without them."""
    reference, code = await sent(visitor)
    answer = await look(visitor, reference, code)
    for page in (answer, await visitor.get("/en/follow-up")):
        assert page.status_code == 200
        assert "Your message is with us" in page.text
        assert reference in page.text
        assert code not in page.text.replace(" ", "")
        assert page.headers["cache-control"] == "no-store"


async def test_a_browser_without_cookies_gets_the_page_itself(visitor: httpx2.AsyncClient) -> None:
    """After a redirect it would stand before the door again."""
    reference, code = await sent(visitor)
    visitor.cookies.clear()
    answer = await visitor.post("/en/follow-up", data={"reference": reference, "access_code": code})
    assert answer.status_code == 200
    assert "Your message is with us" in answer.text


def spelled(digits: str) -> dict[str, str]:
    """A code as people type it: copied, read out, or on a keyboard with other digits."""
    return {
        "plain": digits,
        "in groups": format_code(digits),
        "Arabic-Indic": digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        "Persian, in groups": format_code(digits).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
        "dash and isolates": f"\u2066{digits[:8]}–{digits[8:]}\u2069 ",
        "full width, spaced": "\u00a0".join(digits).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    }


async def test_the_code_however_it_is_typed(visitor: httpx2.AsyncClient, clock: Clock) -> None:
    """Spaces and digits of any script; the reference in capitals, in two words."""
    reference, code = await sent(visitor)
    for how, typed in spelled(code).items():
        answer = await look(visitor, f" {reference.upper().replace('-', ' ')} ", typed)
        assert answer.status_code == 200, how
        clock.at += timedelta(minutes=15)  # a try a quarter of an hour is always free


async def test_an_unknown_reference_and_a_wrong_code_are_refused_alike(visitor: httpx2.AsyncClient) -> None:
    """Byte for byte, apart from what was typed: nobody learns which inquiries there are."""
    reference, code = await sent(visitor)
    unknown = new_reference()
    refusals = {
        typed: await look(visitor, typed, given)
        for typed, given in ((reference, WRONG_CODE), (unknown, code), ("no reference", code))
    }
    bodies = {answer.content.replace(typed.encode(), b"...") for typed, answer in refusals.items()}
    assert len(bodies) == 1
    assert {answer.status_code for answer in refusals.values()} == {422}
    heads = {
        tuple(pair for pair in answer.headers.items() if pair[0] != "content-length") for answer in refusals.values()
    }
    lengths = {typed: int(answer.headers["content-length"]) - len(typed) for typed, answer in refusals.items()}
    assert len(set(lengths.values())) == 1
    assert len(heads) == 1
    assert "We cannot find a message with this reference and code." in bodies.pop().decode()
    assert all(code not in answer.text for answer in refusals.values())


async def test_after_five_wrong_tries_there_is_a_pause_and_then_it_works(
    visitor: httpx2.AsyncClient, clock: Clock
) -> None:
    """429 with the seconds to wait, also for the right code; nobody is locked out for good."""
    reference, code = await sent(visitor)
    tries = [(await look(visitor, reference, WRONG_CODE)).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]
    answer = await look(visitor, reference, code)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 15 * 60
    assert reference not in answer.text
    clock.at += timedelta(seconds=int(answer.headers["retry-after"]) - 1)
    assert (await look(visitor, reference, code)).status_code == 429
    clock.at += timedelta(seconds=1)
    assert (await look(visitor, reference, code)).status_code == 200


async def test_somebody_elses_wrong_tries_do_not_shut_out_the_patient(resources: Resources, clock: Clock) -> None:
    """The pause belongs to who tried, from where they tried."""
    assert receipt.now is clock
    async with (
        started(create_app(resources)) as app,
        browser(app, address="192.0.2.7") as patient,
        browser(app, address="198.51.100.9") as other,
    ):
        reference, code = await sent(patient)
        assert [(await look(other, reference, WRONG_CODE)).status_code for _ in range(6)][-1] == 429
        assert (await look(patient, reference, code)).status_code == 200


async def test_the_pause_survives_a_restart(resources: Resources, clock: Clock) -> None:
    """It is kept in the database, so that a restart is no way round it."""
    assert receipt.now is clock
    for _ in range(2):
        async with started(create_app(resources)) as app, browser(app) as visitor:
            answers = [await look(visitor, "7qk2-m9d4", WRONG_CODE) for _ in range(4)]
    assert [answer.status_code for answer in answers][-1] == 429


async def test_what_is_no_form_is_refused(visitor: httpx2.AsyncClient) -> None:
    """Nothing, too much, another type: a calm page."""
    nothing = await visitor.post("/en/follow-up", data={"something": "else"})
    long = await look(visitor, "x" * 5_000, "1" * 5_000)
    json = await visitor.post("/en/follow-up", json={"reference": "x"})
    assert [answer.status_code for answer in (nothing, long, json)] == [422, 422, 400]
    assert "x" * 201 not in long.text
