"""A hospital's program shows the form: a renderer that is not ours asks every question, and takes our answers back in.

The renderer is LHC-Forms (https://lhcforms.nlm.nih.gov/), in the version that ``dev.py`` names.
"""

import asyncio
import functools
import http.server
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from intake.domain.exports import Format
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.desk.fhir.asked import Asked
from tests.databases import migrate
from tests.makers import make_catalogs, make_content
from tests.needed import missing
from tests.services.desk.exporting import BASE, OWN_NAME, R_CHOP, WITH_DETAILS, exported, tell

pytestmark = pytest.mark.browser
RENDERER = Path(__file__).resolve().parents[2] / ".venv" / "lforms" / "package" / "dist" / "lforms"
PAGE = """<!doctype html><html lang="en"><head><title>The form</title>
<link rel="stylesheet" href="/webcomponent/styles.css"></head><body><div id="form"></div>
<script src="/webcomponent/assets/lib/zone.min.js"></script>
<script src="/webcomponent/lhc-forms.js"></script>
<script src="/fhir/R4/lformsFHIR.min.js"></script></body></html>"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """The renderer's files, and one page of ours."""

    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    if not RENDERER.exists():
        missing("there is no renderer: `python3 dev.py test` brings it where there is npm")
    handler = functools.partial(Quiet, directory=str(RENDERER))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page(viewport={"width": 1000, "height": 1200})
    page.set_default_timeout(60_000)
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    page.wait_for_function("window.LForms && LForms.FHIR")
    yield page
    page.close()
    server.shutdown()
    server.server_close()


def form() -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(Asked(make_content(), make_catalogs(), BASE).resource()))
    return plain


def response(folder: Path, keyring: KeyRing) -> dict[str, Any]:
    """The answers of somebody who told a lot, as an export has them."""

    async def body() -> bytes:
        db = await Database.open(f"sqlite:///{folder}/intake.db")
        try:
            await tell(db, keyring, cards=(R_CHOP, OWN_NAME), **WITH_DETAILS)
            return await exported(db, keyring, Format.FHIR)
        finally:
            await db.close()

    def apart() -> bytes:  # the browser's driver has a loop of its own in this thread
        migrate(f"sqlite:///{folder}/intake.db")
        return asyncio.run(body())

    with ThreadPoolExecutor(1) as thread:
        bundle = json.loads(thread.submit(apart).result())
    resources = [entry["resource"] for entry in bundle["entry"]]
    return next(one for one in resources if one["resourceType"] == "QuestionnaireResponse")


def answers(items: list[dict[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for item in items:
        for answer in item.get("answer", ()):
            value = next(value for name, value in answer.items() if name.startswith("value"))
            found.setdefault(item["linkId"], []).append(value["code"] if isinstance(value, dict) else value)
        for name, values in answers(item.get("item", [])).items():
            found.setdefault(name, []).extend(values)
    return found


def test_every_question_is_asked(page: Page) -> None:
    page.evaluate("form => LForms.Util.addFormToPage(form, 'form', {fhirVersion: 'R4'})", form())
    page.wait_for_selector("text=The patient’s year of birth")
    text = page.inner_text("#form")
    always = [one.label for one in make_content().questionnaire.short if not one.enable_when and not one.unless]
    assert len(always) > 5
    assert [label for label in always if label not in text and not label.startswith("I ")] == []


def test_the_answers_come_back_out_of_it(page: Page, tmp_path: Path, keyring: KeyRing) -> None:
    ours = response(tmp_path, keyring)
    theirs = page.evaluate(
        """async ([form, ours]) => {
            const shown = LForms.Util.convertFHIRQuestionnaireToLForms(form, 'R4');
            const filled = LForms.Util.mergeFHIRDataIntoLForms(ours, shown, 'R4');
            await LForms.Util.addFormToPage(filled, 'form');
            return LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4');
        }""",
        [form(), ours],
    )
    found, expected = answers(theirs["item"]), answers(ours["item"])
    assert len(expected) > 25
    assert {name: value for name, value in expected.items() if found.get(name) != value} == {}
