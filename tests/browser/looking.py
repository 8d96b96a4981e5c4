"""A service for a browser to look at, a phone to look with, and what every page must be."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from intake.app import create_app
from intake.lib import server
from intake.lib.server import Listening
from intake.resources import open_resources
from tests.makers import make_settings

# In one message to the browser and a short one back: what passes is long, and nobody reads it.
AXE = """%s
axe.run(%s).then((found) => found.violations.map((one) => [one.id, one.nodes[0].html]))"""


@contextmanager
def served(folder: Path, *, with_worker: bool = False, demo: bool = False, **environ: str) -> Iterator[str]:
    """The address of a service over the database in a folder, while it runs; ``with_worker`` it sends its mails.

    ``demo``: with the pages that show them.
    """
    ready, heard = threading.Event(), list[Listening]()

    def hear(listening: Listening) -> None:
        heard.append(listening)
        ready.set()

    async def serve() -> None:
        settings = make_settings(folder, f"sqlite:///{folder}/intake.db", **environ).but(demo=demo)
        async with open_resources(settings) as resources:
            app = create_app(resources, with_worker=with_worker)
            await server.serve(app, "127.0.0.1", 0, on_ready=hear)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(20)
    yield f"http://127.0.0.1:{heard[0].port}"
    heard[0].stop()
    thread.join(10)


@contextmanager
def phone(browser: Browser, *, script: bool) -> Iterator[Page]:
    """A page on a small phone, with or without scripts."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=script, reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def choose_language(page: Page, which: str) -> None:
    """Unfold the menu and press one of its languages: ``[lang=ar]``, ``button >> nth=-1``."""
    page.click(".languages summary")
    page.locator(".languages ul").locator(which).click()


def looks_right(page: Page, tag: str, *, axe: bool) -> None:
    """In its language, not wider than the phone; without a violation where a script may look."""
    assert page.locator("html").get_attribute("lang") == tag
    assert page.title()
    if axe:
        is_well(page)


def is_well(page: Page) -> None:
    """Nothing wider than the window, and no accessibility violation."""
    page.wait_for_selector("main")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    without_violations(page)


def without_violations(page: Page, *, but: str = "") -> None:
    """No accessibility violation, as axe sees it; ``but``: a rule that does not hold here."""
    rules = {but: {"enabled": False}} if but else {}
    found = page.evaluate(AXE % (AXE_SCRIPT, json.dumps({"resultTypes": ["violations"], "rules": rules})))
    assert not found, (page.url, found)
