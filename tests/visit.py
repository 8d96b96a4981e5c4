"""What an inquirer does on the site, as functions: open the form, fill it in, send it."""

import re
from collections.abc import Mapping

import httpx2

from tests.makers import make_typed

A_MINUTE = 60


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of the form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


async def open_form(browser: httpx2.AsyncClient, locale: str = "en") -> dict[str, str]:
    """Open the form: its hidden fields, which a browser sends back."""
    page = await browser.get(f"/{locale}/inquiry")
    assert page.status_code == 200, page.text
    form = {name: hidden(page.text, name) for name in ("form_id", "form_secret", "form_version", "opened")}
    # Whoever fills in a form takes a while; a test that is about speed says so.
    return form | {"opened": str(int(form["opened"]) - A_MINUTE)}


def filled(form: Mapping[str, str], **answers: object) -> dict[str, object]:
    """A form filled in so that it can be sent; ``answers`` replace or, with None, remove single ones."""
    typed: dict[str, object] = {**form, **make_typed(), **answers, "action": answers.get("action", "send")}
    return {name: value for name, value in typed.items() if value is not None}


async def send(
    browser: httpx2.AsyncClient, form: Mapping[str, str], locale: str = "en", **answers: object
) -> httpx2.Response:
    """Send the form."""
    return await browser.post(f"/{locale}/inquiry", data=filled(form, **answers))


def receipt_of(page: str) -> tuple[str, str]:
    """The reference and the access code that a receipt page shows."""
    both = re.search(r'data-copy="(\S+) ([\d ]+)"', page)
    assert both, "no receipt on this page"
    return both[1], both[2].replace(" ", "")
