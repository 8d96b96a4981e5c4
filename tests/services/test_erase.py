"""Erased means: no byte of it in the database, its journal, the files or the outbox; and the receipt can be checked.

Words of six scripts go into every place that keeps something. Before the erasure the sealed bytes themselves are read,
key included; after it, every file is searched for them, too. The inquiry's id stays, in the ledger and the audit trail.
"""

import io
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import LargeBinary, MetaData, insert, select

from intake.domain.erasure import Reason
from intake.domain.errors import NotFound, TooMany
from intake.domain.files import FileInfo, FileKind, Scan
from intake.domain.visit import Level, Visit
from intake.lib.blobs import Folder
from intake.lib.database import Database, Transaction
from intake.lib.ids import format_code, new_id, new_reference
from intake.lib.throttle import Bucket
from intake.resources import Resources, open_resources
from intake.services import erasure, messages, visits
from intake.services.erasure import NotConfirmed, Receipt
from intake.store import audit, erasures, files, inquiries, keys, notes, outbox, staff
from intake.store.notes import Note
from intake.store.tables import asks, metadata, replies, tasks
from intake.store.visits import offer_link
from tests.journeys.canaries import found, words_of
from tests.makers import make_answers, make_draft, make_settings
from tests.store.making import make_account, make_arrival, make_order

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANSWERS = "Quittenmondschein Ласточкокрылова أقحوانة זעפרניות 燕子花瓣漂流 სულგუნიანი"
MESSAGE = "Haselnussbrücke Ромашковидная ياسمينات שקדיותיה 银杏叶飘落 ყვავილოვანი"
NOTE = "Nebelkrähenfeder Одуванчикова نرجسيات רקפתיות 蒲公英种子 ატმისფერი"
FILE_NAME = "Kupferdistelfalter Подснежникова طاووسيات כרכומית 紫藤花廊 ნუშისებრი.pdf"
FILE_TEXT = "Rosenholzuhrwerk Черничкина زمردانية תפוזינה 桂花糕香气 ლიმონისფერი"
EMAIL = "quastenflosser@marzipanwal.example"
CANARIES = words_of(ANSWERS, MESSAGE, NOTE, FILE_NAME, FILE_TEXT, "quastenflosser marzipanwal")


