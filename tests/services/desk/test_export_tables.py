"""A table for a spreadsheet: every question once, no line of another desk, and no number that nobody may call."""

import csv
import dataclasses
import io
import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import openpyxl
import pytest
from sqlalchemy import select
from starlette.responses import StreamingResponse
from starlette.types import Message

from intake.domain.errors import NotAllowed
from intake.domain.exports import Format, Table, all_parts
from intake.domain.questionnaire import Questionnaire
from intake.domain.shelves import Shelf
from intake.domain.suspicion import Sign
from intake.domain.triage import Flag
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.tables import restored
from intake.services import accounts
from intake.services.desk import exports
from intake.services.desk.exports import Order, TooMuch
from intake.services.inbox import READ, Filters
from intake.store import forms, inquiries
from intake.store.tables import audit
from tests.makers import make_actor, make_content
from tests.offices import make_office
from tests.people import CLARA, NOON, hire, hire_everybody
from tests.services.desk.exporting import BASE, OWN_NAME, R_CHOP, WITH_DETAILS, exported, tell
from tests.store.making import make_arrival

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).resolve().parents[3]


def rows(table: bytes) -> list[dict[str, str]]:
    text = table.decode("utf-8-sig")
    assert "\r\n" in text
    lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(line) for line in lines} == {len(lines[0])}  # csvlint: ragged rows
    assert len(set(lines[0])) == len(lines[0])  # csvlint: duplicate column names
    assert all(lines[0])  # csvlint: empty column name
    return [dict(zip(lines[0], map(restored, line), strict=True)) for line in lines[1:]]


async def test_every_question_is_a_column_once_and_in_order(db: Database, keyring: KeyRing) -> None:
    new = await tell(db, keyring, cards=(R_CHOP, OWN_NAME), flags=(Flag.RF2, Flag.RF9), **WITH_DETAILS)
    (row,) = rows(await exported(db, keyring, Format.CSV))
    form = make_content().questionnaire
    asked = [one.id for one in form.questions if not one.card and one.sensitivity not in {"P3", "P4"}]
    assert [column for column in row if form.has(column)] == asked
    assert (row["reference"], row["queue"], row["flags"]) == (new.reference, "autoimmune", "RF2 | RF9")
    assert (row["condition"], row["citizenship"], row["birth_date"]) == ("dlbcl", "GE | IL", "1970-05-04")
    assert row["question"] == WITH_DETAILS["question"]
    assert row["consent.C1"] == "given"
    cards = json.loads(row["treatments"])
    assert [card["treatment.drug"] for card in cards] == ["r-chop", "a drug nobody lists"]


@pytest.mark.parametrize("format_", list(Format))
async def test_no_format_holds_what_is_extra_sensitive(db: Database, keyring: KeyRing, format_: Format) -> None:
    await tell(db, keyring, **WITH_DETAILS)
    whole = await exported(db, keyring, format_)
    if format_ is Format.XLSX:
        whole = repr(
            [[c.value for c in line] for line in openpyxl.load_workbook(io.BytesIO(whole))["inquiries"]]
        ).encode()
    assert b"Nino Example" in whole
    assert not [word for word in (b"virus_h", b"payer", b"insurer", b"MARKER") if word in whole]


async def test_a_number_nobody_may_call_is_a_code(db: Database, keyring: KeyRing) -> None:
    await tell(db, keyring, phone="+995555123456", contact_limits=("no_calls", "no_illness"))
    await tell(db, keyring, phone="+995555000000", safe_to_call="no")
    whole = await exported(db, keyring, Format.CSV)
    assert b"995555123456" not in whole
    found = {row["phone"]: row for row in rows(whole)}
    limits = {name: found["no_calls"][f"limit.{name}"] for name in ("no_calls", "no_illness", "shared_mailbox")}
    assert limits == {"no_calls": "yes", "no_illness": "yes", "shared_mailbox": "no"}
    assert found["+995555000000"]["limit.no_illness"] == "yes"
    assert b"'+995555000000" in whole


