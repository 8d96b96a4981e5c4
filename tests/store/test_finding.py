"""An inquiry is found by who wrote it, in any script, by those who serve its queue, and along the tags alone."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import delete, event, select, text

from intake.domain.inquiry import InquirySummary
from intake.domain.routing import Decision
from intake.domain.values import Priority
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.transliteration import name_keys
from intake.store import finding, identities, inquiries, meta, revisions
from intake.store.inquiries import NewInquiry
from intake.store.tables import blind_indexes
from tests.store.making import NOON, make_arrival

pytestmark = pytest.mark.anyio

SERVED = ("heme", "repeat")


def named(name: str, *, queue: str = "heme", minutes: int = 0, patient: str = "") -> NewInquiry:
    """An inquiry by somebody of this name."""
    said = {"contact_name": name, "email": "a@example.org"} | ({"patient_name": patient} if patient else {})
    return make_arrival(
        answers={"P0": {"inquirer_role": "child"}, "P1": said},
        contacts={"email": f"{minutes}@example.org"},
        decision=Decision(queue, queue, Priority.ROUTINE, ()),
        received_at=NOON + timedelta(minutes=minutes),
    )


async def arrive(db: Database, keyring: KeyRing, *arrivals: NewInquiry) -> Sequence[str]:
    async with db.write() as tx:
        await inquiries.insert_many(tx, keyring, arrivals)
    return [new.id for new in arrivals]


async def by_name(db: Database, keyring: KeyRing, name: str, *, limit: int = 50) -> Sequence[InquirySummary]:
    async with db.read() as snapshot:
        return await finding.by_name(snapshot, keyring, name_keys(name), queues=SERVED, limit=limit)


async def test_a_name_in_another_script_finds_it_the_newest_first(db: Database, keyring: KeyRing) -> None:
    first, second, _, mother = await arrive(
        db,
        keyring,
        named("Иванов Олег"),
        named("Oleg Iwanow", minutes=1),
        named("Oleg Petrov", minutes=2),
        named("Elena", patient="אולג איבנוב", minutes=3),
    )
    for typed in ("Ivanov Oleg", "олег иванов", "Oleg Ivanov", "IWANOW, oleg"):
        assert [row.id for row in await by_name(db, keyring, typed)] == [mother, second, first], typed
    assert [row.id for row in await by_name(db, keyring, "Ivanov")] == [mother, second, first]
    assert [row.id for row in await by_name(db, keyring, "Ivanov", limit=1)] == [mother]
    assert await by_name(db, keyring, "Ivanov Pavel") == []
    assert await by_name(db, keyring, "…") == ()


async def test_what_lies_in_another_queue_is_not_found_and_takes_no_place(db: Database, keyring: KeyRing) -> None:
    (mine, *_) = await arrive(
        db, keyring, named("Oleg"), *(named("Oleg", queue="autoimmune", minutes=1 + number) for number in range(3))
    )
    assert [row.id for row in await by_name(db, keyring, "Oleg", limit=2)] == [mine]
    async with db.read() as snapshot:
        found = await finding.by_name(snapshot, keyring, name_keys("Oleg"), queues=None, limit=50)
        assert len(found) == 4
        for kind, value in (("email", "1@example.org"), ("name", "alg")):
            again = await finding.by_contacts(snapshot, keyring, kind, [value], queues=["repeat"], limit=50)
            assert again == []
        words = name_keys("Oleg")
        alike = await finding.alike(snapshot, keyring, {"email": "1@example.org"}, words, queues=SERVED, limit=50)
        assert [row.id for row in alike] == [mine]


async def test_two_words_of_a_name_make_it_alike_one_does_not(db: Database, keyring: KeyRing) -> None:
    one, _, other = await arrive(
        db,
        keyring,
        named("Olga Ivanova", patient="Oleg Ivanov"),
        named("Oleg Petrov", minutes=1),
        named("Павел Иванов", patient="Олег Иванов", minutes=2),
    )
    async with db.read() as snapshot:
        words = [*name_keys("Olga Ivanova"), *name_keys("Oleg Ivanov")]
        found = await finding.alike(snapshot, keyring, {}, words, queues=SERVED, limit=50)
    assert {row.id for row in found} >= {one, other}


async def test_a_corrected_name_is_found_and_the_old_one_is_not(db: Database, keyring: KeyRing) -> None:
    (inquiry_id,) = await arrive(db, keyring, named("Oleg Ivanov"))

    def corrected(contents: revisions.Contents) -> None:
        contents.answers["contact_name"] = "Павел Сидоров"

    async with db.write() as tx:
        await revisions.revise(tx, keyring, inquiry_id, corrected, now=NOON)
    assert await by_name(db, keyring, "Ivanov") == []
    assert [row.id for row in await by_name(db, keyring, "Sidorow")] == [inquiry_id]


async def test_names_from_before_are_made_findable_step_by_step(db: Database, keyring: KeyRing) -> None:
    ids = await arrive(db, keyring, *(named(f"Oleg {name}", minutes=3) for name in ("Ivanov", "Petrov", "Sidorov")))
    async with db.write() as tx:
        await tx.execute(delete(blind_indexes).where(blind_indexes.c.kind == "name"))
    assert await by_name(db, keyring, "Oleg") == []
    steps = 0
    while True:
        async with db.write() as tx:
            if not await identities.spell_again(tx, keyring, limit=2):
                break
        steps += 1
    assert steps == 1
    assert {row.id for row in await by_name(db, keyring, "Олег")} == set(ids)
    async with db.write() as tx:
        assert not await identities.spell_again(tx, keyring, limit=2)
        await meta.put(tx, "name-keys", b"0:all")  # as an earlier version left it
        assert await identities.spell_again(tx, keyring, limit=2)
    async with db.read() as snapshot:
        kinds = list((await snapshot.execute(select(blind_indexes.c.kind))).scalars())
    assert (kinds.count("email"), kinds.count("name")) == (3, 6)


async def test_nothing_walks_through_all_inquiries(db: Database, keyring: KeyRing) -> None:
    """From the tags to the inquiries, never the other way round."""
    if db.dialect != "sqlite":
        pytest.skip("PostgreSQL rightly walks through so few rows")
    await arrive(db, keyring, *(named("Oleg Ivanov", minutes=number) for number in range(30)))
    plans: list[str] = []
    statements: list[str] = []

    @event.listens_for(db._reader.sync_engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        filled = iter(parameters)  # type: ignore[call-overload]
        statements.append("".join(part + _literal(next(filled, "")) for part in statement.split("?"))[: -len("''")])

    async with db.read() as snapshot:
        words = name_keys("Oleg Ivanov")
        await finding.by_name(snapshot, keyring, words, queues=SERVED, limit=50)
        await finding.by_contacts(snapshot, keyring, "email", ["1@example.org"], queues=SERVED, limit=50)
        await finding.alike(snapshot, keyring, {"email": "1@example.org"}, words, queues=SERVED, limit=50)
        asked = [statement for statement in statements if "blind_indexes" in statement]
        for statement in asked:
            plans += [row.detail for row in await snapshot.execute(text("EXPLAIN QUERY PLAN " + statement))]
    assert len(asked) == 3
    inquiries_by = [step for step in plans if "inquiries" in step and "blind_indexes" not in step]
    assert inquiries_by
    assert all("sqlite_autoindex_inquiries" in step or "(id=?)" in step for step in inquiries_by), plans
    assert not [step for step in plans if step.startswith("SCAN") and ("inquiries" in step or "blind" in step)], plans


async def test_of_a_name_no_word_lies_in_clear(db: Database, keyring: KeyRing) -> None:
    await arrive(db, keyring, named("Olegmarker Ivanov"))
    async with db.read() as snapshot:
        rows = (await snapshot.execute(select(blind_indexes))).all()
    assert len([row for row in rows if row.kind == "name"]) == 2
    assert all(len(row.tag) == 16 for row in rows)
    assert b"lgmrkr" not in b"".join(row.tag for row in rows)


def _literal(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return f"x'{bytes(value).hex()}'"
    return str(int(value)) if isinstance(value, int) else "'" + str(value) + "'"
