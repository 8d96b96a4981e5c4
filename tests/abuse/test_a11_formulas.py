"""A11: what somebody types is no formula in anybody's spreadsheet, and no export leaves without a password."""

import csv
import io

import httpx2
import openpyxl
import pytest

from tests.abuse.target import Target
from tests.people import CLARA, PASSWORD

pytestmark = pytest.mark.anyio

TYPED = ['=HYPERLINK("http://evil.example")', "+1", "-1", "@x", "a;=1", "＝1", "＠SUM(1)"]
RISKY = tuple("=+-@＝＋－＠\t\r")


async def export(
    client: httpx2.AsyncClient, format_: str, password: str = PASSWORD, *, listed: str = ""
) -> httpx2.Response:
    sent = {
        "list": listed,
        "format": format_,
        "words": "coded",
        "part": ["about", "illness", "reach"],
        "password": password,
    }
    return await client.post("/staff/export", data=sent)


async def test_no_cell_of_a_table_begins_a_formula(target: Target) -> None:
    await target.hire(CLARA)
    for typed in TYPED:
        await target.inquiry(condition="sle", contact_name=typed, question=typed, phone="+995 555 12 34 56")
    async with target.browser(CLARA) as client:
        for listed, number in (("", len(TYPED) - 1), ("status=quarantine", 1)):  # a link for a name looks like spam
            table = (await export(client, "csv", listed=listed)).content.decode("utf-8-sig")
            for delimiter in ",;\t":
                rows = list(csv.reader(io.StringIO(table, newline=""), delimiter=delimiter))
                assert len(rows) > number
                assert not [cell for row in rows for cell in row if cell.strip(' "').startswith(RISKY)]
        book = openpyxl.load_workbook(io.BytesIO((await export(client, "xlsx")).content))
    cells = [cell for row in book["inquiries"].iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.value for cell in cells} >= set(
        TYPED[1:]
    )  # a workbook tells texts from formulas: nothing is put before


async def test_a_session_alone_takes_nothing_away(target: Target) -> None:
    await target.hire(CLARA)
    _, reference, _ = await target.inquiry(condition="sle")
    async with target.browser(CLARA) as client:
        for password in ("", "a guess at it"):
            answer = await export(client, "csv", password)
            assert answer.status_code == 422
            assert reference not in answer.text
        assert reference in (await export(client, "csv")).text