async def test_what_they_typed_is_no_formula(db: Database, keyring: KeyRing) -> None:
    await tell(db, keyring, contact_name="=HYPERLINK(1)", question=";=1\n-2")
    (row,) = rows(await exported(db, keyring, Format.CSV))
    assert (row["contact_name"], row["question"]) == ("=HYPERLINK(1)", ";=1\n-2")
    assert b",=" not in await exported(db, keyring, Format.CSV)


async def test_a_workbook_has_a_line_for_each_treatment(db: Database, keyring: KeyRing) -> None:
    new = await tell(db, keyring, cards=(R_CHOP, OWN_NAME), **WITH_DETAILS)
    book = openpyxl.load_workbook(io.BytesIO(await exported(db, keyring, Format.XLSX, right_to_left=True)))
    heading, first, second = list(book["treatments"].iter_rows(values_only=True))
    assert heading[:3] == ("reference", "number", "treatment.drug")
    assert (first[:3], second[:3]) == ((new.reference, "1", "r-chop"), (new.reference, "2", "a drug nobody lists"))
    assert "=it was hard" in first
    assert len(list(book["inquiries"].iter_rows())) == 2


async def test_a_line_of_json_holds_lists_and_treatments(db: Database, keyring: KeyRing) -> None:
    await tell(db, keyring, cards=(R_CHOP,), **WITH_DETAILS)
    value = json.loads(await exported(db, keyring, Format.JSONL))
    assert value["citizenship"] == ["GE", "IL"]
    assert value["treatments"][0]["treatment.start"] == "03/2024"
    assert "allergies" in value
    assert "email" in value


async def test_columns_of_an_earlier_form_stand_after_todays(db: Database, keyring: KeyRing) -> None:
    current = make_content().questionnaire
    once = dataclasses.replace(current.question("question"), id="asked_once", label="Asked once?")
    former = Questionnaire(current.blocks, (*current.questions[:3], once), current.groups)
    async with db.write() as tx:
        await forms.remember(tx, former.version, former.to_json(), now=NOON)
    await tell(db, keyring)
    (row,) = rows(await exported(db, keyring, Format.CSV))
    columns = list(row)
    assert columns.index("asked_once") == columns.index("how_found") + 1


def test_parts_that_are_not_wanted_have_no_column() -> None:
    form = make_content().questionnaire
    assert set(all_parts(form)) >= {"about", "illness", "reach", "treatments", "consents"}
    columns = Table(form, parts=["about"]).columns
    assert "inquirer_role" in columns
    assert not {"contact_name", "email", "condition", "consent.C1"} & set(columns)
    assert "limit.no_calls" in columns  # whatever is left out, this is not
    assert not Table(form, parts=["about"]).card_columns


async def test_a_coordinator_gets_their_own_queues_and_nothing_that_looks_like_spam(
    db: Database, keyring: KeyRing
) -> None:
    cast = await hire_everybody(db, keyring)
    mine = await tell(db, keyring, queue="autoimmune")
    await tell(db, keyring, queue="repeat", contact_name="MARKER of another desk")
    await tell(db, keyring, queue="autoimmune", contact_name="MARKER held", signs=(Sign.TRAP,))
    for filters in (Filters(), Filters(queue="repeat"), Filters(queue="autoimmune")):
        whole = await exported(db, keyring, Format.JSONL, actor=cast.clara, filters=filters)
        assert b"MARKER" not in whole
        assert (mine.reference.encode() in whole) is (filters.queue != "repeat")
    held = await exported(db, keyring, Format.JSONL, actor=cast.clara, filters=Filters(shelves=(Shelf.HELD,)))
    assert b"MARKER held" in held
    for nobody in (cast.ada, cast.tove):
        with pytest.raises(NotAllowed):
            await exported(db, keyring, Format.CSV, actor=make_actor(role=cast.tove.role, staff_id=nobody.staff_id))
    assert await exported(db, keyring, Format.JSONL, actor=cast.ada) == b""


async def test_the_operator_gets_everything(db: Database, keyring: KeyRing) -> None:
    for queue, signs in (("autoimmune", ()), ("repeat", (Sign.TRAP,))):
        await tell(db, keyring, queue=queue, signs=signs)
    found = [json.loads(line) for line in (await exported(db, keyring, Format.JSONL)).splitlines()]
    assert {(one["queue"], one["held"]) for one in found} == {("autoimmune", "no"), ("repeat", "yes")}


