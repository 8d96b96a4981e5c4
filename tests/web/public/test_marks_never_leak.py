"""The marks within a text (`intake.lib.marks`) reach nobody: every sentence has them here, no answer or mail does."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from html import unescape
from pathlib import Path

import httpx2
import pytest

from intake.app import create_app
from intake.domain.message import MailKind
from intake.domain.values import Priority
from intake.resources import Resources, open_resources
from intake.services.mail.kinds import Mail
from tests import languages
from tests.driving import browser, started
from tests.makers import make_settings
from tests.visit import hidden, open_form, receipt_of, send
from tests.web.public.own import sending
from tests.web.public.own.sending import MULTIPART, form, pdf
from tests.web.public.test_every_language import INSIDE, OUTSIDE

pytestmark = pytest.mark.anyio

MARKS = re.compile("[\ue000-\uf8ff]|\\\\u[ef][0-8]|&#(?:x[eE]|57|58|59|6[0-3])", re.IGNORECASE)
ORIGINAL = 'class="original" lang="en" dir="ltr"'
FEAR = "I want to die, I cannot go on"
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def engine() -> str:
    """Nothing here depends on the database."""
    return "sqlite"


@pytest.fixture
async def resources(database_url: str, tmp_path: Path) -> AsyncIterator[Resources]:
    """A house in whose Hebrew every sentence is a draft, so that each is marked."""
    folder = languages.protect_all(languages.copied(tmp_path / "locales", "he"))
    async with open_resources(make_settings(tmp_path, database_url, INTAKE_LOCALES_DIR=str(folder))) as opened:
        yield opened


@pytest.fixture
async def visitor(resources: Resources) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser that looks through each answer for marks, its headers as well."""
    async with started(create_app(resources)) as app, browser(app) as client:

        async def look(answer: httpx2.Response) -> None:
            text = (await answer.aread()).decode("utf-8", "replace") + repr(answer.headers.raw)
            assert not (found := MARKS.search(text)), (answer.request.url, text[max(0, found.start() - 80) :][:160])
            assert answer.status_code < 500, answer.request.url

        client.event_hooks = {"response": [look]}
        yield client


