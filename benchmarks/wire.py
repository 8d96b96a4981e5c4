"""HTTP as bytes: requests ready to be sent, and the little of an answer that a load generator must read."""

import asyncio
from collections.abc import Mapping
from typing import NamedTuple

FORM_TYPE = "application/x-www-form-urlencoded"
END_OF_HEAD = b"\r\n\r\n"


class Answer(NamedTuple):
    """One answer, read whole."""

    status: int
    head: bytes
    body: bytes


def head(method: str, path: str, *, length: int = 0, headers: Mapping[str, str] | None = None) -> bytes:
    """The head of a request such as a browser sends."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "User-Agent: Mozilla/5.0 (bench)", "Accept: text/html"]
    if method == "POST":
        lines += [f"Content-Type: {FORM_TYPE}", f"Content-Length: {length}", "Sec-Fetch-Site: same-origin"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode()


def length_of(answer_head: bytes) -> int:
    """The Content-Length of an answer's head; 0 where there is none."""
    start = answer_head.lower().find(b"\r\ncontent-length:")
    if start < 0:
        return 0
    return int(answer_head[start + 17 : answer_head.find(b"\r\n", start + 17)])


async def ask(port: int, request: bytes) -> Answer:
    """One request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        answer_head = await reader.readuntil(END_OF_HEAD)
        return Answer(int(answer_head[9:12]), answer_head, await reader.readexactly(length_of(answer_head)))
    finally:
        writer.close()
