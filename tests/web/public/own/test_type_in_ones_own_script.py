"""A treatment's name in Cyrillic, Hebrew or Arabic letters, without scripts; and what all those words weigh."""

import gzip
import re

import httpx2
import pytest

from intake.resources import Resources
from tests.web.public.own.detailing import add, come_in, kept, listed

pytestmark = pytest.mark.anyio

KB = 1024
TAGS = ("en", "ru", "he", "ar")


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 9))


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Йескарта", "axi-cel"),
        ("кимрая", "tisa-cel"),
        ("קימריה", "tisa-cel"),
        ("تيسابري", "natalizumab"),
        ("КАР-Т в Минске", "КАР-Т в Минске"),  # we do not know which: it stays as it was typed
    ],
)
async def test_a_name_in_another_script_is_understood(
    visitor: httpx2.AsyncClient, resources: Resources, typed: str, slug: str
) -> None:
    keys = await come_in(visitor)
    await add(visitor, drug=typed)
    (card,) = (await kept(resources, keys)).cards
    assert card.answers["treatment.drug"] == slug


async def test_it_is_shown_by_the_name_in_our_list(visitor: httpx2.AsyncClient) -> None:
    """So that a wrong guess of ours is seen and can be changed."""
    await come_in(visitor)
    await add(visitor, drug="Бенлиста")
    assert await listed(visitor) == ["Belimumab"]


async def loaded(visitor: httpx2.AsyncClient, page: str) -> int:
    """The weight of every style and script that a page asks for, and of the scripts those ask for."""
    wanted, known = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page)), dict[str, int]()
    assert wanted
    while wanted:
        url = wanted.pop()
        asset = await visitor.get(url)
        known[url] = weight(asset.content)
        modules = re.findall(r'from "\./([a-z]+\.js)"', asset.text) if url.endswith(".js") else []
        wanted |= {f"{url.rpartition('/')[0]}/{name}" for name in modules} - known.keys()
    return sum(known.values())


@pytest.mark.parametrize("tag", TAGS)
async def test_the_words_of_all_languages_are_light(visitor: httpx2.AsyncClient, tag: str) -> None:
    """A phone at the edge of the network: the form under 60 KB with everything it loads, the list under 17."""
    page = await visitor.get(f"/{tag}/inquiry")
    assert weight(page.content) + await loaded(visitor, page.text) < 60 * KB
    await come_in(visitor)
    card = await visitor.get(f"/{tag}/follow-up/treatments/new")
    assert card.status_code == 200
    assert weight(card.content) < 17 * KB
