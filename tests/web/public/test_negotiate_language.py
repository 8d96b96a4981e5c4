"""``/`` leads everybody to a language: the one they read last, else their browser's, else the default."""

import time
from collections.abc import AsyncIterator

import httpx2
import pytest

from intake.app import create_app
from intake.resources import Resources
from tests.driving import browser, started
from tests.makers import in_languages

pytestmark = pytest.mark.anyio

LIVE = ("en", "ar", "he", "pt-BR", "ru", "zh-Hans")
LEADS_TO = {
    "he-IL,he;q=0.9,en;q=0.8": "/he/",
    "iw": "/he/",  # the code of Hebrew until 1989, still sent by old devices
    "ar-SY": "/ar/",
    "en;q=0.2, ru;q=0.7": "/ru/",
    "pt-PT": "/pt-BR/",
    "zh-CN": "/zh-Hans/",
    "zh-SG,zh": "/zh-Hans/",
    "zh-TW": "/en/",  # another script is another language to its reader
    "zh-Hant-HK": "/en/",
    "de, fr;q=0.9": "/en/",
    "de, ru;q=0": "/en/",
    "*": "/en/",
    "": "/en/",
    "../../etc/passwd": "/en/",
    "ru;q=x, he;;;": "/en/",
    "r\xfc": "/en/",
}


@pytest.fixture
def engine() -> str:
    """Nothing here asks the database."""
    return "sqlite"


@pytest.fixture
async def visitor(resources: Resources) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser in front of a site with these languages, whatever the catalogs hold."""
    app = create_app(in_languages(resources, *LIVE))
    async with started(app) as running, browser(running) as client:
        yield client


async def led_to(visitor: httpx2.AsyncClient, **headers: str) -> str:
    """Where ``/`` leads."""
    sent = {name.replace("_", "-").encode(): value.encode("latin-1") for name, value in headers.items()}
    answer = await visitor.get("/", headers=list(sent.items()))
    assert answer.status_code == 303
    assert answer.headers["vary"] == "accept-language, cookie"
    assert answer.headers["cache-control"] == "no-cache"
    return str(answer.headers["location"])


async def test_by_the_browsers_languages(visitor: httpx2.AsyncClient) -> None:
    """Language and script must fit; what is malformed or refused does not count."""
    assert {header: await led_to(visitor, accept_language=header) for header in LEADS_TO} == LEADS_TO
    assert await led_to(visitor) == "/en/"


async def test_sixty_four_kilobytes_of_languages_cost_nothing(visitor: httpx2.AsyncClient) -> None:
    """Answered with the default at once (security A24); a real server refuses such a head even before."""
    for part in ("xx-YY;q=0.5,", "he", "a-", ";q=,", "zh-Hant-"):
        begun = time.process_time()
        assert await led_to(visitor, accept_language=part * (64 * 1024 // len(part))) == "/en/", part
        assert time.process_time() - begun < 0.5, part


async def test_the_language_read_last_wins(visitor: httpx2.AsyncClient) -> None:
    """Every page sets the cookie; it holds a language and nothing else."""
    page = await visitor.get("/en/")
    assert "intake_locale=en; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly" in page.headers["set-cookie"]
    assert await led_to(visitor, accept_language="he") == "/en/"
    visitor.cookies.clear()
    assert await led_to(visitor, accept_language="he", cookie="intake_locale=ru") == "/ru/"


async def test_a_cookie_with_anything_else_is_not_followed(visitor: httpx2.AsyncClient) -> None:
    """A language of ours, written as we write it; else the browser's languages decide."""
    for text in ("de", "zh-TW", "HE", "../he", "h\xe9", "x" * 4_000, ""):
        assert await led_to(visitor, accept_language="ru", cookie=f"intake_locale={text}") == "/ru/", text


async def test_a_path_in_no_language_of_ours_does_not_exist(visitor: httpx2.AsyncClient) -> None:
    """Addresses are exact: one page, one address. The refusal is in the visitor's language."""
    for path in ("/de/", "/HE/", "/he-IL/", "/iw/", "/zh-TW/inquiry", "/xx/follow-up"):
        answer = await visitor.get(path)
        assert answer.status_code == 404, path
        assert '<html lang="en" dir="ltr">' in answer.text


async def test_a_search_engine_is_led_to_every_language_by_whole_addresses(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """And reads what the page is about."""
    site = resources.settings.base_url
    assert site.startswith("http")
    for path in ("/", "/inquiry", "/programmes/autoimmune", "/follow-up"):
        page = (await visitor.get(f"/en{path}")).text
        assert f'<link rel="alternate" hreflang="he" href="{site}/he{path}">' in page, path
        assert '<meta name="description" content="' in page, path
        assert 'content=""' not in page, path
