"""What people do in a browser on the way through a visit, what no page may do meanwhile, and what is kept then."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2
from playwright.sync_api import BrowserContext, ConsoleMessage, FilePayload, Page, Request, expect

from intake.lib.locales import locale_of
from tests.browser.looking import looks_right
from tests.makers import make_typed
from tests.visit import hidden, receipt_of
from tests.web.public.own.sending import pdf

SAVE = "main .actions button >> nth=0"
FIRST = "main form [type=submit] >> nth=0"
ERRORS = "#problems"
COUNTED = ("inquiries", "drafts", "messages", "files", "visits", "data_keys", "outbox", "submissions")

GOOD: FilePayload = {"name": "Befund תיק.pdf", "mimeType": "application/pdf", "buffer": pdf(60_000)}
OTHER: FilePayload = {"name": "отчёт.pdf", "mimeType": "application/pdf", "buffer": pdf(2_000, mark=b"2")}
BAD: FilePayload = {"name": "scan.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload='alert(1)'></svg>" * 9}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a phone, in one language, with scripts or without."""

    page: Page
    site: str
    tag: str
    script: bool = True

    def open(self, path: str) -> None:
        """Go to an address after the language."""
        self.page.goto(f"{self.site}/{self.tag}{path}")

    def arrives(self, path: str) -> None:
        """What was pressed leads there, and the page is as every page must be."""
        self.page.wait_for_url(f"{self.site}/{self.tag}{path}")
        self.looks()

    def looks(self) -> None:
        """In the right language and direction, no wider than the phone, without a violation."""
        root = self.page.locator("html")
        expect(root).to_have_attribute("lang", self.tag)
        expect(root).to_have_attribute("dir", locale_of(self.tag).direction)
        assert root.evaluate("it => it.scrollWidth <= it.clientWidth"), self.page.url
        looks_right(self.page, self.tag, axe=self.script)

    def is_told(self, control: str) -> None:
        """A summary leads to what is wrong; with a script it takes the focus, and its link the control."""
        summary = self.page.locator(ERRORS)
        expect(summary).to_be_visible()
        if self.script:
            expect(summary).to_be_focused()
        self.looks()
        summary.locator("a").first.click()
        if self.script:
            expect(self.page.locator(control).first).to_be_focused()

    def type(self, typed: Mapping[str, str]) -> None:
        """Fill in fields by name."""
        for name, text in typed.items():
            self.page.fill(f"[name='{name}']", text)

    def choose(self, chosen: Mapping[str, str]) -> None:
        """Tick boxes and choose answers by name."""
        for name, code in chosen.items():
            self.page.check(f"[name='{name}'][value='{code}']")

    def come_in(self, reference: str, code: str) -> None:
        """Open one's own inquiry."""
        self.open("/follow-up")
        self.type({"reference": reference, "access_code": code})
        self.page.click(FIRST)
        expect(self.page.locator("#compose")).to_be_visible()

    def in_another_language(self) -> "Visitor":
        """Press the button of another language; the same person there."""
        button = self.page.locator(".languages button:not([aria-current])").last
        tag = str(button.get_attribute("lang"))
        self.page.click(".languages summary")
        button.click()
        expect(self.page.locator("html")).to_have_attribute("lang", tag)
        return replace(self, tag=tag)

    def finds_files(self, *names: str) -> None:
        """These files are listed, and no others."""
        self.open("/follow-up/files")
        expect(self.page.locator("#stored .file-name")).to_have_text(list(names))


def watch(context: BrowserContext, site: str) -> Sequence[str]:
    """What goes wrong from now on: errors of the console (broken rules of the policy too), requests to others."""
    troubles: list[str] = []

    def console(message: ConsoleMessage) -> None:
        # A form that comes back with complaints is an answer like any other, but Chromium reports it.
        wanted = message.text.startswith("Failed to load resource") and ("422" in message.text or "409" in message.text)
        if message.type in ("error", "warning") and not wanted:
            troubles.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((f"{site}/", "data:", "file:")):
            troubles.append(request.url)

    context.on("console", console)
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    context.on("request", asked)
    return troubles


def write(site: str, **answers: str | None) -> tuple[str, str]:
    """Send a form; the reference and the access code."""
    page = httpx2.get(f"{site}/en/inquiry", timeout=30).text
    form = {name: hidden(page, name) for name in ("form_id", "form_secret", "form_version")}
    got = httpx2.post(f"{site}/en/inquiry", data={**form, **make_typed(**answers), "action": "send"}, timeout=30)
    assert got.status_code == 200, got.text
    return receipt_of(got.text)


def come_back(page: Page, site: str, *, script: bool = True) -> tuple[Visitor, tuple[str, str]]:
    """Somebody who wrote before, and has come in with the code."""
    keys, visitor = write(site), Visitor(page, site, "en", script)
    visitor.come_in(*keys)
    return visitor, keys


def rows(folder: Path) -> dict[str, int]:
    """How many rows of each kind the database has."""
    with sqlite3.connect(folder / "intake.db") as db:
        return {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in COUNTED}  # noqa: S608


def kept_of(folder: Path, reference: str) -> dict[str, int]:
    """How many inquiries, messages and files there are under a reference."""
    asked: Mapping[str, str] = {
        "inquiries": "SELECT count(*) FROM inquiries WHERE reference = ?",
        "messages": "SELECT count(*) FROM messages m JOIN inquiries i ON i.id = m.inquiry_id WHERE reference = ?",
        "files": "SELECT count(*) FROM files f JOIN inquiries i ON i.id = f.owner_id WHERE reference = ?",
    }
    with sqlite3.connect(folder / "intake.db") as db:
        return {name: db.execute(query, (reference,)).fetchone()[0] for name, query in asked.items()}


def end_visits(folder: Path, reference: str) -> None:
    """As if the page had been open all night."""
    with sqlite3.connect(folder / "intake.db", timeout=20) as db:
        ended = db.execute(
            "DELETE FROM visits WHERE inquiry_id = (SELECT id FROM inquiries WHERE reference = ?)", (reference,)
        )
        assert ended.rowcount
