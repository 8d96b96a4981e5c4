"""The memory of ``intake serve`` once it has done a little of everything a patient can ask of it, in every language."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks import form, wire
from benchmarks.machine import resident_megabytes
from benchmarks.table import Figure, Report

GOAL = 110.0
LANGUAGES = 4
ROUNDS = 5
_ADDRESS = re.compile(rb"http://127\.0\.0\.1:(\d+)/")
_LINK = re.compile(rb'href="(/[a-zA-Z-]+/[^"#]*)"')
_LANGUAGE = re.compile(rb'href="/([a-zA-Z-]{2,11})/"')
_RECEIPT = re.compile(rb"set-cookie: (intake_receipt=[^;]+)")


async def measure(report: Report, folder: Path) -> None:
    """Add the resident memory after a warm-up, before anybody of the office has logged in."""
    async with _service(folder / "memory") as (pid, port):
        at_start = resident_megabytes(pid)
        languages = await _warm_up(port)
        warm = resident_megabytes(pid)
    detail = f"{languages} languages, mail into a folder; {at_start:.0f} MB at the start"
    report.figures.append(Figure("memory, warmed up", warm, "MB", detail, GOAL, "at most"))
    if languages < LANGUAGES:
        report.notes.append(f"memory: only {languages} of {LANGUAGES} languages are live, so the figure is too small")


@asynccontextmanager
async def _service(folder: Path) -> AsyncIterator[tuple[int, int]]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")}
    if locales := os.environ.get("INTAKE_LOCALES_DIR"):
        environ["INTAKE_LOCALES_DIR"] = locales
    environ |= {"INTAKE_DATA_DIR": str(folder), "INTAKE_FLOOD": "0"}
    command = (sys.executable, "-m", "intake", "serve", "--port", "0")
    process = await asyncio.create_subprocess_exec(
        *command, env=environ, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        assert process.stderr is not None
        while line := await asyncio.wait_for(process.stderr.readline(), 60):
            if found := _ADDRESS.search(line):
                break
        else:
            raise RuntimeError("intake serve did not start")
        drain = asyncio.create_task(process.stderr.read())
        yield process.pid, int(found[1])
        drain.cancel()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _warm_up(port: int) -> int:
    """Every page in every language, forms that are wrong, changed, sent and looked up; how many languages there are."""
    home = await wire.ask(port, wire.head("GET", "/en/"))
    tags = sorted({tag.decode() for tag in _LANGUAGE.findall(home.body)} | {"en"})
    for number in range(ROUNDS):
        for tag in tags:
            await _visit(port, tag, form.form_id(number * 100 + tags.index(tag)))
    await asyncio.sleep(2)  # the mails go out
    return len(tags)


async def _visit(port: int, tag: str, form_id: str) -> None:
    page = await wire.ask(port, wire.head("GET", f"/{tag}/"))
    links = {link.decode() for link in _LINK.findall(page.body) if link.startswith(b"/%s/" % tag.encode())}
    for path in sorted({*links, f"/{tag}/", f"/{tag}/inquiry", f"/{tag}/follow-up", f"/{tag}/nothing-here"}):
        for headers in ({}, {"Accept-Encoding": "gzip"}):
            await wire.ask(port, wire.head("GET", path, headers=headers))
    for changes in ({"birth_year": "soon"}, {"action": "switch"}, {}):
        answer = await _post(port, f"/{tag}/inquiry", form.body(form_id, preferred_language=tag, **changes))
    if found := _RECEIPT.search(answer.head):
        cookie = {"Cookie": found[1].decode()}
        await wire.ask(port, wire.head("GET", f"/{tag}/inquiry/received", headers=cookie))
    await _post(port, f"/{tag}/follow-up", b"reference=7qk2-m9d4&code=1234567812345678")


async def _post(port: int, path: str, body: bytes) -> wire.Answer:
    return await wire.ask(port, wire.head("POST", path, length=len(body)) + body)
