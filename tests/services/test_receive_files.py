"""What comes with a form is kept whole or not at all, looked into for viruses, and swept when nobody names it."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.domain.errors import NotFound
from intake.domain.files import FileKind, Refusal, Scan
from intake.domain.visit import Level, Visit
from intake.lib.blobs import Folder
from intake.lib.clamav import Patience, Scanner
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import files, receiving
from intake.services.files import Shelf
from intake.services.office import Office
from intake.services.receiving import Outcome
from intake.store import audit, inquiries, keys
from intake.store import files as rows
from tests.fakes.scanner import FakeScanner
from tests.makers import make_catalogs, make_content
from tests.store.making import make_arrival
from tests.web.public.own.sending import pdf

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
VIRUS = b"WHAT-THE-FAKE-SCANNER-CALLS-A-VIRUS"


@dataclass
class House:
    """An inquiry, a shelf, and what somebody needs to send files."""

    office: Office
    shelf: Shelf
    visit: Visit
    folder: Path

    async def send(self, *sent: tuple[str, bytes], keep: bool = True, fault: Exception | None = None) -> list[Outcome]:
        """Files come in with one form."""
        async with receiving.reception(self.visit.inquiry_id, office=self.office, shelf=self.shelf, now=NOW) as coming:
            for name, content in sent:
                await coming.take(name, pieces(content))
            if fault:
                raise fault
            return list(await coming.keep(FileKind.PATHOLOGY)) if keep else []

    async def listed(self) -> dict[str, Scan]:
        """The files there are, and what the scanner said."""
        return {file.name: file.scan for file in (await files.of_visit(self.visit, office=self.office)).files}

    def blobs(self) -> list[Path]:
        """What lies on the disk."""
        return [path for path in self.folder.rglob("*") if path.is_file()]


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    """As it comes from a network."""
    for start in range(0, len(content), 1000):
        yield content[start : start + 1000]


@pytest.fixture
async def house(db: Database, keyring: KeyRing, tmp_path: Path) -> House:
    """An inquiry, and no scanner."""
    office = Office(db, keyring, make_content(), make_catalogs(), "example.org", lambda: None)
    new = make_arrival()
    async with db.write() as tx:
        await inquiries.insert_many(tx, keyring, [new])
    folder = tmp_path / "files"
    return House(office, Shelf(Folder(folder), None), Visit(new.id), folder)


async def test_without_a_scanner_a_file_is_kept_and_says_so(house: House) -> None:
    assert await house.send(("a.pdf", pdf())) == [Outcome("a.pdf")]
    assert await house.listed() == {"a.pdf": Scan.NOT_SCANNED}


async def test_a_virus_is_refused_and_the_file_beside_it_kept(house: House) -> None:
    async with FakeScanner(VIRUS) as scanner:
        house.shelf = Shelf(house.shelf.folder, Scanner.for_url(scanner.url))
        outcomes = await house.send(("bad.pdf", pdf(5000, VIRUS)), ("good.pdf", pdf()))
    assert [outcome.refusal for outcome in outcomes] == [Refusal.INFECTED, None]
    assert await house.listed() == {"good.pdf": Scan.CLEAN}
    assert len(house.blobs()) == 1


async def test_a_scanner_that_is_down_keeps_nobody_from_sending(house: House) -> None:
    """The sweep looks again when it is back: what was clean says so, what was not is gone but for its name."""
    async with FakeScanner(VIRUS) as scanner:
        url = scanner.url
    house.shelf = Shelf(house.shelf.folder, Scanner.for_url(url, patience=Patience(1, 1, 1)))
    await house.send(("bad.pdf", pdf(5000, VIRUS)), ("good.pdf", pdf()))
    assert set((await house.listed()).values()) == {Scan.NOT_SCANNED}
    await files.sweep(office=house.office, shelf=house.shelf, now=NOW)
    assert set((await house.listed()).values()) == {Scan.NOT_SCANNED}
    async with FakeScanner(VIRUS) as scanner:
        back = Shelf(house.shelf.folder, Scanner.for_url(scanner.url))
        await files.sweep(office=house.office, shelf=back, now=NOW)
    assert await house.listed() == {"bad.pdf": Scan.INFECTED, "good.pdf": Scan.CLEAN}
    assert len(house.blobs()) == 1
    (bad,) = [file for file in (await files.of_visit(house.visit, office=house.office)).files if file.name == "bad.pdf"]
    with pytest.raises(NotFound):
        await files.open_for(house.visit, bad.id, office=house.office, shelf=house.shelf, now=NOW)
    assert (await house.send(("good again.pdf", pdf(mark=b"2"))))[0].refusal is None


async def test_files_that_never_have_a_verdict_keep_no_other_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is too large for the scanner, the bytes of one are broken: what came after is looked into all the same."""
    await house.send(("large.pdf", pdf(5000)), ("broken.pdf", pdf(mark=b"2")), ("good.pdf", pdf(mark=b"3")))
    by_name = {file.name: file.id for file in (await files.of_visit(house.visit, office=house.office)).files}
    (broken,) = [path for path in house.blobs() if path.name == by_name["broken.pdf"]]
    content = bytearray(broken.read_bytes())
    content[-1] ^= 1
    broken.write_bytes(content)
    monkeypatch.setattr(files, "AT_ONCE", 2)
    async with FakeScanner(VIRUS, largest=3000) as scanner:
        shelf = Shelf(house.shelf.folder, Scanner.for_url(scanner.url))
        for _ in range(40):
            await files.sweep(office=house.office, shelf=shelf, now=NOW)
            if (await house.listed())["good.pdf"] is Scan.CLEAN:
                break
    assert await house.listed() == {
        "large.pdf": Scan.NOT_SCANNED,
        "broken.pdf": Scan.NOT_SCANNED,
        "good.pdf": Scan.CLEAN,
    }


