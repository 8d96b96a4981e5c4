"""A13: nothing about an inquiry of another desk is in any byte of any page, whatever is asked."""

from datetime import UTC, datetime

import httpx2
import pytest

from intake.store import audit
from intake.store.audit import Entry
from tests.abuse.target import Target, Way
from tests.people import ADA, CLARA, OMAR, TOVE

pytestmark = pytest.mark.anyio


async def ask(client: httpx2.AsyncClient, entry: Way, inquiry_id: str) -> list[httpx2.Response]:
    url = entry.url(id=inquiry_id)
    if entry.method == "POST":
        fields = {"status": "in_triage", "note": "n", "reason": "r", "assignee": ""}
        return [await client.post(url, data={"version": version, **fields}) for version in ("1", "2", "x")]
    queries = ("", f"?id={inquiry_id}", f"?after=99999999999999999.{inquiry_id}", "?queue=repeat&status=all")
    return [await client.get(url + query) for query in queries]


async def test_no_route_shows_a_mark_of_another_desks_inquiry(target: Target) -> None:
    await target.hire(CLARA, OMAR, ADA, TOVE)
    inquiry_id, reference, code = await target.inquiry(
        prior_cart="yes", contact_name="MARKER name", question="MARKER story", email="marker@example.org"
    )
    marks = [mark.encode() for mark in ("MARKER", "marker@", reference, code)]
    async with target.browser(OMAR) as omar:
        await omar.post(f"/staff/inquiries/{inquiry_id}/notes", data={"version": "1", "note": "MARKER note"})
        page = (await omar.get(f"/staff/inquiries/{inquiry_id}")).content
    assert all(mark in page for mark in marks[:3])
    before = (await target.rows())["inquiries"]
    for somebody in (CLARA, ADA, TOVE):
        async with target.browser(somebody) as client:
            for entry in target.entries():
                if not entry.path.startswith("/staff") or entry.path == "/staff/logout":
                    continue
                for answer in await ask(client, entry, inquiry_id):
                    sent = answer.content + repr(answer.headers.raw).encode()
                    assert not [mark for mark in marks if mark in sent], (somebody.name, entry)
    assert (await target.rows())["inquiries"] == before


async def test_whoever_tried_is_written_down(target: Target) -> None:
    clara, *_ = await target.hire(CLARA, OMAR)
    inquiry_id, *_ = await target.inquiry(prior_cart="yes")
    async with target.browser(CLARA) as client:
        await client.get(f"/staff/inquiries/{inquiry_id}")
        for action in ("take", "assign", "status", "notes"):
            fields = {"version": "1", "status": "in_triage", "note": "n"}
            await client.post(f"/staff/inquiries/{inquiry_id}/{action}", data=fields)
    entries = (await target.rows())["audit"]
    refused = {entry[3] for entry in entries if inquiry_id in entry and clara.staff_id in entry and "refused" in entry}
    assert refused == {
        "inquiry.read_inquiry",
        "inquiry.take_inquiry",
        "inquiry.assign_inquiry",
        "inquiry.change_status",
        "inquiry.write_note",
    }


async def test_many_looks_do_not_push_a_deed_out_of_sight(target: Target) -> None:
    """The history on the page is bounded; looking, or trying to, must not use it up."""
    await target.hire(CLARA)
    inquiry_id, *_ = await target.inquiry(condition="sle")
    now = datetime.now(UTC)
    look = Entry(now, "public", "inquiry.read", "inquiry", inquiry_id)
    refused = Entry(now, "public", "inquiry.take_inquiry", "inquiry", inquiry_id, "refused")
    async with target.resources.db.write() as tx:
        await audit.append(tx, *[look, refused] * 101)
    async with target.browser(CLARA) as client:
        assert "The inquiry arrived" in (await client.get(f"/staff/inquiries/{inquiry_id}")).text
