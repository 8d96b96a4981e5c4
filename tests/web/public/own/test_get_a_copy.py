"""A copy of everything: one page that needs nothing else, and JSON that says what its document says."""

import json
import re
from pathlib import Path

import httpx2
import pytest

from intake.domain.visit import Level, Visit
from intake.lib.paths import PACKAGE
from intake.resources import Resources
from intake.services import messages, visits
from intake.store import inquiries
from intake.web.public import receipt
from tests.web.public.own.detailing import come_in
from tests.web.public.own.sending import PAGE as FILES
from tests.web.public.own.sending import inquiry_of, links, pdf
from tests.web.public.own.sending import send as send_files

pytestmark = pytest.mark.anyio

PAGE = "/en/follow-up/copy"
QUESTION = "Is CAR-T possible? <b>שלום</b> & more"
NAME = "Befund Ärztin.pdf"


async def something(visitor: httpx2.AsyncClient, resources: Resources) -> tuple[str, str]:
    """Write, send a message and a file."""
    keys = await come_in(visitor, question=QUESTION)
    visit = Visit(await inquiry_of(resources, keys))
    await messages.write(visit, "When may I call?", "form", "en", office=resources.office, now=receipt.now())
    await send_files(visitor, (NAME, pdf()))
    return keys


async def test_no_page_of_another_site_sets_off_a_download(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """The cookie goes along with such a link; a link of ours, or typed by hand, works."""
    await something(visitor, resources)
    (document,) = links((await visitor.get(FILES)).text)
    for path in (f"{PAGE}.html", f"{PAGE}.json", document):
        for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)):
            answer = await visitor.get(path, headers={"sec-fetch-site": site})
            assert answer.status_code == status, (path, site)


async def test_the_page_says_everything_in_words_and_needs_nothing_else(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """An attachment in a sandbox, stored nowhere on its way; no link, no script, nothing to load."""
    reference, code = await something(visitor, resources)
    assert f'href="{PAGE}.html"' in (await visitor.get(PAGE)).text
    answer = await visitor.get(f"{PAGE}.html")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="my-message.html"'
    assert "sandbox" in answer.headers["content-security-policy"]
    text = answer.text
    for said in (
        reference,
        "Georgia",
        "Is CAR-T possible? &lt;b&gt;שלום&lt;/b&gt; &amp; more",
        NAME,
        "You wrote to us",
    ):
        assert said in text, said
    for id_ in ("C1", "N1"):
        legal = resources.content.legal
        kept = legal.consents.get(id_) or legal.notices[id_]
        assert kept.text.partition("%")[0] in text
    assert code not in text
    assert not re.search(r"<(?:script|link|img|a|form|iframe)\b|url\(|@import|https?:", text)
    assert text.count("<style>") == 1


async def test_the_json_has_what_its_document_says(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Codes and texts; each field is in the document, and each of the document's is there."""
    reference, _ = await something(visitor, resources)
    answer = await visitor.get(f"{PAGE}.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == 'attachment; filename="my-message.json"'
    assert answer.headers["cache-control"] == "no-store"
    copy = json.loads(answer.text)
    document = (PACKAGE.parent / "docs" / "copy.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \|", document, re.M) == list(copy)
    for inner in ("consents", "messages", "files", "history"):
        row = next(line for line in document.splitlines() if line.startswith(f"| `{inner}`"))
        for one in copy[inner]:
            assert {f"`{name}`" for name in one} <= set(re.findall(r"`[^`]+`", row)), inner
    assert copy["reference"] == reference
    assert copy["answers"]["question"] == QUESTION
    assert [one["text"] for one in copy["messages"]] == ["When may I call?"]
    assert [one["name"] for one in copy["files"]] == [NAME]
    assert {one["id"] for one in copy["consents"]} == {"C1", "N1"}
    assert "inquiry.note" not in {one["action"] for one in copy["history"]}


async def test_who_came_by_a_link_from_a_mail_is_asked_for_the_code(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """Who reads the mail gets no copy; the copy that was taken stands in the timeline."""
    reference, code = await come_in(visitor)
    await visitor.get(f"{PAGE}.json")
    assert "You took a copy of everything" in (await visitor.get("/en/follow-up")).text
    async with resources.db.write() as tx:
        found = await inquiries.by_code(tx, resources.keyring, reference, code)
        assert found is not None
        opened = await visits.begin(tx, Visit(found.id, Level.LINK), now=receipt.now())
    visitor.cookies.clear()
    visitor.cookies.set("intake_visit", opened.token)
    for path in (PAGE, f"{PAGE}.html", f"{PAGE}.json"):
        assert (await visitor.get(path)).status_code == 303
    visitor.cookies.clear()
    assert (await visitor.get(f"{PAGE}.json")).status_code == 303


def test_the_style_inside_loads_nothing() -> None:
    """It is read from a disk, far from here."""
    style = (Path(PACKAGE) / "web" / "static" / "css" / "copy.css").read_text("utf-8")
    assert not re.search(r"url\(|@import|</", style)
