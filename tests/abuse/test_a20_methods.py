"""A20: over every route there is: another site's post, another method and another kind of body change nothing."""

from dataclasses import replace

import pytest

from intake.domain.values import StaffRole
from tests.abuse.target import Target
from tests.people import CLARA

pytestmark = pytest.mark.anyio

FIELDS = {"version": "1", "status": "in_triage", "note": "n", "assignee": "", "action": "send"}
ANOTHER_SITE = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"},
    {"origin": "null"},
    {"origin": "https://evil.example"},
    {"origin": "http://127.0.0.1:8000.evil.example"},
    {"origin": "http://127.0.0.1:9000"},
    {"origin": "https://127.0.0.1:8000"},
)
NEED_NO_BODY = {"/staff/logout", "/{locale}/follow-up/leave"}


async def test_another_sites_post_changes_nothing_on_any_route(target: Target) -> None:
    """Logging in and out too."""
    await target.hire(CLARA)
    inquiry_id, *_ = await target.inquiry(condition="sle")
    async with target.browser(CLARA) as client:
        before = await target.rows()
        for way in target.entries():
            for headers in ANOTHER_SITE:
                answer = await client.post(way.url(id=inquiry_id), data=FIELDS, headers=headers)
                assert answer.status_code == 403, (way, headers)
                assert "set-cookie" not in answer.headers
        assert await target.rows() == before


async def test_no_other_method_reaches_any_route(target: Target) -> None:
    await target.hire(CLARA)
    inquiry_id, *_ = await target.inquiry(condition="sle")
    async with target.browser(CLARA) as client:
        before = await target.rows()
        for way in target.entries():
            url = way.url(id=inquiry_id)
            for method in ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "CONNECT", "FOO"):
                override = {"x-http-method-override": "POST", "x-method-override": "POST"}
                answer = await client.request(method, url, headers=override)
                assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST"), (way, method)
        assert await target.rows() == before


async def test_asking_for_what_must_be_sent_changes_nothing(target: Target) -> None:
    """GET and HEAD with every field in the query, and `_method`."""
    await target.hire(CLARA)
    inquiry_id, *_ = await target.inquiry(condition="sle")
    async with target.browser(CLARA) as client:
        before = await target.rows()
        posts = {way.url(id=inquiry_id) for way in target.entries() if way.method == "POST"}
        asked = {way.url(id=inquiry_id) for way in target.entries() if way.method == "GET"}
        for url in sorted(posts - asked):
            for method in ("GET", "HEAD"):
                answer = await client.request(method, url, params={**FIELDS, "_method": "POST"})
                assert answer.status_code in {404, 405}, (method, url)
        assert await target.rows() == before


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data; boundary=x", ""])
async def test_a_body_that_is_no_form_changes_nothing(target: Target, kind: str) -> None:
    """What a page of another site can send without asking first. Asked by somebody every form is for."""
    everything = replace(CLARA, role=StaffRole.ADMINISTRATOR)
    await target.hire(everything)
    inquiry_id, *_ = await target.inquiry(condition="sle")
    async with target.browser(everything) as client:
        before = await target.rows()
        for way in target.entries():
            if way.method == "POST" and way.path not in NEED_NO_BODY:
                body, headers = b"version=1&status=in_triage&note=n&action=send", {"content-type": kind}
                answer = await client.post(way.url(id=inquiry_id), content=body, headers=headers)
                assert answer.status_code == 400, way
        assert await target.rows() == before
