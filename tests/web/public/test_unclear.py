"""Somebody does not understand a sentence and says so, without a word of who they are; translators see it first."""

import re
from datetime import UTC, datetime
from html import unescape

import httpx2
import pytest

from intake.resources import Resources
from intake.services import unclear
from intake.services.desk.statistics import write_tallies
from intake.services.workbench import ranking
from intake.store.work import tallies
from tests.visit import open_form, receipt_of, send

pytestmark = pytest.mark.anyio


def lines_of(page: str) -> dict[str, str]:
    """Message id → how its button is called."""
    found = re.findall(r'<button class="button secondary" name="message" value="(\w+)">(.*?)</button>', page, re.S)
    return {id_: " ".join(unescape(re.sub(r"<[^>]+>", "", name)).split()) for id_, name in found}


async def counted(resources: Resources, kind: str) -> dict[tuple[str, str], int]:
    """What was counted of a kind, by locale and key."""
    await write_tallies(resources.office, datetime.now(UTC))
    async with resources.db.read() as snapshot:
        found = await tallies.totals(snapshot, [kind], since=datetime(2020, 1, 1, tzinfo=UTC).date())
    return {(locale, key): count for (_, locale, key), count in found.items()}


async def test_they_press_the_button_at_a_sentence(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    home = await visitor.get("/he/")
    (link,) = re.findall(r'<a href="([^"]+)" target="_blank">', home.text)
    assert link == "/he/unclear/"
    page = await visitor.get(link)
    lines = lines_of(page.text)
    assert len(lines) > 30
    assert len(set(lines.values())) == len(lines)  # no two buttons sound alike
    told = list(lines)[7]
    answer = await visitor.post(link, data={"message": told})
    assert answer.status_code == 303
    thanks = await visitor.get(answer.headers["location"].partition("#")[0])
    assert 'id="thanks"' in thanks.text
    assert not answer.headers.get_list("set-cookie")
    assert await counted(resources, "unclear") == {("he", f"home:{told}"): 1}
    assert await ranking.weights("he", db=resources.db) == {told: 1}
    assert await ranking.weights("ar", db=resources.db) == {}
    await visitor.get("/he/")
    await visitor.get("/he/")
    assert (await counted(resources, "viewed"))["he", "home"] == 3
    assert await ranking.weights("he", db=resources.db) == {told: 3}
    assert await ranking.complaints("he", told, db=resources.db) == 1


async def test_every_page_leads_to_its_own_sentences(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    form = await open_form(visitor)
    await send(visitor, form)
    reference, code = receipt_of((await visitor.get("/en/inquiry/received")).text)
    await visitor.post("/en/follow-up", data={"reference": reference, "access_code": code})
    paths = ["/inquiry", "/privacy", "/programmes/autoimmune", "/inquiry/resume", "/consent", "/erasure", "/no-such"]
    inside = ["", "/details", "/details/disease", "/treatments", "/treatments/new", "/files", "/contact", "/consents"]
    inside += ["/consents/C1", "/copy", "/withdraw", "/erase", "/messages", "/asked", "/link"]
    for path in [*paths, *(f"/follow-up{at}" for at in inside), "/follow-up/link/abcdefgh1234"]:
        page = await visitor.get(f"/en{path}")
        (link,) = re.findall(r'<a href="([^"]+)" target="_blank">', page.text)
        assert "abcdefgh1234" not in link
        listed = await visitor.get(link)
        assert listed.status_code == 200, (path, link)
        heading = re.sub(r"<[^>]+>", "", re.findall(r"<h1[^>]*>(.*?)</h1>", page.text, re.S)[0])
        assert " ".join(heading.split()) in listed.text, path
        assert reference not in listed.text
        assert not re.search("[\ue000-\uf8ff]", listed.text)


async def test_only_what_stands_there_is_counted(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    for sent in ({"message": "0" * 16}, {"message": "<script>"}, {}):
        assert (await visitor.post("/en/unclear/", data=sent)).status_code == 400
    assert (await visitor.get("/en/unclear/no/such/page")).status_code == 404
    assert (await visitor.post("/en/unclear/", data={"message": "x" * 1_000_000})).status_code == 413
    assert await counted(resources, "unclear") == {}


async def test_a_flood_does_not_rule_the_list(
    visitor: httpx2.AsyncClient, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = next(iter(lines_of((await visitor.get("/en/unclear/")).text)))
    for _ in range(unclear.OF_ADDRESS.size + 5):
        assert (await visitor.post("/en/unclear/", data={"message": told})).status_code == 303
    assert await counted(resources, "unclear") == {("en", f"home:{told}"): unclear.OF_ADDRESS.size}
