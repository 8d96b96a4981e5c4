"""A32: a file from an agency that fetches, unfolds without end, or drops what a page needs: refused with its line."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from intake.content.loader import Content, load_content
from intake.lib.xliff import NAMESPACE
from intake.services.workbench import exchange
from intake.services.workbench.arriving import CannotImport, Fate
from tests.services.catalogs.small import small

ROOT = f'<xliff xmlns="{NAMESPACE}" version="2.1" srcLang="en" trgLang="he">'
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))


@pytest.fixture(scope="module")
def content() -> Content:
    """The clinic's own."""
    return load_content(None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """English, and Hebrew complete."""
    return small(tmp_path / "locales")


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and what it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("prologue", "line"),
    [
        ("<!DOCTYPE xliff>", 1),
        ("\n\n<!DOCTYPE xliff []>", 3),
        (f'<!DOCTYPE xliff [<!ENTITY l0 "ha">{LAUGHS}]>', 1),
        ('<!DOCTYPE xliff [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1),
        ('<!DOCTYPE xliff SYSTEM "{url}/x.dtd">', 1),
        ('<!DOCTYPE xliff [<!ENTITY % p SYSTEM "{url}/p">%p;]>', 1),
        ('<!DOCTYPE xliff PUBLIC "-//x//y" "{url}/x.dtd" [<!ENTITY e SYSTEM "{url}/e">]>', 1),
        ('<!-- fine -->\n<?xml-stylesheet href="{url}/s.xsl"?>', 2),
    ],
)
def test_nothing_is_declared_unfolded_or_fetched(
    folder: Path, content: Content, asked: tuple[str, list[str]], prologue: str, line: int
) -> None:
    url, paths = asked
    body = f"{ROOT}<file id='f'><unit id='u'><segment><source>&l12;&e;</source></segment></unit></file></xliff>"
    data = (prologue.replace("{url}", url) + body).encode("utf-8")
    with pytest.raises(CannotImport) as refused:
        exchange.take(folder, "he", data, content=content, author="")
    assert refused.value.line == line
    assert "has no place in this file" in refused.value.problem
    assert not paths


def test_nothing_of_this_machine_comes_into_a_catalog(folder: Path, content: Content, tmp_path: Path) -> None:
    """XInclude and schema hints are text of another module: passed over."""
    (tmp_path / "secret").write_text("walrus", "utf-8")
    out = exchange.as_xliff(folder, "he")
    include = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{tmp_path}/secret" parse="text"/>'
    text = out.replace("<target>שליחה", f"<target>{include}").replace("<notes>", f"{include}<notes>", 1)
    refused = [
        row
        for row in exchange.take(folder, "he", text.encode("utf-8"), content=content, author="")
        if row.fate is not Fate.UNCHANGED
    ]
    assert [(row.fate, row.line) for row in refused] == [
        (Fate.REFUSED, text[: text.index("<target><x:include")].count("\n") + 1)
    ]
    assert not any(b"walrus" in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_string_that_drops_its_placeholder_is_refused_with_its_line_and_not_written(
    folder: Path, content: Content
) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.po")}
    text = exchange.as_xliff(folder, "he")
    at = text.index("<target>שלום, <ph")
    dropped = text[:at] + "<target>שלום" + text[text.index("</target>", at) :]
    rows = exchange.take(folder, "he", dropped.encode("utf-8"), content=content, author="")
    (refused,) = [row for row in rows if row.fate is Fate.REFUSED]
    assert (refused.rule, refused.about) == ("placeholders", "Welcome, %(name)s")
    assert "<unit" in dropped.split("\n")[refused.line - 1]
    assert "%(name)s" in refused.reason
    assert {path: path.read_bytes() for path in folder.rglob("*.po")} == before
