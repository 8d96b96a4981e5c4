"""A coordinator types what they know of somebody: a reference, an address, a number or a name in any spelling."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from intake.domain.access import Actor
from intake.domain.errors import NotAllowed, NotFound
from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import messages
from intake.services.desk import inside
from intake.services.desk.duties import attend
from intake.services.desk.find import Found, Looked, by_reference, find
from intake.services.desk.inside import Edge, Step, look_inside
from intake.services.inbox import Filters
from intake.store import inquiries, keys
from intake.store.tables import audit, blind_indexes
from tests.offices import make_office
from tests.people import ADA, CLARA, OMAR, TOVE, hire
from tests.web.office import arrive

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
async def clara(db: Database, keyring: KeyRing) -> Actor:
    return await hire(CLARA, db, keyring)


async def entries(db: Database) -> list[tuple[str, str, str]]:
    async with db.read() as snapshot:
        rows = await snapshot.execute(select(audit).order_by(audit.c.seq))
        return [(row.action, row.outcome, row.detail) for row in rows]


async def test_one_box_understands_what_is_typed(db: Database, keyring: KeyRing, clara: Actor) -> None:
    new = await arrive(
        db, keyring, contact_name="Олег Иванов", email="Oleg.I@example.org", phone="+995555123456", received_at=NOW
    )
    await arrive(db, keyring, contact_name="Другой Человек", email="x@example.org", phone="+995555000000")
    reference = new.reference
    arabic = reference.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    understood: Mapping[str, Looked] = {
        reference: Looked.REFERENCE,
        f" {reference.upper().replace('-', ' ')} ": Looked.REFERENCE,
        arabic: Looked.REFERENCE,
        "oleg.i@EXAMPLE.org": Looked.EMAIL,
        "+995 555 12-34-56": Looked.PHONE,
        "00995555123456": Looked.PHONE,
        "(0)555 123456": Looked.PHONE,
        "٥٥٥١٢٣٤٥٦": Looked.PHONE,
        "Ivanov Oleg": Looked.NAME,
        "אולג": Looked.NAME,
    }
    for typed, looked in understood.items():
        found = await find(clara, typed, db=db, keyring=keyring, now=NOW)
        assert (found.looked, [match.summary.id for match in found.matches]) == (looked, [new.id]), typed
        assert found.matches[0].names == ("Олег Иванов",)
    for typed in ("", "??", "no@body.example", "+49 30 1234567", "Nobody Else", "2222-2222", "x" * 5000):
        assert (await find(clara, typed, db=db, keyring=keyring, now=NOW)).matches == ()
    assert (await find(clara, "", db=db, keyring=keyring, now=NOW)).looked is Looked.NOTHING


async def test_looking_is_written_down_with_numbers_and_without_words(
    db: Database, keyring: KeyRing, clara: Actor
) -> None:
    new = await arrive(db, keyring, contact_name="MARKER Ivanov", question="MARKER story")
    office = make_office(db, keyring)
    await find(clara, "MARKER Ivanov", db=db, keyring=keyring, now=NOW)
    await look_inside(clara, Filters(), "MARKER", office=office, now=NOW)
    await by_reference(clara, new.reference, db=db, keyring=keyring, now=NOW)
    assert (await entries(db))[-2:] == [
        ("inbox.find", "done", '{"by":"name","rows":1}'),
        ("inbox.look_inside", "done", '{"found":1,"looked":1}'),
    ]


async def test_what_is_not_theirs_is_found_by_nobody(db: Database, keyring: KeyRing, clara: Actor) -> None:
    omar, ada, tove = [await hire(new, db, keyring) for new in (OMAR, ADA, TOVE)]
    new = await arrive(
        db, keyring, queue="repeat", contact_name="Oleg Ivanov", email="o@example.org", phone="+995555123456"
    )
    office = make_office(db, keyring)
    for typed in (new.reference, "o@example.org", "+995555123456", "Oleg"):
        assert len((await find(omar, typed, db=db, keyring=keyring, now=NOW)).matches) == 1
        assert (await find(clara, typed, db=db, keyring=keyring, now=NOW)).matches == ()
        assert (await find(ada, typed, db=db, keyring=keyring, now=NOW)).matches == ()
        with pytest.raises(NotAllowed):
            await find(tove, typed, db=db, keyring=keyring, now=NOW)
    step = await look_inside(clara, Filters(), "Oleg", office=office, now=NOW)
    assert step == Step()
    assert (await look_inside(clara, Filters(queue="repeat"), "Oleg", office=office, now=NOW)) == Step()
    with pytest.raises(NotAllowed):
        await look_inside(tove, Filters(), "Oleg", office=office, now=NOW)
    assert await by_reference(omar, new.reference.upper(), db=db, keyring=keyring, now=NOW) == new.id
    for typed in (new.reference, "2222-2222", ""):
        with pytest.raises(NotFound):
            await by_reference(clara, typed, db=db, keyring=keyring, now=NOW)


async def test_of_very_many_the_newest_are_shown(
    db: Database, keyring: KeyRing, clara: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.services.desk.find.MOST", 2)
    ids = [
        (await arrive(db, keyring, contact_name="Oleg", received_at=NOW - timedelta(days=days))).id
        for days in (3, 1, 2)
    ]
    found: Found = await find(clara, "Олег", db=db, keyring=keyring, now=NOW)
    assert ([match.summary.id for match in found.matches], found.more) == ([ids[1], ids[2]], True)


async def test_words_are_found_in_answers_and_messages_with_what_stands_round_them(
    db: Database, keyring: KeyRing, clara: Actor
) -> None:
    office = make_office(db, keyring)
    one = await arrive(db, keyring, question="У неё болезнь Шёгрена с мая", received_at=NOW - timedelta(days=1))
    two = await arrive(db, keyring, question="Nothing.", received_at=NOW - timedelta(days=2))
    await arrive(db, keyring, question="Nothing.", received_at=NOW - timedelta(days=3))
    await messages.write(Visit(two.id), "Das Wort ШЕГРЕНА hier", "form", "de", office=office, now=NOW)
    step = await look_inside(clara, Filters(), "шегрена", office=office, now=NOW)
    assert [hit.match.summary.id for hit in step.hits] == [one.id, two.id]
    (answer,), (message,) = [hit.pieces for hit in step.hits]
    assert (answer.question_id, answer.excerpt.found) == ("question", "Шёгрена")
    assert (message.question_id, message.excerpt.before, message.excerpt.found) == ("", "Das Wort ", "ШЕГРЕНА")
    assert (step.looked, step.total, step.following) == (3, 3, None)
    assert step.back_to == NOW - timedelta(days=3)
    # What was chosen from a list is no word of theirs; the list's filters are for that.
    assert (await look_inside(clara, Filters(), "self", office=office, now=NOW)).hits == ()


async def test_it_goes_on_where_the_step_before_ended(
    db: Database, keyring: KeyRing, clara: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inside, "_AT_ONCE", 2)
    office = make_office(db, keyring)
    ids = [
        (await arrive(db, keyring, question=f"MARKER {days}", received_at=NOW - timedelta(days=days))).id
        for days in range(5)
    ]
    seen: list[str] = []
    before, looked = None, []
    while True:
        # Without any patience a step still looks at some: whoever waits gets further each time.
        step = await look_inside(clara, Filters(), "marker", before=before, office=office, now=NOW, patience=0)
        seen += [hit.match.summary.id for hit in step.hits]
        looked.append(step.looked)
        assert step.total == 5
        if step.following is None:
            break
        before = Edge.parse(str(step.following))
        assert before == step.following
    assert (seen, looked) == (ids, [2, 2, 1])
    whole = await look_inside(clara, Filters(), "marker", office=office, now=NOW)
    assert [hit.match.summary.id for hit in whole.hits] == ids
    narrow = await look_inside(clara, Filters(language="ka"), "marker", office=office, now=NOW)
    assert narrow == Step()


@pytest.mark.parametrize("text", ["", "x", "2026-11-23T09:00:00.", "2026-11-23T09:00:00." + "a" * 26, "9" * 40 + ".a"])
def test_an_edge_of_nobodys_is_none(text: str) -> None:
    assert Edge.parse(text) is None


async def test_the_worker_makes_names_of_before_findable(db: Database, keyring: KeyRing, clara: Actor) -> None:
    new = await arrive(db, keyring, contact_name="Oleg Ivanov")
    async with db.write() as tx:
        await tx.execute(delete(blind_indexes).where(blind_indexes.c.kind == "name"))
    assert (await find(clara, "Олег", db=db, keyring=keyring, now=NOW)).matches == ()
    await attend(make_office(db, keyring), now=NOW)
    assert [match.summary.id for match in (await find(clara, "Олег", db=db, keyring=keyring, now=NOW)).matches] == [
        new.id
    ]


async def test_of_what_was_erased_nothing_is_found(db: Database, keyring: KeyRing, clara: Actor) -> None:
    new = await arrive(db, keyring, contact_name="Oleg Ivanov", question="MARKER")
    both = replace(clara, queues=None)
    async with db.write() as tx:
        await keys.forget(tx, new.id)
    (match,) = (await find(both, "Oleg", db=db, keyring=keyring, now=NOW)).matches
    assert match.names == ()
    office = make_office(db, keyring)
    assert (await look_inside(both, Filters(), "MARKER", office=office, now=NOW)).hits == ()
    async with db.read() as snapshot:
        assert await inquiries.summary(snapshot, keyring, new.id)
