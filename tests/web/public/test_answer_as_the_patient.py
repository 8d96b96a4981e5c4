"""Somebody else wrote; the patient answers for themselves, with a sheet of paper, in their own language."""

import re
from functools import partial

import anyio
import httpx2
import pytest

from intake.app import create_app
from intake.domain.consent import OF_PATIENT, Deed
from intake.domain.message import MailKind
from intake.lib.ids import new_reference
from intake.resources import Resources
from intake.store import audit, outbox
from tests.driving import browser, started
from tests.people import CLARA, PASSWORD, hire
from tests.visit import hidden
from tests.web.public.own.detailing import LUPUS, come_in
from tests.web.public.own.sending import inquiry_of
from tests.web.public.own.test_change_consents import PAGE, RELATIVE, contents_of, section

pytestmark = pytest.mark.anyio


async def sheet(visitor: httpx2.AsyncClient) -> tuple[str, str]:
    """The reference and the code on the sheet for the patient."""
    page = await visitor.get(f"{PAGE}/sheet")
    assert page.status_code == 200
    codes = re.findall(r'<bdi class="code code-big" dir="ltr">(.*?)</bdi>', page.text, re.S)
    reference, code = (" ".join(re.findall(r"<span>([^<]*)</span>", one)) for one in codes)
    return reference, code


async def ask(patient: httpx2.AsyncClient, reference: str, code: str, action: str = "open") -> httpx2.Response:
    """Type what stands on the sheet, or answer what was asked."""
    data = {"reference": reference, "consent_code": code, "action": action}
    if action != "open":
        opened = await ask(patient, reference, code)
        data |= {"seen": hidden(opened.text, "seen"), "step": "question"}
    return await patient.post("/en/consent", data=data)


async def test_the_patient_agrees_and_it_is_written_down_as_theirs(resources: Resources) -> None:
    """They see who wrote, by role and not by name, and what they are asked; the inquirer sees the answer."""
    async with started(create_app(resources)) as app, browser(app) as relative, browser(app) as patient:
        keys = await come_in(relative, **RELATIVE)
        assert "not agreed" in section((await relative.get(PAGE)).text, OF_PATIENT)
        reference, code = await sheet(relative)
        assert reference == keys[0]
        assert len(code.replace(" ", "")) == 12
        opened = await ask(patient, reference.upper(), code)
        assert "A relative or friend of yours wrote to us about you on" in opened.text
        assert "Amal Example" not in opened.text
        assert "I am the patient." in opened.text
        answer = await ask(patient, reference, code, "agree")
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/consent/kept")
        assert "Thank you" in (await patient.get("/en/consent/kept")).text
        contents = await contents_of(resources, keys)
        (event,) = (one for one in contents.consents if one.id == OF_PATIENT)
        assert (event.deed, event.by, event.locale) == (Deed.GIVEN, "patient", "en")
        assert event.text in opened.text.replace("&#39;", "'")
        part = section((await relative.get(PAGE)).text, OF_PATIENT)
        assert event.text in part
        assert "agreed" in part
        assert contents.answers["contact_name"] == "Amal Example"


async def test_refusing_is_written_down_as_well_and_can_be_changed(resources: Resources) -> None:
    """The desk is told; the same answer twice is one."""
    async with started(create_app(resources)) as app, browser(app) as relative, browser(app) as patient:
        keys = await come_in(relative, **RELATIVE)
        reference, code = await sheet(relative)
        await ask(patient, reference, code, "refuse")
        again = await ask(patient, reference, code)
        assert "Your answer until now: refused" in again.text
        contents = await contents_of(resources, keys)
        assert [one.deed for one in contents.consents if one.id == OF_PATIENT] == [Deed.REFUSED]
        async with resources.db.read() as snapshot:
            kinds = [order.kind for order in await outbox.entries(snapshot)]
        assert kinds.count(MailKind.INQUIRY_UPDATED) == 1


