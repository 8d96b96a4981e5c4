"""A browser without scripts reads forms, keeps cookies, and goes nowhere else."""

from collections.abc import Awaitable, Callable

import httpx2
import pytest

from intake.lib.visiting import LARGEST, Unreachable, Visitor

pytestmark = pytest.mark.anyio

HERE = "http://127.0.0.1:8000"
PAGE = """<!doctype html><html lang="he"><body><p>One</p>
<form action="/he/x" method="post"><input type="hidden" name="id" value="7"><input name="who" value="">
<input type="radio" name="a" value="yes"><input type="radio" name="a" value="no" checked>
<select name="b"><option value="">?</option><option value="GE">G</option></select><textarea name="c"></textarea>
<button name="action" value="send">Go</button></form><input name="outside"><button data-copy="r 1 2">Copy</button>"""


def answering(answer: Callable[[httpx2.Request], httpx2.Response]) -> Visitor:
    return Visitor(HERE + "/", transport=httpx2.MockTransport(answer))


async def refused(asked: Awaitable[object]) -> str:
    with pytest.raises(Unreachable) as caught:
        await asked
    return str(caught.value)


async def test_a_page_is_read_as_far_as_a_form_needs_it() -> None:
    async with answering(lambda _: httpx2.Response(200, text=PAGE)) as visitor:
        page = await visitor.get("/he/x")
    form = page.form("/he/x")
    assert form is not None
    assert form.sent == {"id": "7", "who": "", "a": "no", "c": ""}
    assert form.offered == {"who": (), "a": ("yes", "no"), "b": ("GE",), "c": ()}
    assert (page.lang, list(page.copied), page.form("/elsewhere")) == ("he", ["r 1 2"], None)
    assert page.words.startswith("One")


async def test_cookies_are_kept_as_a_browser_keeps_them_and_a_redirect_here_is_followed() -> None:
    asked: list[tuple[str, str, str, str]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        headers = request.headers
        asked.append((request.method, request.url.path, headers["cookie"], headers.get("origin", "")))
        if request.method == "POST":
            gone = [
                ("location", "/done"),
                ("set-cookie", "a=; Max-Age=0"),
                ("set-cookie", "__Host-b=2; Path=/; Secure"),
            ]
            return httpx2.Response(303, headers=gone)
        return httpx2.Response(200, text="", headers=[("set-cookie", "a=1; Path=/")] if len(asked) == 1 else [])

    async with answering(answer) as visitor:
        await visitor.get("/")
        page = await visitor.post("/form", {"x": "ä"})
    assert asked == [("GET", "/", "", ""), ("POST", "/form", "a=1", HERE), ("GET", "/done", "__Host-b=2", "")]
    assert (page.status, page.path) == (200, "/done")


@pytest.mark.parametrize(
    "goal", ["http://169.254.169.254/", "//example.org/", "https://127.0.0.1:8000/", "http://127.0.0.1:8001/"]
)
async def test_a_redirect_elsewhere_is_not_followed(goal: str) -> None:
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url)
        return httpx2.Response(303, headers={"location": goal})

    async with answering(answer) as visitor:
        assert await refused(visitor.post("/form", {})) == "elsewhere"
        assert len(asked) == 1
        assert (await visitor.get("/form")).status == 303


async def test_what_never_ends_is_cut() -> None:
    async with answering(lambda _: httpx2.Response(200, content=b"x" * (LARGEST + 1))) as visitor:
        assert await refused(visitor.get("/")) == "too_large"
    async with answering(lambda _: httpx2.Response(303, headers={"location": "/round"})) as visitor:
        assert await refused(visitor.post("/round", {})) == "redirects"
