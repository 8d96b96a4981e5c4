"""The power goes after the inquiry is on disk and before its author knows. They send again, and it is still one."""

import asyncio
import json
import signal
from pathlib import Path

import httpx2
import pytest

from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import inquiries
from intake.store.drafts import code_of
from intake.store.inquiries import Filters
from tests.faults.processes import PATIENCE, intake, serving
from tests.visit import filled, hidden, receipt_of


def form_of(browser: httpx2.Client) -> dict[str, str]:
    """The hidden fields of a fresh form."""
    page = browser.get("/en/inquiry")
    assert page.status_code == 200
    return {name: hidden(page.text, name) for name in ("form_id", "form_secret", "form_version")}


def kept(folder: Path, form_secret: str) -> list[tuple[str, str]]:
    """Reference and access code of everything on disk, without any server."""

    async def body() -> list[tuple[str, str]]:
        keyring = KeyRing.load(folder / "intake.keyring")
        db = await Database.open(f"sqlite:///{folder / 'intake.db'}")
        try:
            async with db.read() as snapshot:
                found = await inquiries.page(snapshot, keyring, Filters())
        finally:
            await db.close()
        return [(one.reference, code_of(keyring, one.id, form_secret)) for one in found]

    return asyncio.run(body())


def test_the_same_form_after_the_restart_gives_the_same_reference_and_code(tmp_path: Path) -> None:
    """Killed between commit and answer, by SIGKILL; one inquiry, one acknowledgement, the receipt it always had."""
    folder = tmp_path / "data"
    with serving(folder, dies=True) as server, httpx2.Client(base_url=server.url, timeout=PATIENCE) as browser:
        form = form_of(browser)
        with pytest.raises(httpx2.TransportError):
            browser.post("/en/inquiry", data=filled(form))
        assert server.process.wait(PATIENCE) == -signal.SIGKILL
        kept_cookies = dict(browser.cookies)
    (before,) = kept(folder, form["form_secret"])
    with (
        serving(folder) as server,
        httpx2.Client(base_url=server.url, timeout=PATIENCE, cookies=kept_cookies) as browser,
    ):
        answer = browser.post("/en/inquiry", data=filled(form))
        assert answer.status_code == 303
        assert receipt_of(browser.get(answer.headers["location"]).text) == before
        again = browser.post("/en/inquiry", data=filled(form))
        assert again.status_code == 303
        listed = intake(folder, "inquiries", "list", "--json").stdout.splitlines()
        assert [json.loads(line)["reference"] for line in listed] == [before[0]]
        kinds = [json.loads(line)["kind"] for line in intake(folder, "mail", "list", "--json").stdout.splitlines()]
        assert sorted(kinds) == ["inquiry_received", "inquiry_routed"]
    assert kept(folder, form["form_secret"]) == [before]
