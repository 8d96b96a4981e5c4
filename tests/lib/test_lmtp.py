"""Mail this machine's server hands over: only for us, answered once it is done with, and kept there if it is not."""

import socket
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest
from anyio import to_thread

from intake.lib.mail import lmtp
from tests.handing_over import free_port, hand_over

pytestmark = pytest.mark.anyio

US = {"intake@example.org", "bounces@example.org"}
MAIL = "Subject: x\r\n\r\n.words\r\nΩ\r\n".encode()


async def beside(call: Callable[[], list[int]]) -> list[int]:
    with anyio.fail_after(10):
        return await to_thread.run_sync(call)


class Desk:
    """Keeps what it is given, or is on strike."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, str]] = []
        self.strike = False

    async def take(self, wire: bytes, sender: str) -> None:
        if self.strike:
            raise RuntimeError("amal@example.org is in this message")
        self.got.append((wire, sender))


async def test_what_is_for_us_is_taken_and_nothing_else() -> None:
    desk, port = Desk(), free_port()
    async with lmtp.listening(f"lmtp://127.0.0.1:{port}", receives=US.__contains__, take=desk.take):
        codes = await beside(lambda: hand_over("127.0.0.1", port, mail=MAIL, to=("amal@example.org", *sorted(US))))
        assert codes == [550, 250, 250]
        assert desk.got == [(MAIL, "")]
        await beside(lambda: hand_over("127.0.0.1", port, mail=MAIL, sender="amal@example.org"))
        assert desk.got[1] == (MAIL, "amal@example.org")
    with pytest.raises(OSError, match="refused"):
        hand_over("127.0.0.1", port, mail=MAIL)


async def test_it_is_answered_for_only_once_it_is_done_with() -> None:
    desk, port = Desk(), free_port()
    desk.strike = True
    async with lmtp.listening(f"lmtp://127.0.0.1:{port}", receives=US.__contains__, take=desk.take):
        assert await beside(lambda: hand_over("127.0.0.1", port, mail=MAIL)) == [451]
        desk.strike = False
        assert await beside(lambda: hand_over("127.0.0.1", port, mail=MAIL)) == [250]
        assert await beside(
            lambda: hand_over("127.0.0.1", port, mail=(b"x" * 900 + b"\r\n") * (lmtp.LARGEST // 900))
        ) == [552]
        assert len(desk.got) == 1


async def test_it_listens_at_a_socket_after_one_that_was_left_behind(tmp_path: Path) -> None:
    path, desk = tmp_path / "in.sock", Desk()
    for _ in range(2):
        async with lmtp.listening(f"lmtp://{path}", receives=US.__contains__, take=desk.take):
            await beside(lambda: hand_over(str(path), mail=MAIL))
            assert path.stat().st_mode & 0o777 == 0o660  # its group's mail server must be able to write to it
    assert len(desk.got) == 2


async def test_a_place_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        url = f"lmtp://127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(lmtp.CannotListen, match="OSError"):
            async with lmtp.listening(url, receives=US.__contains__, take=Desk().take):
                pass
