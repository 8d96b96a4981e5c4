"""Every page in every state is valid: the W3C's checker finds no error in what a browser is sent."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import httpx2
import pytest

from intake.app import create_app
from intake.resources import Resources, open_resources
from tests.driving import browser, started
from tests.makers import make_settings
from tests.needed import missing
from tests.visit import filled, hidden, open_form, receipt_of
from tests.web.public.own.sending import MULTIPART, pdf
from tests.web.public.own.sending import form as with_files

pytestmark = pytest.mark.anyio

CHECKER = Path(__file__).resolve().parents[3] / ".venv/html/node_modules/vnu-jar/build/dist/vnu.jar"
READ = ("/", "/programmes/car-t", "/programmes/autoimmune", "/privacy", "/inquiry", "/follow-up", "/inquiry/resume")
BEHIND = (
    "/follow-up",
    "/follow-up/details",
    "/follow-up/treatments",
    "/follow-up/treatments/new",
    "/follow-up/files",
    "/follow-up/contact",
    "/follow-up/consents",
    "/follow-up/consents/C1",
    "/follow-up/copy",
    "/follow-up/copy.html",
    "/follow-up/withdraw",
    "/follow-up/erase",
)
LUPUS = {"condition": "sle", "notices_autoimmune_ack": "yes", "red_flags": ["fever"], "question": "I want to die."}


class Collected:
    """Pages as they were sent, under a name that says which."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.names = folder, list[str]()

    def add(self, name: str, answer: httpx2.Response, status: int = 200) -> str:
        """Keep one."""
        assert answer.status_code == status, (name, answer.status_code)
        path = self.folder / f"{len(self.names):03}-{name.strip('/').replace('/', '_') or 'home'}.html"
        path.write_bytes(answer.content)
        self.names.append(path.name)
        return answer.text


@pytest.mark.parametrize("tag", ["en", "he", "ar", "ru"])
async def test_no_page_has_an_error(tag: str, tmp_path: Path, migrated_sqlite: Path) -> None:
    if not CHECKER.exists() or shutil.which("java") is None:
        missing("the page checker is missing: `python3 dev.py test` brings it")
    shutil.copy(migrated_sqlite, tmp_path / "intake.db")
    (tmp_path / "pages").mkdir()
    pages = Collected(tmp_path / "pages")
    settings = make_settings(tmp_path, f"sqlite:///{tmp_path}/intake.db")
    async with (
        open_resources(settings) as resources,
        started(create_app(resources)) as app,
        browser(app) as visitor,
    ):
        await _outside(visitor, pages, tag)
        await _inside(visitor, pages, tag, resources)
    assert len(pages.names) > 40
    assert _errors(pages.folder) == []


async def _outside(visitor: httpx2.AsyncClient, pages: Collected, tag: str) -> None:
    for path in READ:
        pages.add(path, await visitor.get(f"/{tag}{path}"))
    form = await open_form(visitor, tag)
    wrong = {"form_id": form["form_id"], "red_flags": "fever", "birth_year": "x", "action": "send"}
    pages.add("inquiry-errors", await visitor.post(f"/{tag}/inquiry", data=wrong), 422)
    kept = await visitor.post(f"/{tag}/inquiry", data=filled(form, action="save"), follow_redirects=True)
    pages.add("saved", kept)
    pages.add("resume-error", await visitor.post(f"/{tag}/inquiry/resume", data={"code": "1"}), 422)
    pages.add("door-error", await visitor.post(f"/{tag}/follow-up", data={"reference": "x", "access_code": "1"}), 422)
    pages.add("not-found", await visitor.get(f"/{tag}/nothing"), 404)


async def _inside(visitor: httpx2.AsyncClient, pages: Collected, tag: str, resources: Resources) -> None:
    form = await open_form(visitor, tag)
    await visitor.post(f"/{tag}/inquiry", data=filled(form, **LUPUS))
    reference, code = receipt_of(pages.add("received", await visitor.get(f"/{tag}/inquiry/received")))
    over = await visitor.post(f"/{tag}/follow-up/details/patient", data={"patient_name": "<b>", "action": "next"})
    pages.add("over", over)
    await visitor.post(f"/{tag}/follow-up", data={"reference": reference, "access_code": code})
    for path in BEHIND:
        pages.add(path, await visitor.get(f"/{tag}{path}"))
    for block in (block.id for block in resources.content.questionnaire.blocks if block.step == "more"):
        answer = await visitor.get(f"/{tag}/follow-up/details/{block}")
        if answer.status_code == 200:
            pages.add(f"details-{block}", answer)
    await _with_words(visitor, pages, tag)


async def _with_words(visitor: httpx2.AsyncClient, pages: Collected, tag: str) -> None:
    """The same pages with something on them, and what is said when something is wrong."""
    at = f"/{tag}/follow-up"
    part = await visitor.get(f"{at}/details/patient")
    wrong: Mapping[str, str] = {"weight_kg": "-", "seen": hidden(part.text, "seen"), "action": "next"}
    pages.add("details-errors", await visitor.post(f"{at}/details/patient", data=dict(wrong)), 422)
    card = await visitor.get(f"{at}/treatments/new")
    typed = {"treatment.drug": "Rituximab", "form_id": hidden(card.text, "form_id"), "seen": hidden(card.text, "seen")}
    await visitor.post(f"{at}/treatments/new", data={**typed, "action": "back"})
    pages.add("treatments", await visitor.get(f"{at}/treatments"))
    sent = with_files(("scan.pdf", pdf()), ("bad.svg", b"<svg/>"), kind="other", action="send")
    answer = await visitor.post(f"{at}/files", content=sent, headers=MULTIPART, follow_redirects=True)
    pages.add("files", answer, 422)
    pages.add("timeline", await visitor.get(at))
    pages.add("contact-errors", await visitor.post(f"{at}/contact", data={"email": "x", "action": "save"}), 422)
    pages.add("erase-error", await visitor.post(f"{at}/erase", data={"confirmation": "no"}), 422)
    pages.add("link", await visitor.get(f"{at}/link"))
    pages.add("erasure", await visitor.get(f"/{tag}/erasure"))
    pages.add("consent", await visitor.get(f"/{tag}/consent"))


def _errors(folder: Path) -> list[str]:
    command = ["java", "-Xss4m", "-jar", str(CHECKER), "--errors-only", "--format", "json", "--exit-zero-always"]
    done = subprocess.run([*command, *sorted(map(str, folder.iterdir()))], capture_output=True, timeout=240)
    found = json.loads(done.stderr)["messages"]
    return [f"{Path(one['url']).name}: {one['message']} {one.get('extract', '')!r}" for one in found]
