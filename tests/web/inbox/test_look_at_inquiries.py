"""Who sees which inquiry, and what stands on the page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from intake.domain.suspicion import Sign
from intake.domain.triage import Flag
from intake.domain.values import Priority, Status
from intake.lib.database import Database
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.store import audit, inquiries
from intake.store.tables import inquiries as table
from tests.people import ADA, CLARA, OMAR, TOVE, hire, hire_everybody
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

STORY = "MARKER אני כותב בשם אמי <script>alert(1)</script> {{7*7}}"


async def test_the_list_says_who_is_ill_with_what_in_words(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    new = await arrive(db, keyring, priority=Priority.SAME_DAY)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get("/staff/")).text
    for words in (new.reference, "lupus", "26–64 years", "العربية", "Georgia", "urgency--same_day", "New", "nobody"):
        assert words in page, words


async def test_the_list_holds_my_queues_and_no_others(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    mine, other = await arrive(db, keyring), await arrive(db, keyring, queue="repeat", condition="b-all")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        for query in ("", "?queue=repeat", "?status=all", "?queue="):
            page = (await client.get(f"/staff/{query}")).text
            assert other.reference not in page
            assert other.id not in page
        assert mine.reference in (await client.get("/staff/")).text


@pytest.mark.parametrize(
    "query",
    [
        "queue='",
        "queue=%25",
        "status=) OR 1=1--",
        "status=NEW",
        "language=zz-Zzzz-not-a-language",
        "assignee=everybody",
        "after=x",
        "after=-1.a",
        "after=999999999999999999999.aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "assignee=" + "x" * 5000,
        "country=Georgia",
        "group=sle",
        "programme=x",
        "age=30",
        "role=me",
        "urgency=now",
        "waiting=nobody",
        "test=yes",
    ],
)
async def test_a_filter_nobody_offers_finds_nothing_and_is_no_error(db: Database, keyring: KeyRing, query: str) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        answer = await client.get(f"/staff/?{query}")
    assert answer.status_code == 200
    assert new.reference not in answer.text
    assert "Show all open inquiries" in answer.text


async def test_filters_narrow_the_list_and_read_as_a_sentence(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    arabic, english = await arrive(db, keyring), await arrive(db, keyring, language="en")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get("/staff/?language=ar&assignee=nobody&unknown=1")).text
        mine = (await client.get("/staff/?assignee=me")).text
    assert arabic.reference in page
    assert english.reference not in page
    assert "in the language" in page
    assert "Nothing is assigned to you" in mine


async def test_every_filter_narrows_the_list_and_can_be_shared_by_its_address(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    one = await arrive(db, keyring, priority=Priority.SAME_DAY)
    other = await arrive(db, keyring, condition="multiple-sclerosis", language="en", residence_country="DE")
    async with db.write() as tx:
        await inquiries.change(tx, one.id, version=1, now=datetime.now(UTC), assignee_id=cast.clara.staff_id)
        await inquiries.change(tx, other.id, version=1, now=datetime.now(UTC), status=Status.NEED_INFO)
    queries = {
        "assignee=me": one,
        f"assignee={cast.clara.staff_id}": one,
        "assignee=nobody": other,
        "urgency=same_day": one,
        "urgency=routine": other,
        "waiting=office": one,
        "waiting=inquirer": other,
        "status=need_info": other,
        "language=ar": one,
        "country=GE": one,
        "country=DE": other,
    }
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        for query, found in queries.items():
            page = (await client.get(f"/staff/?{query}")).text
            left_out = other if found is one else one
            assert found.reference in page, query
            assert left_out.reference not in page, query
            assert "Clear all filters" in page, query
        facts = one.facts
        for name, value in (("group", facts.condition_group), ("programme", facts.programme), ("role", facts.role)):
            assert one.reference in (await client.get("/staff/", params={name: value})).text, (name, value)
        assert one.reference in (await client.get("/staff/", params={"age": facts.age_group})).text
        # Somebody who is no colleague of hers, or nobody at all, has nothing here.
        for who in (cast.omar.staff_id, new_id()):
            page = (await client.get(f"/staff/?assignee={who}")).text
            assert "No inquiry matches" in page
        assert cast.omar.name not in page


async def test_all_statuses_are_all_also_what_looks_like_spam_and_is_over(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    held, over, waits = (
        await arrive(db, keyring, signs=(Sign.TRAP,)),
        await arrive(db, keyring),
        await arrive(db, keyring),
    )
    async with db.write() as tx:
        await inquiries.change(tx, over.id, version=1, now=datetime.now(UTC), status=Status.NO_RESPONSE)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get("/staff/?status=all")).text
        shown = ("Waiting for an answer", waits.reference, "Finished", over.reference)
        assert sorted(shown, key=page.index) == list(shown)
        assert page.index(over.reference) < page.index(held.reference)
        page = (await client.get("/staff/")).text
        assert held.reference not in page
        assert "1 message looks like spam." in page


async def test_test_inquiries_are_in_nobodys_way_and_can_be_found(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    real, tried = await arrive(db, keyring), await arrive(db, keyring)
    async with db.write() as tx:
        await tx.execute(update(table).where(table.c.id == tried.id).values(test=True))
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        for query in ("", "?status=all", "?language=ar"):
            page = (await client.get(f"/staff/{query}")).text
            assert real.reference in page
            assert tried.reference not in page
        page = (await client.get("/staff/?test=only")).text
    assert tried.reference in page
    assert real.reference not in page


async def test_what_waits_for_the_inquirer_stands_after_what_waits_for_us(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    now = datetime.now(UTC)
    asked = await arrive(db, keyring, received_at=now - timedelta(days=9))
    waits = await arrive(db, keyring, received_at=now)
    async with db.write() as tx:
        await inquiries.change(tx, asked.id, version=1, now=now, status=Status.IN_TRIAGE, answered_at=now)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get("/staff/")).text
    shown = ("Waiting for an answer", waits.reference, "Waiting for the inquirer", asked.reference)
    assert sorted(shown, key=page.index) == list(shown)
    assert ">overdue</span>" not in page  # who has been answered waits for nothing of ours


async def test_what_waits_stands_first_and_what_is_due_soonest_before_all(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    now = datetime.now(UTC)
    late, new = [await arrive(db, keyring, received_at=now - timedelta(days=days)) for days in (4, 0)]
    answered = await arrive(db, keyring, received_at=now - timedelta(hours=1))
    async with db.write() as tx:
        await inquiries.change(tx, answered.id, version=1, now=now, status=Status.MEDICAL_REVIEW)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get("/staff/")).text
    shown = ("Waiting for an answer", late.reference, new.reference, "Our turn", answered.reference)
    assert sorted(shown, key=page.index) == list(shown)
    assert page.count(">overdue</span>") == 1


async def test_a_date_that_was_kept_is_not_shown_as_if_it_were_missed(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, received_at=datetime.now(UTC) - timedelta(days=9))
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        before = (await client.get(f"/staff/inquiries/{new.id}")).text
        async with db.write() as tx:
            await inquiries.change(tx, new.id, version=1, now=datetime.now(UTC), status=Status.NEED_INFO)
        after = (await client.get(f"/staff/inquiries/{new.id}")).text
    assert "Answer due" in before
    assert "overdue" in before
    assert "Answer due" not in after
    assert "overdue" not in after


@pytest.mark.parametrize("answered", [0, 1, 2, 30, 52])
async def test_pages_of_fifty_follow_each_other_without_gap_or_repetition(
    db: Database, keyring: KeyRing, answered: int
) -> None:
    await hire(CLARA, db, keyring)
    begin = datetime.now(UTC) - timedelta(days=3)
    arrived = [await arrive(db, keyring, received_at=begin + timedelta(minutes=n // 2)) for n in range(52)]
    sent = [new.reference for new in arrived]
    async with db.write() as tx:
        for new in arrived[:answered]:
            await inquiries.change(tx, new.id, version=1, now=begin, status=Status.NEED_INFO)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        first = (await client.get("/staff/")).text
        (following,) = {part.split('"')[0] for part in first.split('href="')[1:] if part.startswith("/staff/?after=")}
        second = (await client.get(following)).text
    on_first, on_second = ({ref for ref in sent if ref in page} for page in (first, second))
    assert (len(on_first), len(on_second)) == (50, 2)
    assert on_first | on_second == set(sent)


async def test_the_page_of_an_inquiry_has_everything_and_trusts_nothing(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(
        db,
        keyring,
        question=STORY,
        safe_to_call="no",
        phone="+995555123456",
        red_flags=("fever", "swallowing"),
        flags=(Flag.RF3,),
        lines_count="unknown",
    )
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in page
    assert '<blockquote class="words" lang="ar" dir="auto">' in page
    for words in (
        "It came back after it was gone",
        "I do not know",
        "Amal Example",
        'href="tel:+995555123456"',
        'href="mailto:amal@example.org?subject=',
        "Discreet: leave no message",
        "Fever or infection during treatment",
        "did not fit: CAR-T before",
        "version 1, read in Arabic",
        "The inquiry arrived",
        "Take this inquiry",
    ):
        assert words in page, words


async def test_a_coordinator_sees_that_the_english_stood_beside_a_consent(db: Database, keyring: KeyRing) -> None:
    """Where nobody had read its translation; else nothing is said of it."""
    await hire(CLARA, db, keyring)
    both, alone = await arrive(db, keyring, beside="I agree."), await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        pages = [(await client.get(f"/staff/inquiries/{one.id}")).text for one in (both, alone)]
    assert ["with the English beside it" in page for page in pages] == [True, False]


async def test_what_is_not_yours_answers_like_what_does_not_exist(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    other = await arrive(db, keyring, queue="repeat", question="MARKER of another desk", contact_name="MARKER name")
    async with office(db, keyring) as client:
        for somebody in (CLARA, ADA, TOVE):
            await come_in(client, somebody)
            for tail, form in (
                ("", None),
                ("/take", {"version": "1"}),
                ("/assign", {"version": "1", "assignee": cast.clara.staff_id}),
                ("/status", {"version": "1", "status": "in_triage"}),
                ("/notes", {"version": "1", "note": "mine"}),
                ("/notes", {"version": "99", "note": "mine"}),
                ("/notes", {"version": "x", "note": ""}),
                ("/nonsense", None),
            ):
                answers = []
                for inquiry_id in (other.id, new_id(), "nonsense"):
                    url = f"/staff/inquiries/{inquiry_id}{tail}"
                    answer = await (client.get(url) if form is None else client.post(url, data=form))
                    answers.append((answer.status_code, answer.content, sorted(answer.headers.items())))
                assert answers[0] == answers[1] == answers[2], (somebody.name, tail)
                assert answers[0][0] == 404
                assert b"MARKER" not in answers[0][1]
                assert other.reference.encode() not in answers[0][1]
        await come_in(client, OMAR)
        assert "MARKER of another desk" in (await client.get(f"/staff/inquiries/{other.id}")).text


async def test_every_look_is_written_down_also_the_one_that_was_refused(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    other = await arrive(db, keyring, queue="repeat")
    async with office(db, keyring) as client:
        for somebody in (CLARA, OMAR):
            await come_in(client, somebody)
            await client.get(f"/staff/inquiries/{other.id}")
    async with db.read() as snapshot:
        entries = await audit.about(snapshot, "inquiry", other.id)
    assert [(entry.actor, entry.action, entry.outcome) for entry in entries][:2] == [
        (cast.omar.staff_id, "inquiry.read", "done"),
        (cast.clara.staff_id, "inquiry.read_inquiry", "refused"),
    ]


async def test_an_administrator_with_a_queue_serves_it(db: Database, keyring: KeyRing) -> None:
    await hire(replace(ADA, queues=frozenset({"autoimmune"})), db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, ADA)
        assert new.reference in (await client.get("/staff/")).text
        assert (await client.get(f"/staff/inquiries/{new.id}")).status_code == 200


async def test_a_coordinator_who_reads_hebrew_gets_a_page_from_right_to_left(db: Database, keyring: KeyRing) -> None:
    await hire(OMAR, db, keyring)
    new = await arrive(db, keyring, queue="repeat")
    async with office(db, keyring) as client:
        await come_in(client, OMAR)
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
    assert '<html lang="he" dir="rtl">' in page
    assert f'<bdi dir="ltr" class="code">{new.reference}</bdi>' in page
