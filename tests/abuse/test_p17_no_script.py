"""P17, A34: no template lets a script in, every answer carries the headers of its kind, nothing here fetches."""

import ast
import re
from pathlib import Path

import pytest

import intake
from intake.lib.paths import STATIC, TEMPLATES
from tests.abuse.target import Target
from tests.people import CLARA

CODE = Path(intake.__file__).parent
ALWAYS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
}
# What may differ, by kind of answer. A header that is not here is a mistake.
OWN = {
    "content-type",
    "content-length",
    "content-encoding",
    "cache-control",
    "content-language",
    "vary",
    "etag",
    "set-cookie",
    "location",
    "clear-site-data",
    "content-disposition",
    "retry-after",
}
STORED = {"/en/": "no-cache", "/en/privacy": "no-cache", "/en/programmes/autoimmune": "no-cache", "/": "no-cache"}
SENT_FROM = {
    "intake/lib/server.py",
    "intake/cli/demo.py",
    "intake/lib/visiting.py",
    "intake/lib/hooks.py",
    "intake/lib/addresses.py",
}
FETCHERS = {"requests", "httpx", "httpx2", "aiohttp", "urllib3", "http.client", "urllib.request", "ftplib", "socket"}
# What agencies send is XML. The one module that reads it refuses DTDs and entities (test_a32_exchanged_files.py).
# What writes it escapes with the standard library, which parses nothing there.
READ_FROM = {
    "intake/lib/visiting.py": {"html.parser", "html.parser.HTMLParser"},  # our own pages alone
    "intake/lib/safe_xml.py": {"xml.parsers", "xml.parsers.expat"},
    "intake/lib/xliff.py": {"xml.sax.saxutils", "xml.sax.saxutils.escape", "xml.sax.saxutils.quoteattr"},
}
DANGEROUS = {"pickle", "marshal", "shelve", "subprocess", "xml", "html.parser", "yaml"}


def templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_lets_markup_or_script_in(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape|Markup|\|\s*(?:xmlattr|urlize|tojson)\b", text)
    if "mail" in path.parts or path.name == "mail.html":
        return  # mail programs know no stylesheets; nothing of a patient is in a mail
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|data:text", text, re.I)
    assert not re.search(r"=\{\{|=\{%", text), "an attribute without quotes"
    assert not re.search(r"<(?:object|embed|base|applet)\b", text)


def test_scripts_of_ours_make_no_markup_of_text() -> None:
    for path in STATIC.rglob("*.js"):
        text = path.read_text("utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc", text
        )


def test_nothing_here_fetches_runs_or_unpickles() -> None:
    """No address a stranger gives is ever asked for, because nothing asks for any."""
    for path in CODE.rglob("*.py"):
        name = str(path.relative_to(CODE.parent))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
            used = {one for one in names if one in FETCHERS or one.split(".")[0] in FETCHERS}
            assert not used or name in SENT_FROM, (name, used)
            wild = {one for one in names if one in DANGEROUS or one.split(".")[0] in DANGEROUS}
            assert wild <= READ_FROM.get(name, set()), name
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"eval", "exec", "compile", "__import__"}, name


def test_only_the_canary_visits_and_only_what_the_operator_names() -> None:
    """The address comes from the settings or the command line; a redirect elsewhere is not followed."""
    visiting = [
        path for path in CODE.rglob("*.py") if re.search(r"^from intake\.lib\.visiting", path.read_text(), re.M)
    ]
    assert {str(path.parent.relative_to(CODE)) for path in visiting} == {"services/canary"}
    texts = {path.name: path.read_text("utf-8") for path in (CODE / "services" / "canary").glob("*.py")}
    assert sum(text.count("Visitor(") for text in texts.values()) == 1
    assert "Visitor(sky.address," in texts["flight.py"]
    assert "Sky(address or settings.base_url," in texts["rounds.py"]


@pytest.mark.anyio
@pytest.mark.parametrize("engine", ["sqlite"])
async def test_every_kind_of_answer_has_exactly_its_headers(target: Target) -> None:
    await target.hire(CLARA)
    inquiry_id, *_ = await target.inquiry(condition="sle")
    async with target.browser(CLARA) as client:
        for way in target.entries():
            if way.path == "/staff/logout":
                continue
            path = way.url(id=inquiry_id)
            answer = await client.request(way.method, path, data={"x": "y"} if way.method == "POST" else None)
            headers = dict(answer.headers)
            assert {name: headers.pop(name, None) for name in ALWAYS} == ALWAYS, way
            assert headers.keys() <= OWN, (way, headers.keys() - OWN)
            if way.path.startswith("/staff/") or (way.method == "POST" and answer.status_code != 200):
                assert headers["cache-control"] == "no-store", way
            elif path in STORED:
                assert headers["cache-control"] == STORED[path], way
    async with target.browser() as client:
        form, asset = await client.get("/en/inquiry"), await client.get("/en/")
        assert form.headers["cache-control"] == "private, no-cache"
        name = re.search(r'href="(/static/[^"]+\.css)"', asset.text)
        assert name
        style = await client.get(name[1])
        assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert style.headers["content-type"] == "text/css; charset=utf-8"
