"""Every public page in every language: it renders, and where there is a translation no English is left."""

import re

import httpx2
import pytest

from intake.lib.locales import locale_of
from intake.lib.translations import SOURCE
from intake.resources import Resources
from tests.english import english, left_over
from tests.makers import make_catalogs
from tests.visit import open_form, receipt_of, send

pytestmark = pytest.mark.anyio

OFFERED = tuple(tag for tag in make_catalogs().live() if tag != SOURCE)
PROMISED = {"he", "ar", "ru", "uk", "es", "fr", "de", "pt-BR", "ro", "tr", "el", "ka", "zh-Hans", "hi", "fa", "pl"}
OUTSIDE = ("/", "/inquiry", "/privacy", "/inquiry/resume", "/follow-up", "/erasure", "/consent", "/no-such-page")
INSIDE = (
    "",
    "/details",
    "/treatments",
    "/treatments/new",
    "/link",
    "/contact",
    "/messages",
    "/files",
    "/consents",
    "/consents/sheet",
    "/consents/C1",
    "/copy",
    "/copy.html",
    "/withdraw",
    "/erase",
)


@pytest.fixture
def engine() -> str:
    """Nothing here depends on the database."""
    return "sqlite"


@pytest.fixture
async def inside(visitor: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """A visitor who has written, has their receipt, and has come in with it."""
    form = await open_form(visitor)
    await send(
        visitor, form, inquirer_role="relative", relationship="parent", authority_ok="yes", consent_authority="yes"
    )
    reference, code = receipt_of((await visitor.get("/en/inquiry/received")).text)
    await visitor.post("/en/follow-up", data={"reference": reference, "access_code": code})
    return visitor


def test_seventeen_languages_are_offered() -> None:
    assert {SOURCE, *OFFERED} == {SOURCE, *PROMISED}


@pytest.mark.parametrize("tag", OFFERED)
async def test_every_page_speaks_its_language(inside: httpx2.AsyncClient, resources: Resources, tag: str) -> None:
    sentences = english(tag)
    outside = [*OUTSIDE, *(f"/programmes/{slug}" for slug in resources.content.programmes), "/inquiry/received"]
    answers = {path: await inside.get(f"/{tag}{path}") for path in [*outside, *(f"/follow-up{at}" for at in INSIDE)]}
    blocks = re.findall(rf'"/{tag}(/follow-up/details/[\w-]+)', answers["/follow-up/details"].text)
    assert len(set(blocks)) > 4
    answers |= {path: await inside.get(f"/{tag}{path}") for path in sorted(set(blocks))}
    answers["POST"] = await inside.post(f"/{tag}/inquiry", data={**await open_form(inside, tag), "action": "send"})
    expected = {"/no-such-page": {404}, "POST": {422}}
    for path, answer in answers.items():
        assert answer.status_code in expected.get(path, {200}), path
        assert f'<html lang="{tag}" dir="{locale_of(tag).direction}"' in answer.text, path
        assert '<span lang="en" dir="ltr">' not in answer.text, path  # English in the place of a translation
        assert left_over(answer.text, sentences) == [], path
        assert not re.search("[\ue000-\uf8ff]", answer.text), path


def test_the_test_sees_english() -> None:
    page = '<p title="Send now"> Your\n answer </p><span lang="en">Not  this</span>'
    assert left_over(page, {"Send now": "", "Your answer": "", "Not this": ""}) == ["Send now", "Your answer"]
