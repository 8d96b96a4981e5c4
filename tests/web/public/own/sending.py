"""Somebody who sends documents: forms as browsers write them, and what lies on the disk afterwards."""

import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path

import httpx2
from sqlalchemy import func, select

from intake.resources import Resources
from intake.store import inquiries
from intake.store.tables import files

PAGE = "/en/follow-up/files"
BOUNDARY = b"----WebKitFormBoundaryAbCdEf0123456789"
MULTIPART = {"content-type": f"multipart/form-data; boundary={BOUNDARY.decode()}"}

File = tuple[str, bytes]


def pdf(size: int = 300, mark: bytes = b"a report") -> bytes:
    """A PDF file, as far as its first bytes tell."""
    return (b"%PDF-1.7\n" + mark + b"\n").ljust(size, b"x")


def form(*sent: File, announced: str = "", end: bool = True, last: bool = True, **typed: str) -> bytes:
    """A form with files, byte for byte as a browser sends it: our fields come after those that were typed."""
    fields: list[tuple[str, str | None, bytes]] = [(name, None, value.encode()) for name, value in typed.items()]
    fields += [("files", name, content) for name, content in sent]
    if not sent:
        fields.append(("files", "", b""))
    fields.append(("announced", None, announced.encode()))
    if last:
        fields.append(("end", None, b"yes"))
    body = b"".join(_part(*part) for part in fields)
    return body + (b"--" + BOUNDARY + b"--\r\n" if end else b"")


def _part(name: str, filename: str | None, content: bytes) -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"'.encode()
    if filename is not None:
        head += b'; filename="' + filename.replace('"', "%22").encode() + b'"\r\nContent-Type: application/octet-stream'
    return b"--" + BOUNDARY + b"\r\n" + head + b"\r\n\r\n" + content + b"\r\n"


async def post(visitor: httpx2.AsyncClient, body: bytes, page: str = PAGE) -> httpx2.Response:
    """Send such a form."""
    return await visitor.post(page, content=body, headers=MULTIPART)


async def send(visitor: httpx2.AsyncClient, *sent: File, **typed: str) -> httpx2.Response:
    """Send files from the page of documents."""
    typed = {"kind": "other", "action": "send", **typed}
    return await post(visitor, form(*sent, **typed))  # type: ignore[arg-type]  # mypy takes text for the flags


async def press(visitor: httpx2.AsyncClient, path: str) -> httpx2.Response:
    """Press a button that stands in a form of its own: browsers say what the empty body is."""
    return await visitor.post(path, content=b"", headers={"content-type": "application/x-www-form-urlencoded"})


async def listed(visitor: httpx2.AsyncClient) -> list[str]:
    """The names of the files, as the page lists them."""
    return names((await visitor.get(PAGE)).text)


def names(page: str) -> list[str]:
    """The same, of a page that is there."""
    stored = page[page.index('id="stored"') :]
    return [
        unescape(name)
        for name in re.findall(r'class="file-line">(?:<a[^>]*><bdi>|<bdi class="file-name">)([^<]*)', stored)
    ]


def links(page: str) -> list[str]:
    """Where the files can be had."""
    return re.findall(r'<a class="file-name" href="([^"]+)" download>', page)


def outcomes(page: str) -> dict[str, str]:
    """What became of each file: name → sentence."""
    found = re.findall(r'<bdi class="file-name">([^<]*)</bdi>\s*<span class="outcome-text">([^<]*)<', page)
    return {unescape(name): unescape(text) for name, text in found}


async def rows(resources: Resources) -> int:
    """How many files the database knows."""
    async with resources.db.read() as snapshot:
        return int((await snapshot.execute(select(func.count()).select_from(files))).scalar_one())


def on_disk(resources: Resources) -> Sequence[Path]:
    """Every file below the files folder."""
    return [path for path in resources.settings.files_dir.rglob("*") if path.is_file()]


async def inquiry_of(resources: Resources, keys: tuple[str, str]) -> str:
    """The inquiry of somebody's reference and code."""
    async with resources.db.read() as snapshot:
        found = await inquiries.by_code(snapshot, resources.keyring, *keys)
    assert found is not None
    return found.id