@dataclass(frozen=True, slots=True)
class Planted:
    """An inquiry with something in every place, and the bytes that lie there for it."""

    visit: Visit
    reference: str
    form_id: str
    needles: tuple[bytes, ...]


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[Resources]:
    """Everything open, in a folder of its own."""
    async with open_resources(make_settings(tmp_path, database_url)) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Where the files lie."""
    return Folder(tmp_path / "files")


async def crowd(db: Database, house: Resources, count: int = 60) -> list[str]:
    """Inquiries round it, so that its rows share pages with others and move when pages are shared out."""
    ids: list[str] = []
    while len(ids) < count:
        some = [make_arrival() for _ in range(len(ids) % 5 + 2)]
        ids += [new.id for new in some]
        async with db.write() as tx:
            await inquiries.insert_many(tx, house.keyring, some)
    return ids


async def plant(house: Resources, folder: Folder) -> Planted:
    """Write, send a file, exchange messages, take notes, order mails; with neighbours before and after."""
    office, db, keyring = house.office, house.db, house.keyring
    await crowd(db, house)
    said = make_answers(question=ANSWERS, contact_name=ANSWERS, email=EMAIL)
    form_id = new_id()
    receipt = await house.intake.submit(make_draft(form_id=form_id, answers=said), now=NOW)
    opened = await visits.open_with_code(
        receipt.reference, receipt.access_code, address="192.0.2.0/24", db=db, keyring=keyring, now=NOW
    )
    visit = opened.visit
    await crowd(db, house)
    await house.intake.submit(
        make_draft(form_id=form_id, answers={**said, "question": f"{ANSWERS} {MESSAGE}"}), now=NOW
    )
    await messages.write(visit, MESSAGE, "form", "en", office=office, now=NOW)
    account = make_account()
    async with db.write() as tx:
        await staff.add(tx, keyring, account)
        await notes.add(tx, keyring, Note(new_id(), visit.inquiry_id, account.id, NOW, NOTE))
        await outbox.enqueue(tx, keyring, [make_order(visit.inquiry_id, recipient=EMAIL)])
        await offer_link(tx, "token", visit.inquiry_id, email_tag=b"tag", now=NOW, until=NOW + timedelta(hours=1))
        await plant_work(tx, house, visit.inquiry_id, account.id)
    await put_file(house, folder, visit)
    await crowd(db, house)
    needles = (*await lying_there(db, visit.inquiry_id), *bytes_of(folder_of(folder)))
    return Planted(visit, receipt.reference, form_id, needles)


async def plant_work(tx: Transaction, house: Resources, inquiry_id: str, staff_id: str) -> None:
    """What the office has under way for it."""
    key = await keys.of(tx, house.keyring, inquiry_id)
    common = {"inquiry_id": inquiry_id, "author_id": staff_id, "created_at": NOW}
    reply = {"state": "draft", "version": 1, "source_locale": "en", "locale": "he", "updated_at": NOW}
    for table, more in ((asks, {}), (tasks, {}), (replies, reply)):
        id_ = new_id()
        row = {"id": id_, "sealed": key.seal(table.name, id_, NOTE), **common, **more}
        await tx.execute(insert(table).values(row))


async def put_file(house: Resources, folder: Folder, visit: Visit) -> str:
    """A file as it is received: its bytes sealed in the folder, what it is called sealed in its row."""
    file_id = new_id()
    async with house.db.write() as tx:
        key = await keys.of(tx, house.keyring, visit.inquiry_id)
        async with folder.writer(file_id, key.file_key(file_id), files.place(visit.inquiry_id, file_id)) as writer:
            await writer.write(FILE_TEXT.encode() * 50)
            await writer.commit()
        info = FileInfo(
            file_id, visit.inquiry_id, NOW, 1, Scan.CLEAN, FILE_NAME, "application/pdf", FileKind.OTHER, "digest"
        )
        await files.add(tx, key, [info])
    return file_id


def folder_of(folder: Folder) -> Path:
    """Its path."""
    return folder._path


def bytes_of(path: Path) -> Sequence[bytes]:
    """A piece from inside each file."""
    return [content[40:72] for file in path.rglob("*") if file.is_file() and (content := file.read_bytes())]


def tables() -> MetaData:
    return metadata


async def lying_there(db: Database, inquiry_id: str) -> list[bytes]:
    """Pieces of every sealed value and tag that lies in a row of this inquiry, its wrapped key among them."""
    pieces: list[bytes] = []
    async with db.read() as snapshot:
        for table in tables().sorted_tables:
            owner = next((table.c[name] for name in ("inquiry_id", "owner_id") if name in table.c), None)
            owner = table.c.id if table.name in {"inquiries", "drafts"} else owner
            columns = [column for column in table.c if isinstance(column.type, LargeBinary)]
            if owner is None or not columns:
                continue
            rows = (await snapshot.execute(select(*columns).where(owner == inquiry_id))).all()
            assert rows or table.name in {"drafts", "records"}, f"nothing was planted in {table.name}"
            values = [bytes(value) for row in rows for value in row if value is not None and len(value) >= 16]
            pieces += [value[at : at + 24] for value in values for at in range(0, len(value) - 15, 64)]
    return pieces


async def stored(engine: str, url: str, folder: Path) -> Mapping[str, bytes]:
    """Every byte that is kept. On PostgreSQL each table as it would be dumped, and the file of the keys as it lies."""
    kept = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}  # noqa: ASYNC240
    if engine == "postgresql":
        connection = await asyncpg.connect(url)
        try:
            for table in tables().tables:
                for kind in ("binary", "text"):
                    dump = io.BytesIO()
                    await connection.copy_from_table(table, output=dump, format=kind)
                    kept[f"{table} {kind}"] = dump.getvalue()
            await connection.execute("CHECKPOINT")
            kept["file of data_keys"] = await connection.fetchval(
                "SELECT pg_read_binary_file(pg_relation_filepath('data_keys'))"
            )
        finally:
            await connection.close()
    return kept


def left_over(planted: Planted, kept: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Where something of it is left, but for the id in the ledger and the audit trail."""
    names = (planted.reference, planted.reference.replace("-", ""), planted.form_id)
    left = [(place, "sealed") for place, hay in kept.items() for needle in planted.needles if needle in hay]
    left += [(place, name) for place, hay in kept.items() for name in names if name.encode() in hay]
    return left + [(place, word) for place, hay in kept.items() for word, _ in found(CANARIES, hay)]


