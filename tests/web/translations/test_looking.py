"""A translator sees each sentence where it stands: with what they type, in every page and mail we can show."""

import re
from html import unescape
from pathlib import Path

import httpx2
import pytest

from intake.lib import catalog_files
from intake.lib.catalog_files import PATIENT_DOMAINS, read_sources
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.paths import LOCALES
from intake.lib.reviews import source_hash
from intake.services.languages import Languages
from intake.services.workbench.book import Message, read_book
from tests.offices import make_office
from tests.people import TOVE, hire
from tests.web.office import come_in, looking_at, office
from tests.web.translations.test_translate import one, unsay

pytestmark = pytest.mark.anyio

HOME = "/staff/translations"
UNSEEN = {
    "templates/demo/": "the pages of the demo's own mails: they show what a mail folder holds",
    "templates/mail/trial/": "the mail of `intake mail test`, which is written in English alone",
    "queue.": "names of queues, read by the staff alone",
    "evidence.unknown": "no disease of the shipped list has this band",
    "line.reviewed": "said once a physician has read a programme's page; none has",
    "line.reference_text": "no page says it today",
    "line.not_counsel_reviewed": "no page says it today",
    "panel.same_day.": "no page says it today",
    "page.receipt.": "no page says it today",
    "question.treatment.": "why a card's questions are asked: no page says it today",
}
"""What no exhibit shows: how its place or its context begins, and why."""


def excused(source: catalog_files.Source) -> bool:
    """Whether the table says why no exhibit shows it."""
    about = (source.entry.context or "", *source.entry.places)
    return any(one.startswith(begins) for one in about for begins in UNSEEN)


async def test_every_sentence_patients_read_stands_on_an_exhibit(
    db: Database, keyring: KeyRing, languages: Languages
) -> None:
    shown = frozenset().union(*(await looking_at(make_office(db, keyring), languages).index()).values())
    sources = read_sources(LOCALES)
    every = [source for domain in PATIENT_DOMAINS for source in (sources[domain] or {}).values()]
    unseen = [source for source in every if source_hash(source.entry) not in shown]
    assert [source.entry for source in unseen if not excused(source)] == []
    for begins in UNSEEN:
        assert any(
            name.startswith(begins) for one in unseen for name in (one.entry.context or "", *one.entry.places)
        ), begins


def frame(page: httpx2.Response) -> tuple[str, str]:
    """Where the preview's frame begins, and where its form leads."""
    source = re.findall(r'<iframe[^>]*src="([^"]+)"', page.text)[0]
    action = re.findall(r'formaction="([^"]+)"', page.text)[0]
    return unescape(source), unescape(action)


async def opened(client: httpx2.AsyncClient, message: Message) -> tuple[str, str, str]:
    """The page of a message: its frame, its form, the exhibit that is chosen first."""
    source, action = frame(await client.get(f"{HOME}/{message.url}"))
    return source, action, re.findall(r"exhibit=([^#&]+)", source)[0]


async def test_what_is_typed_is_seen_where_it_stands_and_nowhere_else(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    message = one(folder, "Write to a coordinator")
    path = catalog_files.path_of(folder, "he", message.domain)
    before = path.read_bytes()
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        source, action, exhibit = await opened(client, message)
        stands = await client.get(source)
        assert f'id="looking-here">{message.entry.strings[0]}</mark>' in stands.text
        typed = await client.post(action, data={"form.0": "כתבו אלינו בבקשה", "exhibit": exhibit})
        assert typed.status_code == 200
        assert '<mark class="looking" id="looking-here">כתבו אלינו בבקשה</mark>' in typed.text
        assert '<html lang="he" dir="rtl"' in typed.text
        assert "כתבו אלינו בבקשה" not in (await client.get(source)).text
    assert path.read_bytes() == before


async def test_what_is_shown_runs_nothing_sends_nothing_and_leads_nowhere(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    message = one(folder, "Send")
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        for exhibit in ("form", "home", "saved.wrong", "mail.inquiry_received"):
            page = await client.get(f"{HOME}/{message.url}/preview?exhibit={exhibit}")
            assert page.status_code == 200, exhibit
            assert "<script" not in page.text
            assert not re.search(r"<(?:a|form|button|input)\b[^>]*\s(?:href|action|formaction)=", page.text)
            assert not re.search("[\ue000-\uf8ff]", page.text)
            assert "sandbox" in page.headers["content-security-policy"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{7*7}}", "<img src=x onerror=alert(1)>", "{% raw %}"])
async def test_what_is_typed_is_never_markup(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages, text: str
) -> None:
    message = one(folder, "Write to a coordinator")
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        _, action, exhibit = await opened(client, message)
        page = await client.post(action, data={"form.0": text, "exhibit": exhibit})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "49" not in re.findall(r'id="looking-here">(.*?)</mark>', page.text)[0]


async def test_what_could_not_be_shown_is_english_and_says_why(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    message = one(folder, "If it happens again, tell us this number:")
    asked = next(m for m in read_book(folder, "he").messages if "%(clinic)s" in m.source.id and m.domain != "staff")
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        _, action, exhibit = await opened(client, asked)
        broken = await client.post(action, data={"form.0": "בלי המקום הפנוי", "exhibit": exhibit})
        assert 'class="looking-above"' in broken.text
        assert "בלי המקום הפנוי" not in broken.text.split("</p>", 1)[1]
        assert "looking-here" in broken.text
        _, action, exhibit = await opened(client, message)
        assert exhibit == "errors.fault"


async def test_nonsense_is_refused(db: Database, keyring: KeyRing, folder: Path, languages: Languages) -> None:
    message = one(folder, "Send")
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        url = f"{HOME}/{message.url}/preview"
        assert (await client.post(url, data={"form.0": "א", "exhibit": "no-such"})).status_code == 404
        assert (await client.get(f"{HOME}/he/site/{'0' * 16}/preview?exhibit=form")).status_code == 404
        assert (await client.get(f"{HOME}/he/look/no-such")).status_code == 404
        assert (await client.get(f"{HOME}/xx/look/form")).status_code == 404
        assert (await client.post(url, data={"form.0": "א" * 1_000_000, "exhibit": "form"})).status_code == 413


async def test_every_sentence_of_a_page_leads_to_its_message(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    missing = unsay(folder, one(folder, "Write to a coordinator"))
    await languages.refresh()
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        look = await client.get(f"{HOME}/he/look/home")
        page = await client.get(unescape(re.findall(r'<iframe[^>]*src="([^"]+)"', look.text)[0]))
        links = re.findall(r'<a class="looking looking-(\w+)" href="([^"]+)" target="_top"', page.text)
        assert (missing.state.value, f"{HOME}/{missing.url}") in links
        assert len(set(links)) > 30
        for _, url in sorted(set(links))[:5]:
            assert (await client.get(url)).status_code == 200
        beside = re.findall(r'<ul class="looking-aside">(.*?)</ul>', look.text, re.S)[0]
        assert beside.count("<li>") > 2
        rows = (await client.get(f"{HOME}/he/look")).text
        assert re.search(r'look/home">.*?</th>.*?<td>1</td>', rows, re.S)
        listed = await client.get(f"{HOME}/he?page=home&state=missing")
        assert f'data-message="{HOME}/{missing.url}' in listed.text
        assert "data-message" not in (await client.get(f"{HOME}/he?page=mail.invitation&state=missing")).text