async def test_no_page_and_no_step_of_a_visit_shows_a_mark(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """From the first page to the last: complaints, panels, drafts, files, messages, consents, copies, the end."""
    for path in (*OUTSIDE, *(f"/programmes/{slug}" for slug in resources.content.programmes)):
        await visitor.get(f"/he{path}")
    assert ORIGINAL in (await visitor.get("/he/")).text
    started_form = await open_form(visitor, "he")
    typed = f"{FEAR} \ue013\ue012zz\ue014x\ue010"  # marks of somebody else's, in an unknown language
    wrong = {"consent_process": None, "birth_year": "3000", "red_flags": ["fever"], "question": typed, "email": "x"}
    assert (await send(visitor, started_form, "he", **wrong)).status_code == 422
    assert (await send(visitor, started_form, "he", action="switch")).status_code == 200
    await _put_aside(visitor, started_form)
    writes = {"inquirer_role": "relative", "relationship": "parent", "authority_ok": "yes", "red_flags": ["fever"]}
    writes |= {"question": FEAR, "residence_country": "IL", "consent_authority": "yes"}
    await send(visitor, started_form, "he", **writes)
    keys = receipt_of((await visitor.get("/he/inquiry/received")).text)
    await visitor.post("/he/follow-up", data={"reference": "7qk2-m9d4", "access_code": "1"})
    await visitor.post("/he/follow-up", data=dict(zip(("reference", "access_code"), keys, strict=True)))
    pages = {at: (await visitor.get(f"/he/follow-up{at}")).text for at in INSIDE}
    assert ORIGINAL in pages["/consents"]
    await _tell_more(visitor, pages)
    await _agree(visitor, pages)
    for path in ("copy.json", "copy.html", "messages", "consents", "consents/C1", "", "details", "treatments"):
        assert (await visitor.get(f"/he/follow-up/{path}".rstrip("/"))).status_code == 200
    await visitor.post("/he/follow-up/withdraw", data={"action": "withdraw"})
    erased = await visitor.post("/he/follow-up/erase", data={"sure": "yes", "action": "erase"})
    assert erased.status_code in {200, 303, 422}
    for path in ("/he/nothing", "/he/consent", "/he/erasure"):
        await visitor.get(path)
        await visitor.post(path, data={"reference": "7qk2-m9d4", "number": "1"})


async def _put_aside(visitor: httpx2.AsyncClient, started_form: dict[str, str]) -> None:
    """Save the form, look at the page, take it up again; a wrong code as well."""
    await send(visitor, started_form, "he", action="save", question=FEAR, red_flags=["fever"])
    saved = await visitor.get("/he/inquiry/saved")
    assert saved.status_code == 200
    await visitor.post("/he/inquiry/saved", data={"action": "mail", "email": "x"})
    at = f"/he/inquiry/saved/files?of={started_form['form_id']}"
    for headers in (MULTIPART, {**MULTIPART, "accept": "application/json"}):
        await visitor.post(at, content=form(("report.pdf", pdf()), ("virus.exe", b"MZ"), kind="other"), headers=headers)
    await visitor.post("/he/inquiry/resume", data={"code": "1234 5678"})
    await visitor.get("/he/inquiry/resume")


async def _tell_more(visitor: httpx2.AsyncClient, pages: dict[str, str]) -> None:
    """Every block, half of it wrong; a treatment; a message; files by form and by script."""
    for path in sorted(set(re.findall(r'"(/he/follow-up/details/[\w-]+)', pages["/details"]))):
        page = (await visitor.get(path)).text
        names = dict.fromkeys(
            re.findall(r'name="([a-z_]+)" type="(?:text|number)"|<input id="\w+" name="([a-z_]+)"', page)
        )
        typed = {name: "x" * 9_000 for pair in names for name in pair if name}
        await visitor.post(path, data={**typed, "seen": hidden(page, "seen"), "action": "next"})
    card = pages["/treatments/new"]
    typed = {"treatment.drug": "R-CHOP", "treatment.start": "x", "form_id": hidden(card, "form_id")}
    await visitor.post("/he/follow-up/treatments/new", data={**typed, "seen": hidden(card, "seen"), "action": "back"})
    await visitor.post("/he/follow-up/contact", data={"email": "x", "phone": "y"})
    await visitor.post("/he/follow-up/link", data={"reference": "x"})
    for action in ("message", "files", "send"):
        for headers in (MULTIPART, {**MULTIPART, "accept": "application/json"}):
            body = form(("report.pdf", pdf()), ("virus.exe", b"MZ"), kind="other", action=action, message=FEAR)
            await visitor.post("/he/follow-up/files", content=body, headers=headers)
            await visitor.post("/he/follow-up/messages", content=body, headers=headers)
    await sending.press(visitor, "/he/follow-up/messages")


async def _agree(visitor: httpx2.AsyncClient, pages: dict[str, str]) -> None:
    """Give one consent with a wrong hash and with the right one, take it back; the patient answers with the sheet."""
    offered = pages["/consents"].split('value="C4"', 1)[1]
    for seen in ("0" * 64, hidden(offered, "seen")):
        await visitor.post("/he/follow-up/consents", data={"consent": "C4", "seen": seen})
    await visitor.get("/he/follow-up/consents?done=given")
    await visitor.post("/he/follow-up/withdraw/consent", data={"consent": "C4"})
    codes = re.findall(r'<bdi class="code code-big" dir="ltr">(.*?)</bdi>', pages["/consents/sheet"], re.DOTALL)
    reference, code = (" ".join(re.findall(r"<span>([^<]*)</span>", one)) for one in codes)
    typed = {"reference": reference, "consent_code": code, "action": "open"}
    asked = await visitor.post("/he/consent", data=typed)
    typed |= {"seen": hidden(asked.text, "seen"), "step": "question", "action": "agree"}
    await visitor.post("/he/consent", data=typed)
    await visitor.get("/he/consent/kept")


@pytest.mark.parametrize("kind", MailKind)
async def test_no_mail_shows_a_mark(resources: Resources, kind: MailKind) -> None:
    """Subject, text and HTML; the English stands beside the draft in both bodies, and in no subject."""
    mail = Mail(
        kind=kind,
        recipient="amal@example.org",
        locale="he",
        message_id="<7f@example.org>",
        ordered_at=NOW,
        token="f00d" * 16,
        inquiry_id="i" * 26,
        reference="7qk2-m9d4",
        received_at=NOW,
        due_at=NOW + timedelta(days=2),
        priority=Priority.SAME_DAY,
        language="ka",
        country="GE",
    )
    letter = BytesParser(policy=policy.default).parsebytes(resources.composer.compose(mail, now=NOW))
    parts = {}
    for subtype in ("plain", "html"):
        body = letter.get_body((subtype,))
        assert body is not None
        parts[subtype] = unescape(str(body.get_content()))
        assert not MARKS.search(parts[subtype])
    assert not MARKS.search(str(letter["subject"]))
    assert "\n[" in parts["plain"]
    assert ORIGINAL in parts["html"]
    assert parts["html"].count(ORIGINAL) == parts["html"].count(f'{ORIGINAL} style="display:block')
    assert "\n" not in str(letter["subject"])


async def test_the_test_sees_marks() -> None:
    for text in ("a\ue010b", '{"said": "\\ue013"}', "&#xe010;", "&#57360;"):
        assert MARKS.search(text)
    assert not MARKS.search("שלום, &#39;&#34; \N{WORD JOINER}")
