"""A10: whatever is typed is shown letter by letter and is never markup, on any page that shows it.

A page is compared with the same page about plain words: no element and no attribute more or less.
"""

import re
from dataclasses import replace
from itertools import count
from urllib.parse import quote

import pytest

from intake.domain.suspicion import Sent, signs
from intake.lib.ids import new_id
from tests.abuse.markup import PAYLOADS, PLAIN, Shape
from tests.abuse.target import Target
from tests.people import ADA, CLARA, PASSWORD, hire
from tests.visit import filled, open_form

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"])]

TYPED = ("contact_name", "question", "email", "phone", "birth_year")
CHOSEN = ("condition", "residence_country", "preferred_language", "red_flags", "form_version")

SOUNDS = ("bal", "gor", "mil", "nar", "rob", "lud", "gam", "nib", "lag", "mor")


def same(page: str, plain: Shape, payload: str, *, shown: bool = True) -> Shape:
    """The page has the shape of the plain one, no link that runs, and shows the payload."""
    shape = Shape(page)
    assert shape.elements == plain.elements, payload
    assert not any(link.strip().lower().startswith(("javascript:", "data:text")) for link in shape.links), payload
    assert not shown or shape.says(payload), payload
    return shape


def alone(page: str) -> str:
    """Without the others that may be about the same patient: how many there are, typed words do change."""
    page = re.sub(r'<p class="case__news"><a href="#together">.*?</p>', "", page)
    before, others, after = re.split(r'(<h2 id="together">.*?<details)', page, flags=re.DOTALL)
    assert {tag for tag, *_ in Shape(others).elements} <= {
        *["h2", "ul", "li", "p", "a", "bdi", "strong", "time", "details"]
    }, others
    return before + after


async def test_the_form_again_shows_it_as_text(target: Target) -> None:
    async with target.browser() as client:
        form = await open_form(client)

        async def again(text: str, names: tuple[str, ...]) -> str:
            answer = await client.post("/en/inquiry", data=filled(form, **dict.fromkeys(names, text)))
            assert answer.status_code == 422
            return answer.text

        typed, chosen = Shape(await again(PLAIN, TYPED)), Shape(await again(PLAIN, CHOSEN))
        for payload in PAYLOADS:
            # A line break in a line and a tower of marks have complaints of their own; the shape is the same.
            shape = same(await again(payload, TYPED), typed, payload)
            assert sum(payload in one for one in shape.said) >= len(TYPED), payload
            same(await again(payload, CHOSEN), chosen, payload, shown=False)


async def test_receipt_list_page_and_title_show_it_as_text(target: Target) -> None:
    await target.hire(CLARA)
    async with target.browser(CLARA) as client:
        ids = {}
        for number, text in enumerate((PLAIN, *PAYLOADS)):
            email = f"somebody-{number}@example.org"  # the fourth from one address would say that its mails are paused
            ids[text], *_ = await target.inquiry(condition="sle", contact_name=text, question=text, email=email)
        links, *_ = await target.inquiry(condition="sle", contact_name=PLAIN, question="www.example.org " * 5)
        pages = [alone((await client.get(f"/staff/inquiries/{id_}")).text) for id_ in (ids[PLAIN], links)]
        plain, suspect = map(Shape, pages)
        for payload in PAYLOADS:
            # A link for a name looks like spam, and the page says so.
            wanted = suspect if signs(Sent("form"), payload, [payload]) else plain
            page = same(alone((await client.get(f"/staff/inquiries/{ids[payload]}")).text), wanted, payload)
            # In the name and in their own words; bidi controls and braces included.
            assert page.said.count(payload) == 2, payload
        rows = Shape((await client.get("/staff/")).text)
    assert not any(payload in one for one in rows.said for payload in PAYLOADS if payload != "%s%n%d")


async def test_notes_reasons_and_refusals_show_it_as_text(target: Target) -> None:
    await target.hire(CLARA)
    numbers = count()
    async with target.browser(CLARA) as client:

        async def pages(text: str) -> list[str]:
            number = f"{next(numbers):04}"
            own = {
                "email": f"{new_id()}@example.org",
                "phone": f"+49301234{number}",
                # Sounds like no other: a word by chance may, and then the page says that it may be the same patient.
                "contact_name": "".join(SOUNDS[int(digit)] for digit in number),
            }
            inquiry_id, *_ = await target.inquiry(condition="sle", **own)
            url = f"/staff/inquiries/{inquiry_id}"
            await client.post(f"{url}/notes", data={"version": "1", "note": text})
            shown = [(await client.get(url)).text]
            for action, version, values in (
                ("status", "1", {"status": text, "reason": text}),
                ("status", "9", {"status": "spam", "reason": text}),
                ("notes", "9", {"note": text}),
                ("assign", "1", {"assignee": text}),
                ("assign", "9", {"assignee": text}),
            ):
                answer = await client.post(f"{url}/{action}", data={"version": version, **values})
                assert answer.status_code in {409, 422}, answer.text
                shown.append(answer.text)
            return shown

        plain = [Shape(page) for page in await pages(PLAIN)]
        for payload in PAYLOADS:
            for number, (page, shape) in enumerate(zip(await pages(payload), plain, strict=True)):
                same(page, shape, payload, shown=number < 4)


async def test_addresses_and_the_log_in_page_show_it_as_text(target: Target) -> None:
    await target.hire(CLARA, ADA)
    names = ("queue", "status", "language", "assignee", "after", "x")
    paths = ("/en/", "/", "/staff/login?next=", "/en/?x=")
    async with target.browser(CLARA) as client:

        async def pages(text: str, address: str) -> dict[str, str]:
            told = quote(text, safe="")
            answers = {name: await client.get(f"/staff/?{name}={told}") for name in names}
            async with target.browser(address=address) as stranger:
                answers |= {path: await stranger.get(f"{path}{told}") for path in paths}
                asked = {"reference": text, "access_code": text}
                answers["follow-up"] = await stranger.post("/en/follow-up", data=asked)
                log_in = {"email": text, "password": text, "next": text}
                answers["log-in"] = await stranger.post("/staff/login", data=log_in)
            assert not {answer.status_code for answer in answers.values()} & {303, 429, 500}
            return {name: answer.text for name, answer in answers.items()}

        plain = {name: sorted(Shape(page).elements) for name, page in (await pages("plain'words", "10.0.0.1")).items()}
        for number, payload in enumerate(PAYLOADS):
            for name, page in (await pages(payload, f"10.1.{number}.1")).items():
                # Sorted: a language nobody knows stands in the menu by its name.
                assert sorted(Shape(page).elements) == plain[name], (name, payload)


@pytest.mark.parametrize("payload", PAYLOADS[:12])
async def test_a_colleagues_name_is_text_too(target: Target, payload: str) -> None:
    """The operator types it, from a list somebody gave them."""
    house = target.resources
    await hire(ADA, house.db, house.keyring)
    async with target.browser(ADA) as client:
        await hire(replace(CLARA, name=PLAIN, password=PASSWORD), house.db, house.keyring)
        plain = Shape((await client.get("/staff/people")).text)
    assert plain.says(PLAIN)
    evil = replace(CLARA, email="evil@test.example", name=payload, password=PASSWORD)
    await hire(evil, house.db, house.keyring)
    async with target.browser(evil) as client, target.browser(ADA) as admin:
        page = Shape((await client.get("/staff/")).text)
        assert page.says(payload)
        people = Shape((await admin.get("/staff/people")).text)
    assert people.says(payload)
    assert set(people.elements) == set(plain.elements)