async def test_what_leaves_is_written_down_before_it_does(db: Database, keyring: KeyRing) -> None:
    clara = await hire(CLARA, db, keyring)
    new = await tell(db, keyring)
    office = make_office(db, keyring)
    order = Order(Format.CSV, asked="status=open")
    now = datetime.now(UTC)
    pieces = await exports.begin(clara, Filters(), order, office=office, base_url=BASE, now=now)
    assert await entries(db, "inbox.export") == [
        (clara.staff_id, "all", {"format": "csv", "count": 1, "filters": "status=open"})
    ]
    await anext(pieces)
    assert await entries(db, READ) == []
    await anext(pieces)
    assert await entries(db, READ) == [(clara.staff_id, new.id, {"purpose": "export", "format": "csv"})]


async def entries(db: Database, action: str) -> list[tuple[str, str, Any]]:
    async with db.read() as snapshot:
        found = await snapshot.execute(select(audit).where(audit.c.action == action))
        return [(row.actor, row.object_id, json.loads(row.detail)) for row in found]


async def test_who_is_shut_out_meanwhile_gets_no_further(
    db: Database, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_AT_ONCE", 1)
    clara = await hire(CLARA, db, keyring)
    for _ in range(3):
        await tell(db, keyring)
    office, now = make_office(db, keyring), datetime.now(UTC)
    pieces = await exports.begin(clara, Filters(), Order(Format.JSONL), office=office, base_url=BASE, now=now)
    await anext(pieces)
    await anext(pieces)
    await accounts.disable(CLARA.email, db=db, keyring=keyring, now=now)
    with pytest.raises(NotAllowed):
        await anext(pieces)


async def test_a_list_too_long_for_one_file_is_said_before_there_is_one(
    db: Database, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "LIMIT", 2)
    clara = await hire(CLARA, db, keyring)
    for _ in range(3):
        await tell(db, keyring)
    assert await exports.fitting(clara, Filters(), office=make_office(db, keyring), now=NOON) == 3
    with pytest.raises(TooMuch):
        await exported(db, keyring, Format.CSV, actor=clara)


async def test_each_inquiry_leaves_once_however_the_list_moves(
    db: Database, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.store.exports.PAGE", 2)
    new = {(await tell(db, keyring)).reference for _ in range(7)}
    found = [json.loads(line)["reference"] for line in (await exported(db, keyring, Format.JSONL)).splitlines()]
    assert len(found) == 7
    assert set(found) == new


async def test_a_thousand_inquiries_cost_no_more_memory_than_a_few(db: Database, keyring: KeyRing) -> None:
    async with db.write() as tx:
        await inquiries.insert_many(tx, keyring, [make_arrival(mails=()) for _ in range(1000)])
    office, now = make_office(db, keyring), datetime.now(UTC)
    for format_ in Format:
        pieces = await exports.begin(None, None, Order(format_), office=office, base_url=BASE, now=now)
        await anext(pieces)
        tracemalloc.start()
        size = sum([len(piece) async for piece in pieces])
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert size > 20_000
        assert peak < 3_000_000, (format_, size, peak)


async def test_a_browser_that_is_gone_stops_it(db: Database, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "_AT_ONCE", 1)
    for _ in range(5):
        await tell(db, keyring)
    office, now = make_office(db, keyring), datetime.now(UTC)
    pieces = await exports.begin(None, None, Order(Format.JSONL), office=office, base_url=BASE, now=now)
    gone = anyio.Event()

    async def send(message: Message) -> None:
        if message.get("body"):
            gone.set()
            await anyio.lowlevel.checkpoint()

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    await StreamingResponse(pieces)({"type": "http", "asgi": {"spec_version": "2.3"}}, receive, send)
    assert len(await entries(db, READ)) < 5


def test_the_document_names_every_column_that_is_no_question() -> None:
    told = (ROOT / "docs" / "exports.md").read_text("utf-8")
    form = make_content().questionnaire
    columns = [column for column in Table(form).columns if not form.has(column)]
    assert len(columns) > 20
    assert [column for column in columns if f"`{column}`" not in told] == []
