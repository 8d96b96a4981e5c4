"""The public templates as text: complete, escaped, without anything the content security policy forbids."""

import datetime as dt
import re
from collections.abc import Mapping
from gettext import NullTranslations

import pytest
from jinja2 import Environment

from intake.content.loader import Content, load_content
from intake.domain.typed import Complaint
from intake.lib.locales import locale_of
from intake.lib.paths import TEMPLATES
from intake.lib.templating import environment
from intake.web.common.frame import ClinicView, PageView, page_view
from intake.web.public.form_presenter import form_view
from intake.web.public.presenters import FORM_ID_MARKER, FORM_SECRET_MARKER
from intake.web.public.programme_presenter import evidence_view, home_view, privacy_view, programme_view
from intake.web.public.reading import FollowUpFormView, FollowUpView, NotOfferedView, ReceiptView
from intake.web.public.voice import Voice

WORDS = NullTranslations()
TYPED: Mapping[str, list[str]] = {"contact_name": ['"><script>alert(1)</script>'], "question": ["</textarea><b>"]}


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


@pytest.fixture(scope="module")
def jinja() -> Environment:
    return environment(TEMPLATES, WORDS, "he", asset=lambda name: f"/static/v/{name}", demo=True)


@pytest.fixture(scope="module")
def pages(content: Content, jinja: Environment) -> dict[str, str]:
    """Every public page, in a right-to-left language and with everything shown that can be."""
    voice, day = Voice("he", WORDS, content.clinic.values(WORDS)), dt.date(2026, 11, 21)
    programme = programme_view(content.programmes["autoimmune"], voice, sources=content.sources, legal=content.legal)
    wrong = {
        "contact_name": Complaint.TOO_LONG,
        "condition": Complaint.REQUIRED,
        "consent_process": Complaint.MUST_AGREE,
    }
    empty = form_view(content.questionnaire, voice, content=content, today=day)
    again = form_view(content.questionnaire, voice, content=content, today=day, typed=TYPED, complaints=wrong)
    context: dict[str, dict[str, object]] = {
        "public/home.html": {"home": home_view(content.programmes, voice, answer_languages=("en", "he"))},
        "public/programme.html": {"programme": programme},
        "public/inquiry.html": {"form": empty},
        "public/received.html": {
            "receipt": ReceiptView("7qk2-m9d4", "4821990317652204", "today", "tomorrow", urgent=True),
            "not_offered": NotOfferedView("We do not offer this.", "Where to look", "/he/programmes/not-offered"),
        },
        "public/follow_up.html": {"follow_up": FollowUpFormView("7qk2", "Please check both.")},
        "public/follow_up_status.html": {"status": FollowUpView("7qk2-m9d4", "With us", "Wait.", "today", "tomorrow")},
        "public/privacy.html": {"privacy": privacy_view(content.legal.pages["privacy"], voice, updated=day)},
        "patterns.html": {
            "form": again,
            "evidences": [evidence_view(one, voice) for one in content.programmes.values()],
            "facts_shown": programme.sections[1].facts,
            "sources": programme.sources,
        },
    }
    for path in sorted((TEMPLATES / "errors").glob("*.html")):
        context[f"errors/{path.name}"] = {"reference": "k3f2"}
    made = {name: jinja.get_template(name).render(page=_page(), **values) for name, values in context.items()}
    made["again"] = jinja.get_template("public/inquiry.html").render(page=_page(), form=again)
    return made


def _page() -> PageView:
    locales = [locale_of(tag) for tag in ("en", "he")]
    clinic = ClinicView("Example Clinic (demo)", "About.", "Owner.", "Street", "+1 202 555 0100", "a@clinic.example")
    return page_view(
        locales[1], locales, path="/inquiry", clinic=clinic, emergency="Call 112.", draft="A draft.", demo=True
    )


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
