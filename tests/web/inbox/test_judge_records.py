"""A coordinator opens what was sent, and says of each record how it stands; the patient sees it at once."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.domain.files import FileKind
from intake.domain.visit import Visit
from intake.lib.blobs import Folder
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import files, receiving
from intake.services.files import Shelf
from intake.store import audit
from intake.store.inquiries import NewInquiry
from tests.offices import make_office
from tests.people import CLARA, OMAR, hire, hire_everybody
from tests.web.office import arrive, come_in, office
from tests.web.public.own.sending import pdf

pytestmark = pytest.mark.anyio


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Where files lie; there is no scanner."""
    return Shelf(Folder(tmp_path / "files"), None)


async def sent(db: Database, keyring: KeyRing, shelf: Shelf, name: str = "Befund März.pdf") -> NewInquiry:
    """An inquiry with one file."""
    new = await arrive(db, keyring)
    await send_more(db, keyring, shelf, new, name)
    return new


async def send_more(db: Database, keyring: KeyRing, shelf: Shelf, new: NewInquiry, name: str) -> None:
    """The inquirer sends a file of antibody tests."""

    async def pieces() -> AsyncIterator[bytes]:
        yield pdf(mark=name.encode())

    house, now = make_office(db, keyring), datetime.now(UTC)
    async with receiving.reception(new.id, office=house, shelf=shelf, now=now) as coming:
        await coming.take(name, pieces())
        await coming.keep(FileKind.ANTIBODIES, receiving.heard(Visit(new.id), office=house, now=now))


def version(page: str) -> str:
    """What a form on the page was made on."""
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def shown(page: str, kind: str) -> str:
    """The state a record has on the page."""
    found = re.search(rf'name="was\.{kind}" value="(\w*)"', page)
    assert found
    return found[1]


async def test_it_works(db: Database, keyring: KeyRing, shelf: Shelf) -> None:
    """The file is listed, marked as not scanned, opened, and judged to be enough."""
    clara = await hire(CLARA, db, keyring)
    new = await sent(db, keyring, shelf)
    async with office(db, keyring, shelf=shelf) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}"
        page = (await client.get(url)).text
        assert "Befund März.pdf" in page
        assert "Not scanned for viruses" in page
        assert (shown(page, "antibodies"), shown(page, "lab_tests")) == ("received", "")  # nobody has asked for it yet
        link = re.search(rf'href="({url}/files/[a-z2-7]+)"', page)
        assert link
        got = await client.get(link[1])
        assert got.content == pdf(mark="Befund März.pdf".encode())
        assert got.headers["content-disposition"].startswith("attachment;")
        assert got.headers["cache-control"] == "no-store"
        typed = {"version": version(page), "state.antibodies": "enough", "was.antibodies": "received"}
        answer = await client.post(f"{url}/records", data=typed)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{url}?done=records")
        after = (await client.get(answer.headers["location"])).text
    assert "Saved: the records." in after
    assert shown(after, "antibodies") == "enough"
    listed = await files.of_visit(Visit(new.id), office=make_office(db, keyring))
    assert {record.kind.value: record.state.value for record in listed.records}["antibodies"] == "enough"
    assert listed.removable == frozenset()
    async with db.read() as snapshot:
        entries = await audit.about(snapshot, "inquiry", new.id)
    mine = [(entry.action, dict(entry.detail)) for entry in entries if entry.actor == clara.staff_id]
    assert mine[1] == ("inquiry.records", {"count": 1})
    assert mine[2][0] == "file.read"
    assert not any("antibodies" in str(detail) for _, detail in mine)


async def test_what_came_meanwhile_is_seen_before_it_is_judged(db: Database, keyring: KeyRing, shelf: Shelf) -> None:
    """A file that came after the page was opened: both sides are shown, and nothing is judged unseen."""
    await hire(CLARA, db, keyring)
    new = await sent(db, keyring, shelf)
    async with office(db, keyring, shelf=shelf) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}"
        page = (await client.get(url)).text
        typed = {"version": version(page), "state.antibodies": "unreadable", "was.antibodies": "received"}
        await send_more(db, keyring, shelf, new, "better.pdf")
        answer = await client.post(f"{url}/records", data=typed)
        assert answer.status_code == 409
        assert "Antibody tests: cannot be read" in answer.text
        assert 'name="state.antibodies" value="unreadable"' in answer.text
        again = {"version": version(answer.text), "state.antibodies": "unreadable"}
        assert (await client.post(f"{url}/records", data=again)).status_code == 303
        await send_more(db, keyring, shelf, new, "third.pdf")
        assert shown((await client.get(url)).text, "antibodies") == "received"  # what came after is new again


async def test_nothing_changed_is_said(db: Database, keyring: KeyRing, shelf: Shelf) -> None:
    """Saving what already is, or a word that nobody offers, judges nothing."""
    await hire(CLARA, db, keyring)
    new = await sent(db, keyring, shelf)
    async with office(db, keyring, shelf=shelf) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}"
        for typed in ({"state.antibodies": "asked", "was.antibodies": "asked"}, {"state.antibodies": "perfect"}):
            answer = await client.post(f"{url}/records", data={"version": "2", **typed})
            assert answer.status_code == 422
            assert "No record was changed." in answer.text


async def test_a_link_from_elsewhere_opens_nothing(db: Database, keyring: KeyRing, shelf: Shelf) -> None:
    """Else any page of the web could have the patient read that a coordinator opened their document."""
    await hire(CLARA, db, keyring)
    new = await sent(db, keyring, shelf)
    (file,) = (await files.of_visit(Visit(new.id), office=make_office(db, keyring))).files
    async with office(db, keyring, shelf=shelf) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}/files/{file.id}"
        assert (await client.get(url, headers={"sec-fetch-site": "cross-site"})).status_code == 403
        async with db.read() as snapshot:
            assert "file.read" not in {entry.action for entry in await audit.about(snapshot, "inquiry", new.id)}
        assert (await client.get(url, headers={"sec-fetch-site": "same-origin"})).status_code == 200


async def test_another_desk_sees_nothing(db: Database, keyring: KeyRing, shelf: Shelf) -> None:
    """Neither the file nor the checklist, and the try is written down."""
    await hire_everybody(db, keyring)
    new = await sent(db, keyring, shelf)
    (file,) = (await files.of_visit(Visit(new.id), office=make_office(db, keyring))).files
    async with office(db, keyring, shelf=shelf) as client:
        await come_in(client, OMAR)
        url = f"/staff/inquiries/{new.id}"
        assert (await client.get(f"{url}/files/{file.id}")).status_code == 404
        states = {"version": "1", "state.antibodies": "enough"}
        assert (await client.post(f"{url}/records", data=states)).status_code == 404
        await come_in(client, CLARA)
        assert (await client.get(f"{url}/files/{'a' * 26}")).status_code == 404
    async with db.read() as snapshot:
        entries = await audit.about(snapshot, "inquiry", new.id)
    assert [entry.action for entry in entries if entry.outcome == "refused"] == [
        "file.read",
        "inquiry.change_status",
        "inquiry.read_inquiry",
    ]
