"""A22: hostile files. What a file is, its content says; a name is only ever shown; nothing that comes back can run."""

import io
import re
import struct
import zipfile
import zlib
from html import unescape

import httpx2
import pytest

from intake.domain.files import LARGEST_FILE
from tests.abuse.target import Target
from tests.web.public.own.sending import MULTIPART, form, links, names, on_disk, outcomes, pdf

pytestmark = pytest.mark.anyio

PAGE = "/en/follow-up/files"
HTML = b"<!doctype html><script>alert(1)</script>" + b" " * 200
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>' + b" " * 200
KIND = "We cannot take this kind of file."
ZIP = "We cannot take Word or zip files"
BROKEN = "We cannot read this file."
EMPTY = "This file is empty."


def png(width: int, height: int) -> bytes:
    """A picture that says it is so large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 4)) + chunk(b"IEND", b"")


def packed(**contents: bytes) -> bytes:
    """A zip file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name.replace("_", "."), content)
    return made.getvalue()


BAD = {
    ".htaccess": (b"AddType application/x-httpd-php .pdf\n" * 10, KIND),
    "​.htaccess": (b"AddType application/x-httpd-php .pdf\n" * 10, KIND),
    "x.svg": (SVG, KIND),
    "report.pdf": (HTML, KIND),
    "shell.php": (b"<?php system($_GET[0]); ?>" * 10, KIND),
    "program.exe": (b"MZ" + b"\0" * 300, KIND),
    "picture.dcm": (b"MZ".ljust(128, b"\0") + b"DICM" + b"\0" * 300, KIND),
    "bomb.zip": (packed(a_dcm=b"\0" * 20_000_000), ZIP),
    "nested.zip": (packed(b_zip=packed(a_dcm=b"x")), ZIP),
    "letter.docx": (packed(word_xml=b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'), ZIP),
    "huge.png": (png(65_000, 65_000), BROKEN),
    "cut.jpg": (b"\xff\xd8\xff\xe0\x00\x10JFIF", BROKEN),
    "empty.pdf": (b"", EMPTY),
}
NAMES = {
    "../../etc/x.pdf": "x.pdf",
    "..\\..\\windows\\x.pdf": "x.pdf",
    "CON.pdf": "_CON.pdf",
    "a\u202efdp.exe": "afdp.exe",
    "a" * 10_000 + ".pdf": "a" * 146 + ".pdf",
    "<img src=x onerror=alert(1)>.pdf": "_img src=x onerror=alert(1)_.pdf",
}


async def come_in(target: Target, client: httpx2.AsyncClient) -> None:
    _, reference, code = await target.inquiry()
    await client.post("/en/follow-up", data={"reference": reference, "access_code": code})


async def test_each_is_refused_by_name_and_the_good_one_beside_them_is_kept(target: Target) -> None:
    """Ten at once with one good file among them: every bad one is named with its reason."""
    async with target.browser() as client:
        await come_in(target, client)
        sent = [(name, content) for name, (content, _) in BAD.items()]
        body = form(sent[0], ("good.pdf", pdf()), *sent[1:], action="send", kind="other")
        answer = await client.post(PAGE, content=body, headers=MULTIPART)
        assert answer.status_code == 422
        said = re.findall(
            r'class="file-name">([^<]*)</bdi>\s*<span class="outcome-text">([^<]*)', answer.text.partition("<h1>")[0]
        )
        told = [unescape(text) for _, text in said]
        for text, (name, (_, expected)) in zip([told[0], *told[2:]], BAD.items(), strict=True):
            assert text.startswith(expected), name
        assert names(answer.text) == ["good.pdf"]
        assert len(on_disk(target.resources)) == 1


@pytest.mark.parametrize(("raw", "shown"), NAMES.items(), ids=range(len(NAMES)))
async def test_a_name_is_only_shown(target: Target, raw: str, shown: str) -> None:
    """It never becomes a path or markup, and the download is what the content is, whatever it is called."""
    async with target.browser() as client:
        await come_in(target, client)
        answer = await client.post(PAGE, content=form((raw, pdf()), action="send", kind="other"), headers=MULTIPART)
        assert answer.status_code == 303
        page = (await client.get(PAGE)).text
        assert names(page) == [shown]
        got = await client.get(links(page)[0])
        assert got.headers["content-disposition"].startswith("attachment; filename=\"file.pdf\"; filename*=UTF-8''")
        assert got.headers["content-disposition"].endswith(".pdf")
        assert got.headers["content-type"] == "application/pdf"
        (blob,) = on_disk(target.resources)
        assert re.fullmatch(r"[a-z2-7]{26}", blob.name)


async def test_a_pdf_that_is_a_page_as_well_can_run_nothing(target: Target) -> None:
    """A polyglot comes back as an attachment, in a sandbox, of its own kind, for our own pages alone."""
    async with target.browser() as client:
        await come_in(target, client)
        body = form(("a.pdf\x00.html", pdf() + HTML), action="send", kind="other")
        assert (await client.post(PAGE, content=body, headers=MULTIPART)).status_code == 303
        got = await client.get(links((await client.get(PAGE)).text)[0])
        assert got.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in re.split(r", |; ", got.headers["content-security-policy"])
        assert got.headers["cross-origin-resource-policy"] == "same-origin"
        assert got.headers["cache-control"] == "no-store"
        assert got.headers["content-type"] == "application/pdf"
        assert got.headers["content-disposition"].startswith("attachment;")


async def test_lengths_that_are_lies_and_a_thousand_parts(target: Target) -> None:
    """Neither a terabyte that is announced nor parts without end is waited for."""
    async with target.browser() as client:
        await come_in(target, client)
        lie = {**MULTIPART, "content-length": str(10**12)}
        assert (await client.post(PAGE, content=form(("a.pdf", pdf())), headers=lie)).status_code == 413
        many = form(*[(f"{number}.pdf", pdf()) for number in range(1001)], action="send")
        assert (await client.post(PAGE, content=many, headers=MULTIPART)).status_code == 413
        assert on_disk(target.resources) == []


async def test_pictures_lose_where_they_were_taken(target: Target) -> None:
    """What a telephone writes into a photograph is not kept."""
    place = b"\xff\xe1" + struct.pack(">H", 2 + 20) + b"Exif\0\0GPS 32.1 34.8"[:20].ljust(20, b"\0")
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x11" * 50 + b"\xff\xd9"
    frame = b"\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00"
    async with target.browser() as client:
        await come_in(target, client)
        body = form(("photo.jpg", b"\xff\xd8" + place + frame + scan), action="send", kind="other")
        answer = await client.post(PAGE, content=body, headers=MULTIPART)
        assert answer.status_code == 303, outcomes(answer.text)
        got = await client.get(links((await client.get(PAGE)).text)[0])
    assert b"GPS" not in got.content
    assert got.content.startswith(b"\xff\xd8")
    assert len(got.content) < LARGEST_FILE