async def test_what_is_opened_with_the_sheet_is_written_down_and_two_clicks_are_one_answer(
    resources: Resources,
) -> None:
    """However often the right code is typed, nobody is slowed; a wrong code opens nothing, and no entry says it did."""
    async with started(create_app(resources)) as app, browser(app) as relative, browser(app) as patient:
        keys = await come_in(relative, **RELATIVE)
        reference, code = await sheet(relative)
        inquiry_id = await inquiry_of(resources, keys)

        async def looks() -> int:
            async with resources.db.read() as snapshot:
                entries = await audit.about(snapshot, "inquiry", inquiry_id)
            return sum(dict(entry.detail) == {"purpose": "patient_consent"} for entry in entries)

        opened = [await ask(patient, reference, code) for _ in range(7)]
        assert [answer.status_code for answer in opened] == [200] * 7
        assert await looks() == 7
        await ask(patient, reference, code.translate(str.maketrans("0123456789", "1234567890")))
        assert await looks() == 7
        data = {"reference": reference, "consent_code": code, "action": "agree", "step": "question"}
        data |= {"seen": hidden(opened[0].text, "seen")}
        async with anyio.create_task_group() as both:
            for _ in range(2):
                both.start_soon(partial(patient.post, "/en/consent", data=data))
        said = (await contents_of(resources, keys)).consents
        assert [one.deed for one in said if one.id == OF_PATIENT] == [Deed.GIVEN]


async def test_every_refusal_is_the_same_and_guessing_is_slowed(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """Unknown reference, wrong code, somebody who wrote for themselves: nobody learns which. Then there is a pause."""
    reference, _ = await come_in(visitor)
    unknown = new_reference()
    wrong = resources.keyring.digits("x", "patient-consent", count=12)
    answers = [await ask(visitor, reference, wrong), await ask(visitor, unknown, wrong)]
    bodies = {answer.text.replace(one, "...") for answer, one in zip(answers, (reference, unknown), strict=True)}
    assert len(bodies) == 1
    assert {answer.status_code for answer in answers} == {422}
    assert "We cannot find a question to you" in bodies.pop()
    tries = [(await ask(visitor, reference, wrong)).status_code for _ in range(5)]
    assert tries == [422] * 4 + [429]


async def test_who_writes_for_themselves_has_no_sheet(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """There is nobody else to ask."""
    keys = await come_in(visitor)
    assert (await visitor.get(f"{PAGE}/sheet")).status_code == 404
    assert OF_PATIENT not in (await visitor.get(PAGE)).text
    assert all(event.id != OF_PATIENT for event in (await contents_of(resources, keys)).consents)


async def test_a_switch_of_language_keeps_what_was_typed(visitor: httpx2.AsyncClient) -> None:
    """Nothing is looked up meanwhile."""
    data = {"reference": "7qk2", "consent_code": "12", "action": "switch"}
    answer = await visitor.post("/en/consent", data=data)
    assert answer.status_code == 200
    assert 'value="7qk2"' in answer.text
    assert 'value="12"' in answer.text


async def test_the_desk_sees_what_the_patient_says(resources: Resources) -> None:
    """On the consents part of the inquiry: not given yet, then given, then refused."""
    clara = await hire(CLARA, resources.db, resources.keyring)
    async with started(create_app(resources)) as app, browser(app) as relative, browser(app) as desk:
        keys = await come_in(relative, **RELATIVE, **LUPUS)
        path = f"/staff/inquiries/{(await inquiry_of(resources, keys))}"
        await desk.post("/staff/login", data={"email": CLARA.email, "password": PASSWORD})

        async def state() -> str:
            page = (await desk.get(path)).text
            assert clara.name in page
            line = next(one for one in page.split("<li>") if "The patient’s own consent" in one)
            return re.sub(r"<[^>]+>", "", line.partition("</span>")[0]).strip()

        states = [await state()]
        reference, code = await sheet(relative)
        for action in ("agree", "refuse"):
            await ask(relative, reference, code, action)
            states.append(await state())
    assert states == ["not given", "given", "refused by the patient"]
