"""The public templates as text: complete, escaped, without anything the content security policy forbids."""

import re

import pytest

from intake.lib.paths import TEMPLATES
from intake.web.public.presenters import FORM_ID_MARKER, FORM_SECRET_MARKER
from tests.web.public import rendered


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return rendered.pages()


def test_nothing_inline_and_nothing_from_elsewhere(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        assert not re.search(r"\sstyle\s*=|\son\w+\s*=|<style|javascript:", page), name
        assert all(' src="/static/' in tag for tag in re.findall(r"<script[^>]*>", page)), name
        assert not re.search(r'<(?:img|link|script|iframe)[^>]+(?:src|href)="(?:https?:)?//', page), name


def test_every_page_has_language_direction_title_and_emergency_line(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        assert '<html lang="he" dir="rtl">' in page, name
        assert re.search(r"<title>\S.* – Example Clinic \(demo\)</title>", page), name
        assert "Call 112." in page, name
        assert len(re.findall(r"<h1\b", page)) == 1, name


def test_the_markers_stand_once_and_in_order(pages: dict[str, str]) -> None:
    page = pages["public/inquiry.html"]
    assert page.count(FORM_ID_MARKER) == page.count(FORM_SECRET_MARKER) == 1
    assert page.index(FORM_ID_MARKER) < page.index(FORM_SECRET_MARKER)


def test_ids_are_unique_and_references_lead_somewhere(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert sorted(ids) == sorted(set(ids)), name
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "form"):
            wanted = {word for value in re.findall(rf'\s{attribute}="([^"]+)"', page) for word in value.split()}
            assert wanted <= set(ids), (name, attribute)
        anchors = set(re.findall(r'href="#([^"]+)"', page))
        assert anchors <= set(ids), name


def test_what_was_typed_cannot_become_markup(pages: dict[str, str]) -> None:
    assert "<script>alert" not in pages["again"]
    assert "&lt;/textarea&gt;&lt;b&gt;</textarea>" in pages["again"]


def test_errors_are_told_in_the_title(pages: dict[str, str]) -> None:
    assert "<title>Error: " in pages["again"]
    assert 'id="problems"' in pages["again"]


def test_enter_in_a_text_field_sends_and_never_switches_the_language(pages: dict[str, str]) -> None:
    buttons = re.findall(r"<button[^>]*>", pages["public/inquiry.html"])
    assert 'value="send"' in buttons[0]
    assert 'formaction="/en/inquiry"' in "".join(buttons)
    assert all("formnovalidate" in button for button in buttons if 'value="switch"' in button)


@pytest.mark.parametrize("folder", ["public", "layouts", "errors"])
def test_our_own_sentences_run_as_the_page_does(folder: str) -> None:
    """A Hebrew paragraph that begins with "CAR-T" must not turn left to right; ``auto`` is for what people type."""
    for path in (TEMPLATES / folder).glob("*.html"):
        assert 'dir="auto"' not in path.read_text("utf-8") or path.name == "staff.html", path.name
