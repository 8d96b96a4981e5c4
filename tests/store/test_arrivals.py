"""An inquiry arrives: all of it or nothing, sealed, once."""

from dataclasses import replace

import pytest
from sqlalchemy import LargeBinary, Text, select, update

from intake.domain.values import Priority, Status
from intake.lib.crypto import CannotOpen
from intake.lib.database import Conflict, Database
from intake.lib.keyring import KeyRing
from intake.store import audit, finding, inquiries, keys, outbox, submissions
from intake.store.tables import answers, data_keys, metadata
from tests.store.making import NOON, STORY, make_arrival, make_order

pytestmark = pytest.mark.anyio


async def store(db: Database, keyring: KeyRing, *arrivals: inquiries.NewInquiry) -> None:
    async with db.write() as tx:
        await inquiries.insert_many(tx, keyring, arrivals)


async def everything(db: Database) -> bytes:
    """Every stored value, one after the other."""
    found = b""
    async with db.read() as snapshot:
        for table in metadata.sorted_tables:
            for row in await snapshot.execute(select(table)):
                found += b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    return found


async def test_what_was_stored_comes_back(db: Database, keyring: KeyRing) -> None:
    new = make_arrival()
    await store(db, keyring, new)
    async with db.read() as snapshot:
        found = await inquiries.load(snapshot, keyring, new.id)
        assert found is not None
        assert found.answers == {**new.answers["P0"], **new.answers["P1"], **new.answers["P2"]}
        assert (found.decision, found.flags, found.form_version) == (new.decision, new.flags, "v1")
        summary = found.summary
        assert (summary.facts, summary.queue, summary.status) == (new.facts, "heme", Status.SUBMITTED)
        assert (summary.received_at, summary.due_at, summary.version) == (new.received_at, new.due_at, 1)
        assert await inquiries.summary(snapshot, keyring, new.id) == summary
        assert await inquiries.by_reference(snapshot, keyring, new.reference) == summary
        assert await inquiries.consents(snapshot, keyring, new.id) == new.consents
        assert len(await outbox.entries(snapshot, inquiry_id=new.id)) == 3
        assert [entry.action for entry in await audit.about(snapshot, "inquiry", new.id)] == ["inquiry.received"]
        known = await submissions.known(snapshot, [new.form_id, "another"])
        assert known == {new.form_id: submissions.KnownSubmission(new.id, new.digest, NOON)}


async def test_only_the_classes_asked_for_are_opened(db: Database, keyring: KeyRing) -> None:
    new = make_arrival()
    await store(db, keyring, new)
    async with db.write() as tx:
        spoiled = answers.c["class"] == "P1"
        await tx.execute(update(answers).where(spoiled).values(sealed=b"\x01\x01 spoiled"))
    async with db.read() as snapshot:
        found = await inquiries.load(snapshot, keyring, new.id, classes=["P2"])
        assert found is not None
        assert set(found.answers) == set(new.answers["P2"])


async def test_nothing_a_person_said_lies_in_the_clear(db: Database, keyring: KeyRing) -> None:
    await store(db, keyring, make_arrival())
    stored = await everything(db)
    words = (
        STORY,
        "Leyla",
        "leyla@example.org",
        "955555",
        "b-all",
        "leukaemia",
        "heme",
        "12-17",
        "child",
        "blood",  # nothing shorter: two letters stand in random bytes by chance
    )
    assert [word for word in words if word.encode() in stored] == []
    assert b"1234567890123456" not in stored


async def test_half_a_character_pair_survives(db: Database, keyring: KeyRing) -> None:
    odd = {"question": "\ud83d and \x7f\u2028\u202e مرحبا 😀"}
    new = make_arrival(answers={"P2": odd})
    await store(db, keyring, new)
    assert len(submissions.digest(keyring, odd)) == 32
    async with db.read() as snapshot:
        found = await inquiries.load(snapshot, keyring, new.id)
    assert found is not None
    assert found.answers == odd


@pytest.mark.parametrize("taken", ["id", "reference", "form_id"])
async def test_one_that_is_taken_spoils_the_whole_batch(db: Database, keyring: KeyRing, taken: str) -> None:
    first, second = make_arrival(), make_arrival()
    await store(db, keyring, first)
    before = await everything(db)
    with pytest.raises(Conflict):
        await store(db, keyring, second, make_arrival(**{taken: getattr(first, taken)}))
    assert await everything(db) == before


async def test_two_of_the_same_inquiry_share_no_key(db: Database, keyring: KeyRing) -> None:
    new = make_arrival()
    await store(db, keyring, new, replace(make_arrival(), answers=new.answers))
    async with db.read() as snapshot:
        rows = (await snapshot.execute(select(answers.c.sealed))).all()
        assert len({row.sealed for row in rows}) == len(rows) == 10


