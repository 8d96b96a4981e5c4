"""What stands before every page: methods, hosts, other sites, faults."""

from typing import Any

import httpx2
import pytest

from intake.resources import Resources
from intake.web.common.headers import CONTENT_SECURITY_POLICY
from tests.visit import filled, open_form

pytestmark = pytest.mark.anyio

PAGES = (
    "/en/",
    "/en/inquiry",
    "/en/programmes/autoimmune",
    "/en/follow-up",
    "/en/nowhere",
    "/",
    "/staff/login",
    "/livez",
)


@pytest.mark.parametrize("path", PAGES)
async def test_every_answer_carries_the_same_protection(visitor: httpx2.AsyncClient, path: str) -> None:
    """No inline script or style, no frame, no sniffing, no referrer to others."""
    headers = (await visitor.get(path)).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "server" not in headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "OPTIONS", "FOO"])
async def test_other_methods_are_refused(visitor: httpx2.AsyncClient, method: str) -> None:
    """Only what a page needs."""
    answer = await visitor.request(method, "/en/inquiry", headers={"X-HTTP-Method-Override": "POST"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize("host", ["evil.example", "a@b", "127.0.0.1.evil.example", ""])
async def test_another_host_name_is_refused(visitor: httpx2.AsyncClient, host: str) -> None:
    """So nothing on a page can be made to point elsewhere; health is asked by address and answers."""
    assert (await visitor.get("/en/", headers={"host": host})).status_code == 400
    assert (await visitor.get("/livez", headers={"host": host})).status_code == 200


async def test_a_form_sent_by_another_site_is_refused_in_the_readers_language(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """403 with a page, and nothing stored."""
    form = filled(await open_form(visitor))
    answer = await visitor.post("/en/inquiry", data=form, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert '<html lang="en"' in answer.text


async def test_a_fault_is_a_calm_page_with_a_reference(
    visitor: httpx2.AsyncClient, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader sees a number to quote, and nothing of the cause (what the log holds: journeys, nothing leaks)."""

    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("canary-7f3a")

    monkeypatch.setattr(type(resources.intake), "submit", broken)
    form = filled(await open_form(visitor), question="canary-7f3a")
    answer = await visitor.post("/en/inquiry", data=form)
    assert answer.status_code == 500
    assert "tell us this number" in answer.text
    assert "RuntimeError" not in answer.text
    assert "canary-7f3a" not in answer.text


async def test_a_missing_page_has_a_way_home(visitor: httpx2.AsyncClient) -> None:
    """In the language of the path; an unknown language does not exist."""
    answer = await visitor.get("/en/nowhere")
    assert answer.status_code == 404
    assert 'href="/en/"' in answer.text
    assert (await visitor.get("/xx/inquiry")).status_code == 404
    assert (await visitor.get("/..%2f..%2fetc/inquiry")).status_code == 404


async def test_a_page_says_which_methods_it_takes(visitor: httpx2.AsyncClient) -> None:
    """RFC 9110 §15.5.6."""
    answer = await visitor.post("/en/privacy", data={})
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})


async def test_health_says_one_word(visitor: httpx2.AsyncClient) -> None:
    """For machines."""
    assert (await visitor.get("/livez")).text == "alive"
    assert (await visitor.get("/readyz")).text == "ready"