async def test_a_database_that_knows_none_of_the_files_removes_none(house: House) -> None:
    """A new database beside the old folder, or a backup from before they came: nobody's documents are lost by it."""
    await house.send(("a.pdf", pdf()), ("b.pdf", pdf(mark=b"2")))
    for path in house.blobs():
        os.utime(path, (NOW.timestamp() - 25 * 3600,) * 2)
    async with house.office.db.write() as tx:
        for path in house.blobs():
            await rows.remove(tx, house.visit.inquiry_id, path.name)
    assert await files.sweep(office=house.office, shelf=house.shelf, now=NOW) == 0
    assert len(house.blobs()) == 2


async def test_what_is_not_kept_leaves_nothing(house: House) -> None:
    """A form that broke off, or a fault of ours on the way: no file, no row."""
    assert await house.send(("a.pdf", pdf()), keep=False) == []
    with pytest.raises(ZeroDivisionError):
        await house.send(("a.pdf", pdf()), ("b.pdf", b""), fault=ZeroDivisionError())
    assert (await house.listed(), house.blobs()) == ({}, [])


async def test_bytes_that_a_crash_left_are_swept_after_a_day_and_no_row_is_without_its_bytes(house: House) -> None:
    """Killed between the file and its row: what nobody names goes; what somebody sent stays, however old."""
    await house.send(("kept.pdf", pdf()))
    async with house.office.db.read() as snapshot:
        key = await keys.of(snapshot, house.office.keyring, house.visit.inquiry_id)
    orphan = "a" * 26
    async with house.shelf.folder.writer(orphan, key.file_key(orphan), b"x") as out:
        await out.write(pdf())
        await out.commit()
    for path in house.blobs():
        os.utime(path, (NOW.timestamp() - 25 * 3600,) * 2)
    assert await files.sweep(office=house.office, shelf=house.shelf, now=NOW - timedelta(hours=2)) == 0
    assert await files.sweep(office=house.office, shelf=house.shelf, now=NOW) == 1
    (left,) = house.blobs()
    assert left.name != orphan
    assert list(await house.listed()) == ["kept.pdf"]


async def test_files_of_an_owner_that_is_gone_go_too(house: House) -> None:
    """A draft whose time was over has no key any more: its rows and its bytes are swept at once."""
    await house.send(("a.pdf", pdf()))
    async with house.office.db.write() as tx:
        await keys.forget(tx, house.visit.inquiry_id)
    assert await files.sweep(office=house.office, shelf=house.shelf, now=NOW) == 1
    assert house.blobs() == []
    async with house.office.db.read() as snapshot:
        assert await rows.known(snapshot) == frozenset()


async def test_two_forms_at_once_cannot_both_take_the_last_place(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is looked at again where it counts: in the transaction that keeps."""
    monkeypatch.setattr("intake.domain.files.MOST_FILES", 1)
    arguments = {"office": house.office, "shelf": house.shelf, "now": NOW}
    async with (
        receiving.reception(house.visit.inquiry_id, **arguments) as one,  # type: ignore[arg-type]
        receiving.reception(house.visit.inquiry_id, **arguments) as two,  # type: ignore[arg-type]
    ):
        await one.take("1.pdf", pieces(pdf(mark=b"1")))
        await two.take("2.pdf", pieces(pdf(mark=b"2")))
        assert [outcome.refusal for outcome in await one.keep(FileKind.OTHER)] == [None]
        assert [outcome.refusal for outcome in await two.keep(FileKind.OTHER)] == [Refusal.TOO_MANY]
    assert len(house.blobs()) == 1


async def test_who_came_by_a_link_may_send_and_see_but_neither_open_nor_remove(house: House) -> None:
    """Somebody else may read the mailbox the link went to."""
    await house.send(("a.pdf", pdf()))
    (file,) = (await files.of_visit(house.visit, office=house.office)).files
    by_link = Visit(house.visit.inquiry_id, Level.LINK)
    with pytest.raises(NotFound):
        await files.open_for(by_link, file.id, office=house.office, shelf=house.shelf, now=NOW)
    with pytest.raises(NotFound):
        await files.remove(by_link, file.id, office=house.office, shelf=house.shelf, now=NOW)
    assert len((await files.of_visit(by_link, office=house.office)).files) == 1


async def test_another_inquirys_file_is_not_found_and_the_try_is_written_down(house: House) -> None:
    await house.send(("a.pdf", pdf()))
    (file,) = (await files.of_visit(house.visit, office=house.office)).files
    other = make_arrival()
    async with house.office.db.write() as tx:
        await inquiries.insert_many(tx, house.office.keyring, [other])
    for mine in (Visit(other.id), Visit("z" * 26)):
        with pytest.raises(NotFound):
            await files.open_for(mine, file.id, office=house.office, shelf=house.shelf, now=NOW)
        with pytest.raises(NotFound):
            await files.remove(mine, file.id, office=house.office, shelf=house.shelf, now=NOW)
    async with house.office.db.read() as snapshot:
        tries = await audit.about(snapshot, "inquiry", other.id)
    assert [(entry.action, entry.outcome) for entry in tries if entry.action == "file.read"] == [
        ("file.read", "refused")
    ]
    assert len(house.blobs()) == 1
