"""Four files of 25 MiB arrive at once at a real server, which takes hardly more memory than when nobody asks."""

import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest

from intake.domain.files import LARGEST_FILE, MIB
from tests.faults.processes import Server, files, serving
from tests.visit import filled, hidden, receipt_of
from tests.web.public.own.sending import MULTIPART, form

MOST = 40 * MIB
AT_ONCE = 4
CANARY = b"a report nobody else reads"


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="the peak is read from /proc")
def test_four_large_files_take_little_memory(tmp_path: Path) -> None:
    """Peak resident memory while 4 × 25 MiB arrive, against that of the idle server (all it does for one is loaded)."""
    with serving(tmp_path / "house") as server, httpx2.Client(base_url=server.url, timeout=120) as browser:
        _come_in(browser)
        assert _send(server, browser, 1 * MIB, b"first") == 303
        idle = _memory(server, "VmRSS")
        Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")  # the peak begins anew
        seen: set[str] = set()
        with ThreadPoolExecutor(AT_ONCE) as at_once:
            sending = [at_once.submit(_send, server, browser, LARGEST_FILE, b"%d" % n) for n in range(AT_ONCE)]
            while not all(each.done() for each in sending):
                seen |= _open_files(server)
            statuses = [each.result() for each in sending]
        peak = _memory(server, "VmHWM")
    print(f"\nidle {idle / MIB:.1f} MiB, peak {peak / MIB:.1f} MiB: {(peak - idle) / MIB:.1f} MiB more")  # noqa: T201 - the figure, for `pytest -s`
    # Together they may have 100 MiB, and there is one already: one of the four has no room. All of them arrived.
    assert sorted(statuses) == [303, 303, 303, 422]
    assert peak - idle <= MOST
    # Whatever it wrote meanwhile lies in its own folder, sealed; no form was put aside in a temporary file (F5).
    assert any("/arriving/" in path for path in seen)  # so this was looked at while they came
    assert {path for path in seen if not path.startswith(str(tmp_path))} == set()
    assert not any(CANARY in content for content in files(tmp_path / "house").values())


def _memory(server: Server, what: str) -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(f"{what}:"))


def _open_files(server: Server) -> set[str]:
    """The files the server has open to write to, deleted ones as well."""
    found = set()
    for descriptor in Path(f"/proc/{server.process.pid}/fd").iterdir():
        if int(descriptor.name) <= 2:  # where it writes its lines is ours
            continue
        with suppress(FileNotFoundError):
            path, mode = str(descriptor.readlink()), descriptor.lstat().st_mode
            device = path.startswith("/dev/") and not path.startswith("/dev/shm/")  # noqa: S108 - tests may write there
            if path.startswith("/") and not device and not path.startswith("/memfd") and mode & stat.S_IWUSR:
                found.add(path)
    return found


def _send(server: Server, browser: httpx2.Client, size: int, mark: bytes) -> int:
    """A PDF of so many bytes, made while it is sent; the status of the answer."""
    before, after = form(("scan.pdf", b"@"), kind="other", action="send").split(b"@")
    head = b"%PDF-1.7\n" + CANARY + mark

    def body() -> Iterator[bytes]:
        yield before + head
        left = size - len(head)
        while left:
            piece = os.urandom(min(64 * 1024, left))
            left -= len(piece)
            yield piece
        yield after

    headers = {**MULTIPART, "content-length": str(len(before) + size + len(after))}
    with httpx2.Client(base_url=server.url, timeout=120, cookies=browser.cookies) as sender:
        return sender.post("/en/follow-up/files", content=body(), headers=headers).status_code


def _come_in(browser: httpx2.Client) -> None:
    """Write through the form, and come in with the receipt."""
    page = browser.get("/en/inquiry").text
    given = {name: hidden(page, name) for name in ("form_id", "form_secret", "form_version")}
    browser.post("/en/inquiry", data=filled(given))
    reference, code = receipt_of(browser.get("/en/inquiry/received").text)
    browser.post("/en/follow-up", data={"reference": reference, "access_code": code})
    assert "intake_visit" in browser.cookies