async def test_no_byte_of_it_is_left(engine: str, database_url: str, tmp_path: Path, folder: Folder) -> None:
    """Database, journal, shared memory, files, outbox: searched while it runs, and after it has stopped."""
    async with open_resources(make_settings(tmp_path, database_url)) as house:
        planted = await plant(house, folder)
        before = await stored(engine, database_url, tmp_path)
        places = {needle for hay in before.values() for needle in planted.needles if needle in hay}
        assert places == set(planted.needles)  # so the search below is not for nothing
        receipt = await erasure.erase(planted.visit, planted.reference, office=house.office, folder=folder, now=NOW)
        assert receipt.done
        assert left_over(planted, await stored(engine, database_url, tmp_path)) == []
        async with house.db.read() as snapshot:
            assert await erasures.pending(snapshot) == []
            entries = await audit.about(snapshot, "inquiry", planted.visit.inquiry_id)
        assert (entries[0].action, entries[0].actor, entries[0].detail) == (
            "inquiry.erase",
            "public",
            {"reason": "inquirer"},
        )
        assert found([*CANARIES, planted.reference], repr(entries).encode()) == []
    stopped = await stored(engine, database_url, tmp_path)
    assert left_over(planted, stopped) == []
    assert list(folder_of(folder).rglob("*.*")) == []


async def test_of_many_erased_ones_not_one_leaves_a_copy(database_url: str, tmp_path: Path, folder: Folder) -> None:
    """Rows move from page to page while others come and go; what stays in a page's free space must go as well."""
    async with open_resources(make_settings(tmp_path, database_url)) as house:
        ids = await crowd(house.db, house, 200)
        gone = ids[::3]
        needles = {piece for one in gone for piece in await lying_bytes(house.db, one)}
        async with house.db.write() as tx:
            for inquiry_id in gone:
                await erasures.take_away(tx, inquiry_id, Reason.ASKED, now=NOW)
        assert await erasure.sweep(db=house.db, folder=folder, now=NOW) == len(gone)
        if house.db.file is not None:
            hay = b"".join(path.read_bytes() for path in tmp_path.glob("intake.db*"))  # noqa: ASYNC240
            assert [needle for needle in needles if needle in hay] == []
            assert all(one.encode() in hay for one in gone)  # the ledger knows which they were
        async with house.db.read() as snapshot:
            assert await keys.of_many(snapshot, house.keyring, gone) == {}
            assert len(await keys.of_many(snapshot, house.keyring, ids)) == len(ids) - len(gone)


async def lying_bytes(db: Database, inquiry_id: str) -> list[bytes]:
    """Pieces of its key, its answers and its mails' recipients."""
    names = {"data_keys": "wrapped", "answers": "sealed", "outbox": "recipient_sealed"}
    pieces = []
    async with db.read() as snapshot:
        for name, column in names.items():
            table = tables().tables[name]
            rows = (await snapshot.execute(select(table.c[column]).where(table.c.inquiry_id == inquiry_id))).scalars()
            pieces += [bytes(value)[8:32] for value in rows]
    return pieces


async def test_while_somebody_still_reads_the_old_state_it_is_pending_and_the_sweep_ends_it(
    house: Resources, folder: Folder
) -> None:
    """Unreadable at once; done only when no reader could still see it."""
    planted = await plant(house, folder)
    async with house.db.read() as reader:
        await inquiries.summary(reader, house.keyring, planted.visit.inquiry_id)
        receipt = await erasure.erase(planted.visit, planted.reference, office=house.office, folder=folder, now=NOW)
        assert not receipt.done
    later = NOW + timedelta(hours=1)
    async with house.db.read() as snapshot:
        assert [one.inquiry_id for one in await erasures.pending(snapshot)] == [planted.visit.inquiry_id]
        with pytest.raises(keys.KeyGone):
            await keys.of(snapshot, house.keyring, planted.visit.inquiry_id)
    assert await erasure.sweep(db=house.db, folder=folder, now=later) == 1
    assert await erasure.sweep(db=house.db, folder=folder, now=later) == 0
    async with house.db.read() as snapshot:
        assert await erasures.pending(snapshot) == []


