"""Mails as a browser shows them that may load nothing: on a phone, by day and by night."""

import json
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from intake.lib.locales import locale_of
from intake.lib.mail.reading import readable
from tests.browser.fitting import CLIPPED
from tests.browser.looking import AXE
from tests.services.mail.test_every_mail import every_mail

pytestmark = pytest.mark.browser
WCAG = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa"]}  # a mail has no landmarks
LOOKED_AT = ("inquiry_received", "one_time_link", "inquiry_routed", "desk_digest", "key_unusable")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_mail_is_readable_and_asks_for_nothing(browser: Browser, colours: Literal["light", "dark"]) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640}, color_scheme=colours)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in LOOKED_AT:
        for tag in ("en", "he", "ar"):
            page.set_content(readable(every_mail()[name, tag]).html)
            assert page.evaluate(CLIPPED) == [], (name, tag)
            for element in ("html", "body", "body > div"):
                told = page.evaluate(
                    "(at) => [document.querySelector(at).lang, document.querySelector(at).dir]", element
                )
                assert told == [tag, locale_of(tag).direction]
            # Who measures contrast takes paper that nobody coloured for white: it is told what the browser painted.
            page.add_style_tag(content="html { background-color: Canvas }")
            assert page.evaluate(AXE % (AXE_SCRIPT, json.dumps(WCAG))) == [], (name, tag)
            paper = page.evaluate("getComputedStyle(document.documentElement).colorScheme")
            assert paper == "light dark"
            button = page.locator("a.button").first
            if name != "desk_digest":
                light_button = "rgb(11, 90, 102)"
                painted = button.evaluate("(at) => getComputedStyle(at).backgroundColor")
                assert (painted == light_button) is (colours == "light")
    assert asked == []
    page.close()
