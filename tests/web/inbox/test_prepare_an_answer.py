"""A coordinator begins with a text of ours, lets a translator finish it, sends it later, or declines with a letter."""

import re
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import text

from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.services import messages
from intake.services.desk import duties
from intake.services.messages import Message
from intake.store import audit
from intake.store import messages as kept
from intake.store.inquiries import NewInquiry
from tests.offices import make_office
from tests.people import CLARA, OMAR, TOVE, hire
from tests.visit import hidden
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

GEORGIAN = "მადლობა."
MARKER = "MARKER of the coordinator"


async def said(db: Database, keyring: KeyRing, new: NewInquiry) -> list[Message]:
    """The conversation."""
    async with db.read() as snapshot:
        return list(await kept.of_inquiry(snapshot, keyring, new.id))


async def sent(client: httpx2.AsyncClient, url: str, page: str, do: str, **fields: str) -> httpx2.Response:
    """Press a button of the page."""
    kept = {name: hidden(page, name) for name in ("reply", "version", "seen") if f'name="{name}"' in page}
    return await client.post(url, data=kept | {"do": do} | fields)


def box(page: str, name: str) -> str:
    """What stands in a text box."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    assert found, name
    return found[1]


async def test_a_text_of_ours_is_put_below_what_was_typed_and_sent(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, language="en")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}/replies/new"
        page = (await client.get(url)).text
        assert "We are waiting for the physician’s review" in page
        assert "We do not treat this disease" not in page
        filled = await sent(client, url, page, "fill", template="records_received", text=MARKER)
        assert filled.status_code == 200
        text = box(filled.text, "text")
        assert text.startswith(MARKER)
        assert "Thank you. We received your documents" in text
        assert new.reference in text
        assert CLARA.name in text
        assert "translator finishes it" not in filled.text  # they share a language
        gone = await sent(client, url, filled.text, "send", text="All of it.")
        assert gone.headers["location"] == f"/staff/inquiries/{new.id}?done=messages"
    assert [one.text for one in await said(db, keyring, new)] == ["All of it."]


async def test_a_text_that_does_not_speak_their_language_is_refused_and_two_ways_are_offered(
    db: Database, keyring: KeyRing
) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, language="sv")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}/replies/new"
        page = (await client.get(url)).text
        refused = await sent(client, url, page, "fill", template="few_details", text=MARKER)
        assert refused.status_code == 422
        assert "no finished translation into Swedish" in refused.text
        assert box(refused.text, "text") == MARKER
        english = await sent(client, url, refused.text, "fill_english", template="few_details")
        assert "They asked for Swedish. Their page says that this text is English." in english.text
        assert 'name="text" rows="10" lang="en"' in english.text
        two = await sent(client, url, refused.text, "fill_two", template="few_details")
        assert "Thank you for writing to us" in box(two.text, "source")
        assert box(two.text, "text") == ""
        body = box(english.text, "text")
        assert (await sent(client, url, english.text, "send", locale="en", text=body)).status_code == 303
    (message,) = await said(db, keyring, new)
    assert message.locale == "en"


async def test_two_people_write_one_answer(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    translator = await hire(TOVE, db, keyring)
    new = await arrive(db, keyring, language="he")
    base = f"/staff/inquiries/{new.id}"
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(f"{base}/replies/new")).text
        source = f"Dear Amal Example, your reference is {new.reference}."
        asked = await sent(
            client, f"{base}/replies/new", page, "translate", source=source, translator=translator.staff_id
        )
        url = asked.headers["location"].partition("?")[0]
        assert "With Tove Test" in (await client.get(url)).text
        assert "With Tove Test for translation" in (await client.get(base)).text

        await come_in(client, TOVE)
        assert (await client.get(url)).status_code == 404
        task = re.findall(r'href="(/staff/replies/[a-z2-7]{26})"', (await client.get("/staff/replies")).text)
        assert len(task) == 1
        sheet = await client.get(task[0])
        assert "Dear [2], your reference is [1]." in sheet.text
        for secret in ("Amal", new.reference, new.id, "amal@example.org"):
            assert secret not in sheet.text
        back = await sent(client, task[0], sheet.text, "hand_back", text="שלום [2], [1].")
        assert back.headers["location"] == "/staff/replies?done=handed_back"
        assert (await client.get(task[0])).status_code == 404

        await come_in(client, CLARA)
        page = (await client.get(url)).text
        assert box(page, "text") == f"שלום Amal Example, {new.reference}."
        assert (await sent(client, url, page, "send", source=source, text=box(page, "text"))).status_code == 303
        page = (await client.get(base)).text
        assert "written by Clara Test, translated by Tove Test" in page
        assert source in page
        assert "mail on its way" in page


async def test_the_translators_pages_are_no_way_round(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    translator, _ = await hire(TOVE, db, keyring), await hire(OMAR, db, keyring)
    new = await arrive(db, keyring, language="he")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}/replies/new"
        page = (await client.get(url)).text
        asked = await sent(client, url, page, "translate", source=MARKER, translator=translator.staff_id)
        reply = asked.headers["location"].partition("?")[0].rpartition("/")[2]
        for stranger in (OMAR, CLARA):
            await come_in(client, stranger)
            answers = [
                await client.get(f"/staff/replies/{reply}"),
                await client.post(f"/staff/replies/{reply}", data={"do": "hand_back", "version": "2", "text": "x"}),
                await client.get("/staff/replies/" + "a" * 26),
                await client.get("/staff/replies/..%2f" + "a" * 26),
            ]
            assert [answer.status_code for answer in answers] == [404] * 4
            assert MARKER not in "".join(answer.text for answer in answers)
        await come_in(client, OMAR)
        for other in (f"/staff/inquiries/{new.id}/replies/{reply}", url, f"/staff/inquiries/{new.id}/decline"):
            assert (await client.get(other)).status_code == 404
        assert MARKER not in (await client.get("/staff/replies")).text


async def test_two_people_on_one_draft_lose_nothing(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, language="en")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        first = (await client.get(f"/staff/inquiries/{new.id}/replies/new")).text
        saved = await sent(client, f"/staff/inquiries/{new.id}/replies/new", first, "save", text="The beginning")
        url = saved.headers["location"].partition("?")[0]
        one = two = (await client.get(url)).text
        assert (await sent(client, url, one, "save", text="What Clara wrote")).status_code == 303
        conflict = await sent(client, url, two, "save", text="What Dana wrote")
        assert conflict.status_code == 409
        assert "What Clara wrote" in conflict.text
        assert box(conflict.text, "text") == "What Dana wrote"
        assert (await sent(client, url, conflict.text, "save", text="What both wrote")).status_code == 303
        stale = await sent(client, url, two, "throw_away")
        assert stale.status_code == 409
        page = (await client.get(url)).text
        assert (await sent(client, url, page, "throw_away")).status_code == 303
        late = await sent(client, url, page, "save", text="Still here")
        assert (late.status_code, box(late.text, "text")) == (409, "Still here")
        assert (await client.post(f"{url}x", data={"do": "save", "text": "x"})).status_code == 404
    assert await said(db, keyring, new) == []


async def test_what_they_wrote_meanwhile_stands_beside_the_answer(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, language="en", question="FIRST words of the form")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}/replies/new"
        page = (await client.get(url)).text
        assert "FIRST words of the form" in page
        now = datetime.now(UTC)
        await messages.write(
            Visit(new.id), "NEWS from the patient", new_id(), "en", office=make_office(db, keyring), now=now
        )
        conflict = await sent(client, url, page, "send", text="My answer")
        assert conflict.status_code == 409
        assert "NEWS from the patient" in conflict.text
        assert (await sent(client, url, conflict.text, "send", text=box(conflict.text, "text"))).status_code == 303
    assert [one.text for one in await said(db, keyring, new)] == ["NEWS from the patient", "My answer"]


async def test_an_answer_waits_for_their_morning_and_is_stopped(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, language="en")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}/replies/new"
        page = (await client.get(url)).text
        assert "In the morning where they are" in page
        assert "Georgia Time" in page
        later = await sent(client, url, page, "send", text="Good morning", when="morning")
        url = later.headers["location"].partition("?")[0]
        page = (await client.get(url)).text
        assert "Goes out" in page
        assert "An answer goes out" in (await client.get(f"/staff/inquiries/{new.id}")).text
        assert "goes out by itself" in (await client.get("/staff/replies")).text
        stopped = await sent(client, url, page, "take_back")
        assert stopped.headers["location"] == f"{url}?done=taken_back"
        await duties.attend(make_office(db, keyring), now=datetime.now(UTC) + timedelta(days=2))
        assert await said(db, keyring, new) == []
        page = (await client.get(url)).text
        again = await sent(client, url, page, "send", text="Good morning", when="morning")
        assert again.status_code == 303
        await messages.write(
            Visit(new.id), "Wait!", new_id(), "en", office=make_office(db, keyring), now=datetime.now(UTC)
        )
        await duties.attend(make_office(db, keyring), now=datetime.now(UTC) + timedelta(days=2))
        assert "It did not go out: they wrote meanwhile." in (await client.get("/staff/replies")).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"when": "at", "day": "", "hour": ""}, "Choose a day and an hour."),
        ({"when": "at", "day": "2020-01-01", "hour": "09:00"}, "This moment has passed."),
        ({"when": "at", "day": "9999-12-31", "hour": "23:59"}, "within the next two months"),
        ({"text": ""}, "There is no text for the patient yet."),
        ({"text": "x" * 5001}, "too long"),
        ({"do": "translate"}, "There is nothing to translate yet."),
        ({"do": "translate", "source": "Hello"}, "Choose who should translate it."),
        ({"do": "translate", "source": "Hello", "translator": "nobody"}, "does not translate between"),
        ({"do": "dance"}, "could not be read"),
    ],
)
async def test_what_cannot_be_done_is_said_and_every_word_is_still_there(
    db: Database, keyring: KeyRing, fields: dict[str, str], sentence: str
) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, language="sv")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}/replies/new"
        page = (await client.get(url)).text
        wanted = {"do": "send", "text": GEORGIAN} | fields
        answer = await sent(client, url, page, **wanted)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert box(answer.text, "text") == wanted["text"]
    assert await said(db, keyring, new) == []


async def test_a_machines_text_is_kept_marked_until_somebody_says_they_corrected_it(
    db: Database, keyring: KeyRing
) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, language="sv")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        new_url = f"/staff/inquiries/{new.id}/replies/new"
        page = (await client.get(new_url)).text
        saved = await sent(client, new_url, page, "save", text=GEORGIAN, machine="yes")
        url = saved.headers["location"].partition("?")[0]
        page = (await client.get(url)).text
        assert 'name="machine"' not in page  # nothing to untick
        assert "I have read and corrected it" in page
        assert (await sent(client, url, page, "send", text=GEORGIAN)).status_code == 303
        assert "Made by a machine, checked by nobody." in (await client.get(f"/staff/inquiries/{new.id}")).text
        base = f"/staff/inquiries/{new.id}"
        page = (await client.get(base)).text
        data = {"version": hidden(page, "version"), "form_id": new_id(), "message": "a", "machine": "yes"}
        assert (await client.post(f"{base}/messages", data=data)).status_code == 303
    assert [one.machine for one in await said(db, keyring, new)] == [True, True]


async def test_a_letter_is_read_in_both_languages_and_sent_with_the_status(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, language="sv")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}/decline"
        page = (await client.get(url)).text
        for reason in ("We do not treat this disease", "Care near home comes first", "We have not heard from you"):
            assert reason in page
        missing = (await client.get(f"{url}?template=not_offered_condition")).text
        assert "no finished translation into Swedish" in missing
        assert box(missing, "text") == ""
        assert "this disease is not treated here" in box(missing, "source")
        english = (await client.get(f"{url}?template=not_offered_condition&locale=en")).text
        assert "Nobody has reviewed this letter yet." in english
        assert "this disease is not treated here" in box(english, "text")
        empty = await sent(client, url, missing, "", template="not_offered_condition", text="")
        assert (empty.status_code, "There is no text for the patient yet" in empty.text) == (422, True)
        letter = {"template": "not_offered_condition", "text": GEORGIAN, "source": "No."}
        assert (await sent(client, url, missing, "", **letter)).status_code == 303
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
        assert "Declined with a letter" in page
        assert "Not offered here" in page
        assert "Reason for “Not offered here”" in page
        late = await sent(client, url, missing, "", **letter | {"text": "Other words", "reply": new_id()})
        assert (late.status_code, box(late.text, "text")) == (409, "Other words")
    assert [(one.text, one.original) for one in await said(db, keyring, new)] == [(GEORGIAN, "No.")]


async def test_nobody_declines_for_no_reason(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, language="en")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}/decline"
        for template in ("", "nothing", "few_details"):
            answer = await client.post(url, data={"seen": "1", "template": template, "text": "No.", "reply": new_id()})
            assert answer.status_code == 422
            assert "Choose a reason." in answer.text
            assert (await client.get(f"{url}?template={template}")).status_code == 200
    assert await said(db, keyring, new) == []


async def test_each_look_and_deed_is_written_down_and_no_word_of_it(db: Database, keyring: KeyRing) -> None:
    clara, translator = await hire(CLARA, db, keyring), await hire(TOVE, db, keyring)
    new = await arrive(db, keyring, language="he")
    base = f"/staff/inquiries/{new.id}"
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(f"{base}/replies/new")).text
        fields = {"source": MARKER, "translator": translator.staff_id}
        asked = await sent(client, f"{base}/replies/new", page, "translate", **fields)
        reply = asked.headers["location"].partition("?")[0].rpartition("/")[2]
        await client.get(f"{base}/replies/{reply}")
        await client.get(f"{base}/decline")
        await client.get("/staff/replies")
        await come_in(client, TOVE)
        sheet = (await client.get(f"/staff/replies/{reply}")).text
        await sent(client, f"/staff/replies/{reply}", sheet, "hand_back", text=MARKER)
    async with db.read() as snapshot:
        of_inquiry = [(one.actor, one.action) for one in await audit.about(snapshot, "inquiry", new.id)][::-1]
        of_reply = [(one.actor, one.action) for one in await audit.about(snapshot, "reply", reply)]
        lists = [(one.actor, one.action) for one in await audit.about(snapshot, "reply", "mine")]
        every = str((await snapshot.execute(text("SELECT * FROM audit"))).all())
    tove, read = translator.staff_id, (clara.staff_id, "inquiry.read")
    begun = [(clara.staff_id, "reply.begin"), (clara.staff_id, "reply.ask_translator")]
    assert of_inquiry[-6:] == [read, *begun, read, read, (tove, "reply.translated")]
    assert of_reply == [(tove, "reply.read")]
    assert lists == [(clara.staff_id, "reply.list")]
    assert "MARKER" not in every


async def test_who_takes_back_what_has_just_come_back_overwrites_nothing(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    translator = await hire(TOVE, db, keyring)
    new = await arrive(db, keyring, language="he")
    url = f"/staff/inquiries/{new.id}/replies/new"
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        fields = {"source": MARKER, "translator": translator.staff_id}
        asked = await sent(client, url, (await client.get(url)).text, "translate", **fields)
        url = asked.headers["location"].partition("?")[0]
        waits = (await client.get(url)).text
        task = f"/staff/replies/{url.rpartition('/')[2]}"
        await come_in(client, TOVE)
        await sent(client, task, (await client.get(task)).text, "hand_back", text="שלום")
        await come_in(client, CLARA)
        late = await sent(client, url, waits, "take_back")
        assert (late.status_code, box(late.text, "text"), box(late.text, "source")) == (409, "שלום", MARKER)
