"""Languages no line of code knows: one in Latin letters, one in Ethiopic, one from right to left, one without spaces.

Where the code has words or orders for some languages only (lists of countries, other names of diseases, words of
distress, fonts of mails, weeks), these get what stands for all others, on every page and in every mail.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from intake.app import create_app
from intake.content.messages import messages
from intake.lib.catalog_files import PATIENT_DOMAINS, path_of, reviews_path
from intake.lib.locales import locale_of
from intake.lib.paths import PACKAGE
from intake.lib.reviews import Reviews, reviews_text
from intake.resources import Resources, open_resources
from intake.services.catalogs import extracting
from intake.services.catalogs.adding import add
from tests.driving import browser, started
from tests.filling import filled, in_other_vowels
from tests.languages import copied
from tests.makers import make_content, make_settings
from tests.visit import open_form, receipt_of, send
from tests.web.public.test_every_language import INSIDE, OUTSIDE

pytestmark = pytest.mark.anyio

TAGS = ("sw", "am", "ur", "th", "is")  # nobody is asked whether they speak Icelandic: it is in no list of ours


@pytest.fixture
def engine() -> str:
    """Nothing here depends on the database."""
    return "sqlite"


@pytest.fixture
async def resources(database_url: str, tmp_path: Path) -> AsyncIterator[Resources]:
    """A service that offers all of them."""
    folder = copied(tmp_path / "locales")
    extracting.write_templates(folder, extracting.extract(PACKAGE.parent, messages(make_content())))
    for tag in TAGS:
        add(folder, tag)
        for domain in PATIENT_DOMAINS:
            path = path_of(folder, tag, domain)
            path.write_text(filled(path.read_text("utf-8")), "utf-8", newline="")
        reviews_path(folder, tag).write_text(reviews_text(replace(Reviews(), offered=True)), "utf-8")
    async with open_resources(make_settings(tmp_path, database_url, INTAKE_LOCALES_DIR=str(folder))) as opened:
        yield opened


@pytest.fixture
async def visitor(resources: Resources) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser in front of it."""
    async with started(create_app(resources)) as app, browser(app) as client:
        yield client


async def test_every_page_is_there_in_every_one(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    assert {locale.tag for locale in resources.locales} == {"en", *TAGS}
    skip = in_other_vowels("Skip to the main text")
    for tag in TAGS:
        visitor.cookies.clear()
        form = await open_form(visitor, tag)
        empty = await visitor.post(f"/{tag}/inquiry", data={**form, "action": "send"})
        assert empty.status_code == 422, tag
        relative = {"inquirer_role": "relative", "relationship": "parent", "authority_ok": "yes"}
        await send(visitor, await open_form(visitor), **relative, consent_authority="yes")
        reference, code = receipt_of((await visitor.get("/en/inquiry/received")).text)
        await visitor.post("/en/follow-up", data={"reference": reference, "access_code": code})
        outside = [*OUTSIDE, *(f"/programmes/{slug}" for slug in resources.content.programmes), "/inquiry/received"]
        pages = [*outside, *(f"/follow-up{at}" for at in INSIDE)]
        listed = (await visitor.get(f"/{tag}/follow-up/details")).text
        pages += sorted(set(re.findall(rf'"/{tag}(/follow-up/details/[\w-]+)', listed)))
        for path in pages:
            answer = await visitor.get(f"/{tag}{path}")
            assert answer.status_code == (404 if path == "/no-such-page" else 200), (tag, path)
            assert f'<html lang="{tag}" dir="{locale_of(tag).direction}"' in answer.text, (tag, path)
            assert path.endswith((".html", "/copy")) or skip in answer.text, (tag, path)
            assert '<span lang="en" dir="ltr">' not in answer.text, (tag, path)


async def test_whoever_writes_in_one_can_be_answered_in_it(visitor: httpx2.AsyncClient) -> None:
    for tag in TAGS:
        page = (await visitor.get(f"/{tag}/inquiry")).text
        chosen = re.search(r'<select[^>]*name="preferred_language".*?</select>', page, re.DOTALL)
        assert chosen, tag
        assert f'value="{tag}"' in chosen[0], tag
