"""A25: whatever stands in a filter or a page's address finds nothing, and is no error, on either engine."""

import pytest

from tests.abuse.target import Target
from tests.people import CLARA

pytestmark = pytest.mark.anyio

JUNK = (
    "'",
    '"',
    "%",
    "_",
    "\\",
    "\x00",
    "\ud7ff\uffff",
    "%s",
    "') OR 1=1--",
    "1; DROP TABLE inquiries",
    "(select 1)",
    "NEAR/1 *",
    "-1",
    "1e9",
    "9" * 5_000,
    "NaN",
    "None",
    "null",
    "[]",
    "{}",
    "en_",
    "../../etc/passwd",
    "zh-Hans-CN-x-private",
    "SUBMITTED",
    "0.99999999999999999.aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "0.",
    "٣.aaaaaaaaaaaaaaaaaaaaaaaaaa",
)
KEYS = (
    *("queue", "status", "language", "assignee", "after", "urgency", "waiting"),
    *("country", "group", "programme", "age", "role", "test"),
)


async def test_junk_in_every_key_finds_nothing_and_is_no_error(target: Target) -> None:
    await target.hire(CLARA)
    _, reference, _ = await target.inquiry(condition="sle")
    before = (await target.rows())["inquiries"]
    async with target.browser(CLARA) as client:
        for key in KEYS:
            for junk in JUNK:
                answer = await client.get(
                    "/staff/", params={key: junk, "order": "(select 1)", "page": "-1", "limit": "0"}
                )
                assert answer.status_code == 200, (key, junk)
                found = reference in answer.text
                assert not found, (key, junk)
        assert reference in (await client.get("/staff/?order=(select 1)&page=-1&x[y]=z")).text
    assert (await target.rows())["inquiries"] == before


async def test_junk_in_a_path_is_not_found(target: Target) -> None:
    await target.hire(CLARA)
    async with target.browser(CLARA) as client:
        for junk in ("'", "%00", "%", "x" * 5_000, "A" * 26, "1" * 26, "%F0%9F%92%A9", "a" * 25 + "%0a"):
            for path in (f"/staff/inquiries/{junk}", f"/en/programmes/{junk}", f"/static/{junk}", f"/{junk}/inquiry"):
                assert (await client.get(path)).status_code in {404, 405}, path
            answer = await client.post(f"/staff/inquiries/{junk}/take", data={"version": "1"})
            assert answer.status_code == 404, junk


@pytest.mark.parametrize("version", ["", "-1", "1e9", "٣", "9" * 5_000, "0x1", "1.0", " 1", "1\n", "999999999"])
async def test_a_version_that_is_no_version_changes_nothing(target: Target, version: str) -> None:
    await target.hire(CLARA)
    inquiry_id, *_ = await target.inquiry(condition="sle")
    before = (await target.rows())["inquiries"]
    async with target.browser(CLARA) as client:
        for action in ("take", "assign", "status", "notes"):
            data = {"version": version, "status": "in_triage", "note": "n"}
            answer = await client.post(f"/staff/inquiries/{inquiry_id}/{action}", data=data)
            assert answer.status_code in {409, 422}
    assert (await target.rows())["inquiries"] == before
