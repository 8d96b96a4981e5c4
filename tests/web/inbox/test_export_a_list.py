"""A coordinator takes their list along: as they filtered it, with their password, and nothing of another desk."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import httpx2
import openpyxl
import pytest
from sqlalchemy import select, update

from intake.domain.suspicion import Sign
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.accounts import PER_BOTH
from intake.services.desk import exports
from intake.store import inquiries
from intake.store.tables import audit, sessions
from tests.people import CLARA, OMAR, PASSWORD, hire_everybody
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

Field = str | list[str]
EVERY_PART = ["about", "illness", "reach", "treatments", "consents"]


def form(**changes: Field) -> dict[str, Field]:
    usual: dict[str, Field] = {"list": "", "format": "csv", "words": "coded", "part": EVERY_PART, "password": PASSWORD}
    return usual | changes


async def take(client: httpx2.AsyncClient, **changes: Field) -> httpx2.Response:
    return await client.post("/staff/export", data=form(**changes))


def rows(answer: httpx2.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def test_the_list_as_it_is_filtered(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    ours = await arrive(db, keyring, language="ar")
    await arrive(db, keyring, language="ru")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        listed = (await client.get("/staff/?language=ar")).text
        assert '<a href="/staff/export?language=ar">Export</a>' in listed
        page = (await client.get("/staff/export?language=ar")).text
        assert "1 inquiry is in this list." in page
        assert 'value="language=ar"' in page
        answer = await take(client, list="language=ar")
    assert [row["reference"] for row in rows(answer)] == [ours.reference]
    kind, name = answer.headers["content-type"], unquote(answer.headers["content-disposition"])
    assert kind.startswith("text/csv")
    assert re.fullmatch(r'attachment; filename="inquiries-\d{8}-\d{4}\.csv"', name)
    assert answer.headers["cache-control"] == "no-store"
    assert "content-length" not in answer.headers  # it is made while it goes


async def test_the_password_is_asked_for_once_in_ten_minutes(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        assert 'name="password"' in (await client.get("/staff/export")).text
        for typed in ("", "a guess at it"):
            refused = await take(client, password=typed)
            assert refused.status_code == 422
            assert new.reference not in refused.text
            assert 'name="password"' in refused.text
            assert 'value="coded" checked' in refused.text  # what was chosen is kept
        assert rows(await take(client))
        assert 'name="password"' not in (await client.get("/staff/export")).text
        assert rows(await take(client, password=""))
        async with db.write() as tx:
            await tx.execute(update(sessions).values(confirmed_at=datetime.now(UTC) - timedelta(minutes=10)))
        assert (await take(client, password="")).status_code == 422


async def test_guessing_is_slowed(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        answers = [(await take(client, password="a guess at it")).status_code for _ in range(PER_BOTH.size)]
    assert set(answers[:-1]) == {422}
    assert answers[-1] == 429


@pytest.mark.parametrize("format_", ["csv", "xlsx", "jsonl", "fhir"])
@pytest.mark.parametrize("asked", ["", "status=all", "queue=repeat", "queue=repeat&status=all", "status=quarantine"])
async def test_no_byte_of_another_desk(db: Database, keyring: KeyRing, format_: str, asked: str) -> None:
    await hire_everybody(db, keyring)
    other = await arrive(db, keyring, queue="repeat", contact_name="MARKER", question="MARKER story")
    await arrive(db, keyring, queue="repeat", contact_name="MARKER", signs=(Sign.TRAP,))
    await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        answer = await take(client, format=format_, list=asked)
        pages = [await client.get(f"/staff/export?{asked}"), await client.get(f"/staff/export?{asked}&id={other.id}")]
    told = answer.content + b"".join(page.content for page in pages)
    if format_ == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        told += repr([[list(row) for row in sheet.values] for sheet in book]).encode()
    assert not [mark for mark in (b"MARKER", other.reference.encode(), other.id.encode()) if mark in told]


async def test_what_looks_like_spam_leaves_only_where_it_is_asked_for(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    held = await arrive(db, keyring, signs=(Sign.TRAP,))
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        for asked in ("", "status=all", "status=submitted"):
            assert not rows(await take(client, list=asked))
        assert [row["reference"] for row in rows(await take(client, list="status=quarantine"))] == [held.reference]


async def test_in_the_readers_language_from_the_right(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    await arrive(db, keyring, queue="repeat", phone="+995555123456")
    async with office(db, keyring) as client:
        await come_in(client, OMAR)
        answer = await take(client, format="xlsx", words="said")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [sheet.sheet_view.rightToLeft for sheet in book] == [True, True]
    heading, row = list(book["inquiries"].values)
    found = dict(zip(heading, row, strict=True))
    assert found["country"] == "גאורגיה"
    assert found["contact_name"] == "Amal Example"
    assert found["phone"] == "+995555123456"


async def test_only_the_parts_that_are_wanted(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        (row,) = rows(await take(client, part=["illness"]))
    assert row["condition"] == "sle"
    assert not {"contact_name", "email", "treatments", "consent.C1"} & set(row)


async def test_a_list_too_long_is_said_kindly(db: Database, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
    await hire_everybody(db, keyring)
    for _ in range(2):
        await arrive(db, keyring)
    monkeypatch.setattr(exports, "LIMIT", 1)
    monkeypatch.setattr("intake.web.inbox.exports.view.LIMIT", 1)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get("/staff/export")).text
        assert "More than 1 inquiries are in this list." in page
        assert "Narrow the list down" in page
        assert 'name="format"' not in page
        assert (await take(client)).status_code == 422


async def test_an_empty_list_says_what_to_do(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        for asked in ("", "language=xx"):
            assert "There is nothing to export." in (await client.get(f"/staff/export?{asked}")).text


async def test_it_is_written_down_with_the_filter_and_for_each_inquiry(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        await take(client, format="jsonl", list="queue=autoimmune")
    async with db.read() as snapshot:
        found = (await snapshot.execute(select(audit).where(audit.c.actor == cast.clara.staff_id))).all()
    told = {row.action: (row.object_id, json.loads(row.detail)) for row in found}
    assert told["inbox.export"] == ("all", {"format": "jsonl", "count": 1, "filters": "queue=autoimmune"})
    assert told["inquiry.read"] == (new.id, {"purpose": "export", "format": "jsonl"})
    assert told["session.confirm"][1] == {}


async def test_a_closed_inquiry_is_exported_with_the_others_where_all_are_asked_for(
    db: Database, keyring: KeyRing
) -> None:
    await hire_everybody(db, keyring)
    new = await arrive(db, keyring)
    async with db.write() as tx:
        await inquiries.change(tx, new.id, version=1, now=datetime.now(UTC), status=Status.CLOSED)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        assert not rows(await take(client))
        assert [row["status"] for row in rows(await take(client, list="status=all"))] == ["closed"]


async def test_the_form_itself_can_be_taken_along(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        answer = await client.get("/staff/export/questionnaire")
    assert json.loads(answer.content)["resourceType"] == "Questionnaire"
    assert "attachment" in answer.headers["content-disposition"]