@pytest.mark.parametrize("moved", ["inquiry_id", "class", "revision"])
async def test_a_blob_that_was_moved_does_not_open(db: Database, keyring: KeyRing, moved: str) -> None:
    one, two = make_arrival(), make_arrival()
    await store(db, keyring, one, two)
    async with db.write() as tx:
        victim = (answers.c.inquiry_id == two.id) & (answers.c["class"] == "P2")
        source = {
            "inquiry_id": (answers.c.inquiry_id == one.id) & (answers.c["class"] == "P2"),
            "class": (answers.c.inquiry_id == two.id) & (answers.c["class"] == "P1"),
            "revision": victim,
        }[moved]
        blob = (await tx.execute(select(answers.c.sealed).where(source))).scalar_one()
        if moved == "revision":
            await inquiries.amend(tx, keyring, two.id, two)
            victim &= answers.c.revision == 2
        await tx.execute(update(answers).where(victim).values(sealed=blob))
    async with db.read() as snapshot:
        with pytest.raises(CannotOpen):
            await inquiries.load(snapshot, keyring, two.id)


async def test_a_key_of_another_inquiry_does_not_unwrap(db: Database, keyring: KeyRing) -> None:
    one, two = make_arrival(), make_arrival()
    await store(db, keyring, one, two)
    async with db.write() as tx:
        key = (await tx.execute(select(data_keys.c.wrapped).where(data_keys.c.inquiry_id == one.id))).scalar_one()
        await tx.execute(update(data_keys).where(data_keys.c.inquiry_id == two.id).values(wrapped=key))
    async with db.read() as snapshot:
        with pytest.raises(CannotOpen):
            await keys.of(snapshot, keyring, two.id)


async def test_a_changed_form_is_the_next_revision(db: Database, keyring: KeyRing) -> None:
    new = make_arrival()
    await store(db, keyring, new)
    changed = {"P1": {"email": "leyla@example.net"}, "P2": {"question": "It got worse."}}
    again = replace(
        make_arrival(form_id=new.form_id, digest=b"e" * 32, answers=changed, contacts={"email": "leyla@example.net"}),
        mails=(make_order(new.id, dedupe_key="changed"),),
        priority=Priority.SAME_DAY,
    )
    async with db.write() as tx:
        assert await inquiries.amend(tx, keyring, new.id, again) == 2
    async with db.read() as snapshot:
        found = await inquiries.load(snapshot, keyring, new.id)
        assert found is not None
        assert found.answers == {"email": "leyla@example.net", "question": "It got worse."}
        assert (found.summary.priority, found.summary.version) == (Priority.SAME_DAY, 2)
        assert found.summary.reference == new.reference
        assert (await submissions.known(snapshot, [new.form_id]))[new.form_id].digest == b"e" * 32
        for email in ("leyla@example.org", "leyla@example.net"):
            rows = await finding.by_contacts(snapshot, keyring, "email", [email], queues=None, limit=50)
            assert [row.id for row in rows] == [new.id]
        assert len(await outbox.entries(snapshot, inquiry_id=new.id)) == 4
        actions = [entry.action for entry in await audit.about(snapshot, "inquiry", new.id)]
        assert actions == ["inquiry.amended", "inquiry.received"]


async def test_reference_and_code_together_open_the_door(db: Database, keyring: KeyRing) -> None:
    new = make_arrival()
    await store(db, keyring, new)
    async with db.read() as snapshot:
        found = await inquiries.by_code(snapshot, keyring, new.reference, new.access_code)
        assert found is not None
        assert found.id == new.id
        assert await inquiries.by_code(snapshot, keyring, new.reference, "6543210987654321") is None
        assert await inquiries.by_code(snapshot, keyring, "2222-222a", new.access_code) is None


async def test_an_inquiry_whose_key_is_forgotten_cannot_be_read(db: Database, keyring: KeyRing) -> None:
    new = make_arrival()
    await store(db, keyring, new)
    async with db.write() as tx:
        assert await keys.forget(tx, new.id)
        assert not await keys.forget(tx, new.id)
    async with db.read() as snapshot:
        summary = await inquiries.summary(snapshot, keyring, new.id)
        assert summary is not None
        assert (summary.reference, summary.queue) == (new.reference, "")
        with pytest.raises(keys.KeyGone):
            await inquiries.load(snapshot, keyring, new.id)


async def test_two_editors_notice_each_other(db: Database, keyring: KeyRing) -> None:
    new = make_arrival()
    await store(db, keyring, new)
    async with db.write() as tx:
        assert await inquiries.change(tx, new.id, version=1, now=NOON, status=Status.SPAM)
        assert not await inquiries.change(tx, new.id, version=1, now=NOON, status=Status.IN_TRIAGE)
    async with db.read() as snapshot:
        found = await inquiries.summary(snapshot, keyring, new.id)
        assert found is not None
        assert (found.status, found.version) == (Status.SPAM, 2)


async def test_a_ring_of_another_house_is_refused(db: Database, keyring: KeyRing, tmp_path: object) -> None:
    await keys.check(db, keyring)
    await keys.check(db, keyring)
    other = KeyRing.create(tmp_path / "other.keyring")  # type: ignore[operator]
    with pytest.raises(keys.WrongKeyRing, match="INTAKE_KEYRING"):
        await keys.check(db, other)


def test_every_column_says_how_it_lies_there() -> None:
    """Whatever is called sealed or tag is bytes, and no name lies there as text."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if (table.name, column.name) == ("outbox", "digest"):  # a mail's: whether it goes out together with others
                continue
            if column.name.endswith(("_sealed", "_tag")) or column.name in {"sealed", "wrapped", "tag", "digest"}:
                assert isinstance(column.type, LargeBinary), column
            else:
                assert not isinstance(column.type, Text) or "name" not in column.name, column