async def test_who_erases_one_after_the_other_keeps_nobody_waiting(
    house: Resources, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unreadable at once, each of them; the database is written anew for all of them together, within the hour."""
    monkeypatch.setattr(erasure, "AT_ONCE", Bucket(size=2, refill=timedelta(minutes=1)))
    some = [make_arrival() for _ in range(4)]
    async with house.db.write() as tx:
        await inquiries.insert_many(tx, house.keyring, some)
    receipts = [
        await erasure.erase(Visit(one.id), one.reference, office=house.office, folder=folder, now=NOW) for one in some
    ]
    assert [receipt.done for receipt in receipts] == [True, True, False, False]
    async with house.db.read() as snapshot:
        assert await keys.of_many(snapshot, house.keyring, [one.id for one in some]) == {}
    assert await erasure.sweep(db=house.db, folder=folder, now=NOW) == 2


async def test_a_file_that_could_not_be_removed_is_tried_again(house: Resources, folder: Folder) -> None:
    """The disk was not there: the sweep still knows which file it is."""

    class Gone(Folder):
        async def remove(self, blob_id: str) -> None:
            raise OSError("no disk")

    planted = await plant(house, folder)
    path = folder_of(folder)
    receipt = await erasure.erase(planted.visit, planted.reference, office=house.office, folder=Gone(path), now=NOW)
    assert not receipt.done
    assert bytes_of(path)
    assert await erasure.sweep(db=house.db, folder=folder, now=NOW) == 1
    assert bytes_of(path) == []


async def test_what_a_restored_backup_brings_back_is_erased_again(house: Resources, folder: Folder) -> None:
    """The ledger is what says so."""
    new = make_arrival()
    async with house.db.write() as tx:
        await inquiries.insert_many(tx, house.keyring, [new])
    await erasure.erase_for(new.reference, Reason.ASKED, db=house.db, keyring=house.keyring, folder=folder, now=NOW)
    async with house.db.write() as tx:
        await inquiries.insert_many(tx, house.keyring, [new])
    assert (await erasure.look(db=house.db)).came_back == [new.id]
    assert await erasure.sweep(db=house.db, folder=folder, now=NOW) == 1
    verdict = await erasure.look(db=house.db)
    assert (verdict.erased, verdict.pending, verdict.came_back) == (1, [], [])


async def test_only_the_typed_reference_confirms_it_and_only_for_who_has_the_code(
    house: Resources, folder: Folder
) -> None:
    """Who reads the mail may not erase; a slip of the finger erases nothing."""
    new = make_arrival()
    async with house.db.write() as tx:
        await inquiries.insert_many(tx, house.keyring, [new])
    for typed in ("", "yes", new_reference()):
        with pytest.raises(NotConfirmed):
            await erasure.erase(Visit(new.id), typed, office=house.office, folder=folder, now=NOW)
    with pytest.raises(NotFound):
        await erasure.erase(Visit(new.id, Level.LINK), new.reference, office=house.office, folder=folder, now=NOW)
    typed = f" {new.reference.upper().replace('-', ' ')} "
    assert (await erasure.erase(Visit(new.id), typed, office=house.office, folder=folder, now=NOW)).done
    with pytest.raises(NotFound):
        await erasure.erase(Visit(new.id), new.reference, office=house.office, folder=folder, now=NOW)


async def genuine(house: Resources, receipt: Receipt, *, now: datetime = NOW, **typed: str) -> bool:
    values = {"reference": receipt.reference, "time": receipt.time, "code": receipt.code, **typed}
    return await erasure.is_genuine(**values, address="192.0.2.0/24", db=house.db, keyring=house.keyring, now=now)


async def tried(house: Resources, receipt: Receipt) -> bool | None:
    """Whether a made-up code holds; None: no more tries for now."""
    try:
        return await genuine(house, receipt, now=NOW + timedelta(days=30), code="1" * 12)
    except TooMany:
        return None


async def test_the_receipt_can_be_checked_and_says_nothing_that_was_not_ours(house: Resources, folder: Folder) -> None:
    """However it is typed; with another time, reference or code it is none of ours. Guessing is slowed down."""
    new = make_arrival()
    async with house.db.write() as tx:
        await inquiries.insert_many(tx, house.keyring, [new])
    receipt = await erasure.erase(Visit(new.id), new.reference, office=house.office, folder=folder, now=NOW)
    assert receipt.time == "2026-11-22 12:00"
    arabic = format_code(receipt.code).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    right: tuple[dict[str, str], ...] = ({}, {"code": arabic}, {"time": " 2026-11-22T12:00 utc"})
    wrong = (
        {"time": "2026-11-22 12:01"},
        {"time": "2026-11-22 12:000"},
        {"reference": new_reference()},
        {"code": "0" * 12},
        {"code": "", "time": "x" * 5000},
    )
    for day, typed in enumerate((*right, *wrong)):  # a day apart: no throttle in the way
        assert await genuine(house, receipt, now=NOW + timedelta(days=day), **typed) is (typed in right), typed
    answers = [await tried(house, receipt) for _ in range(7)]
    assert answers == [False] * 5 + [None] * 2


def test_every_table_that_holds_something_of_an_inquiry_is_emptied() -> None:
    """A table that is added must be added to what is erased."""
    owned = {table.name for table in metadata.sorted_tables if "inquiry_id" in table.c}
    assert owned == {table.name for table in erasures.OWNED} | {"data_keys"} | (erasures.KEPT - {"audit"})
    assert {table.name for table in metadata.sorted_tables if "owner_id" in table.c} == {"files"}
