"""Forms with files as browsers send them, and as they do not."""

import time
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.lib.upload import Field, File, FileTooLarge, Incomplete, Limits, Malformed, TooLarge, parts

pytestmark = pytest.mark.anyio

BOUNDARY = "----WebKitFormBoundaryq1"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"
LIMITS = Limits(file_bytes=1 << 20, total_bytes=4 << 20)
Found = list[tuple[str, str | None, bytes]]


def text(name: str, value: str) -> bytes:
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


def file(name: str, filename: str, content: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
    return head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


async def stream(body: bytes, step: int = 7) -> AsyncIterator[bytes]:
    for at in range(0, len(body), step):
        yield body[at : at + step]
    yield b""


async def read(body: bytes, *, step: int = 1 << 16, limits: Limits = LIMITS, content_type: str = CONTENT_TYPE) -> Found:
    """Everything in the form: name, file name, content."""
    found: Found = []
    async for part in parts(stream(body, step), content_type, limits):
        if isinstance(part, Field):
            found.append((part.name, None, part.value.encode()))
        else:
            found.append((part.name, part.filename, b"".join([piece async for piece in part])))
    return found


FORM = form(
    text("form_id", "abc"),
    text("note", "שלום\r\n--almost"),
    file("file", "Befund Müller.pdf", b"%PDF-1.7\r\n\r\n--" + BOUNDARY.encode() + b"x\r\n\r" + bytes(range(256))),
    file("file", "", b""),
    text("sent", "1"),
)
WHOLE: Found = [
    ("form_id", None, b"abc"),
    ("note", None, "שלום\r\n--almost".encode()),
    ("file", "Befund Müller.pdf", b"%PDF-1.7\r\n\r\n--" + BOUNDARY.encode() + b"x\r\n\r" + bytes(range(256))),
    ("file", "", b""),
    ("sent", None, b"1"),
]


@pytest.mark.parametrize("step", [1, 2, 3, 5, 17, 64, 1000, 1 << 20])
async def test_it_reads_what_was_sent_however_it_arrives(step: int) -> None:
    assert await read(FORM, step=step) == WHOLE


async def test_cut_at_every_byte_it_is_whole_or_incomplete() -> None:
    closing = len(FORM) - 2
    for cut in range(len(FORM)):
        if cut < closing:
            with pytest.raises(Incomplete):
                await read(FORM[:cut])
        else:
            assert await read(FORM[:cut]) == WHOLE


async def test_without_its_last_part_it_is_incomplete_though_every_byte_came() -> None:
    with pytest.raises(Incomplete):
        await read(FORM[: FORM.index(b'; name="sent"') - 60])
    with pytest.raises(Incomplete):
        await read(b"".join([text("consent", "yes"), text("story", "once")]))


@given(
    contents=st.lists(
        st.binary(max_size=300) | st.sampled_from([b"\r\n--", f"\r\n--{BOUNDARY}".encode()[:-1]]), max_size=4
    ),
    step=st.integers(1, 400),
    cut=st.integers(1, 400),
)
async def test_any_content_in_any_pieces(contents: list[bytes], step: int, cut: int) -> None:
    body = form(*(file("file", "a.pdf", content) for content in contents))
    assert await read(body, step=step) == [("file", "a.pdf", content) for content in contents]
    with pytest.raises(Incomplete):
        await read(body[: max(0, len(body) - 2 - cut)], step=step)


async def test_what_comes_after_the_end_is_not_read() -> None:
    assert await read(FORM + text("consent", "yes")) == WHOLE


async def test_an_empty_form_is_a_form() -> None:
    assert await read(form()) == []


async def test_names_are_clean_and_no_choice_is_no_name() -> None:
    names = [".htaccess", "\u200b.htaccess", "a.pdf\0.html", "../../x.pdf", "\u202efdp.exe", "CON", "x" * 10_000, ""]
    found = await read(form(*(file("file", name, b"x") for name in names)))
    clean = [filename for _, filename, _ in found]
    assert clean == ["htaccess", "htaccess", "a.pdf.html", "x.pdf", "fdp.exe", "_CON", "x" * 150, ""]


async def test_the_other_spelling_of_a_name_is_not_believed() -> None:
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"; filename*=UTF-8\'\'b.html\r\n'
    )
    assert await read(form(head.encode() + b"\r\nx\r\n")) == [("file", "a.pdf", b"x")]


async def test_a_file_that_is_too_large_does_not_lose_the_others() -> None:
    body = form(text("a", "1"), file("big", "big.pdf", bytes(1001)), file("small", "s.pdf", b"2"), text("b", "3"))
    found: list[str] = []
    async for part in parts(stream(body, 100), CONTENT_TYPE, replace(LIMITS, file_bytes=1000)):
        if isinstance(part, File):
            try:
                size = len(b"".join([piece async for piece in part]))
                found.append(f"{part.name} {size}")
            except FileTooLarge:
                found.append(f"{part.name} too large")
        else:
            found.append(part.name)
    assert found == ["a", "big too large", "small 1", "b"]


async def test_a_file_of_exactly_the_limit_comes_in() -> None:
    found = await read(form(file("file", "a.pdf", bytes(1000))), limits=replace(LIMITS, file_bytes=1000))
    assert len(found[0][2]) == 1000


async def test_a_file_nobody_reads_is_passed_over() -> None:
    body = form(file("a", "a.pdf", bytes(5000)), text("b", "1"))
    assert [part.name async for part in parts(stream(body, 100), CONTENT_TYPE, LIMITS)] == ["a", "b"]


async def test_a_file_given_up_in_the_middle_is_passed_over() -> None:
    body = form(file("a", "a.pdf", bytes(5000)), text("b", "1"))
    names = []
    async for part in parts(stream(body, 100), CONTENT_TYPE, LIMITS):
        names.append(part.name)
        if isinstance(part, File):
            async for _ in part:
                break
    assert names == ["a", "b"]


async def test_there_are_limits_for_all_together() -> None:
    with pytest.raises(TooLarge):
        await read(form(*[text("a", "")] * 1001))
    with pytest.raises(TooLarge):
        await read(form(text("a", "x" * 200_000), text("b", "x" * 200_000)))
    with pytest.raises(TooLarge):
        await read(form(*[file("a", "a.pdf", bytes(1000))] * 3), limits=replace(LIMITS, total_bytes=2500))


async def test_too_much_is_known_before_it_has_come() -> None:
    """No Content-Length is believed: what counts is what arrives."""
    arrived = 0

    async def for_ever() -> AsyncIterator[bytes]:
        nonlocal arrived
        yield file("file", "a.pdf", b"")[:-2]
        while True:
            arrived += 1 << 16
            yield bytes(1 << 16)

    async def take_all() -> None:
        async for part in parts(for_ever(), CONTENT_TYPE, replace(LIMITS, file_bytes=1 << 40)):
            assert isinstance(part, File)
            async for _ in part:
                pass

    with pytest.raises(TooLarge):
        await take_all()
    assert arrived <= LIMITS.total_bytes + (1 << 16)


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 71,
        "multipart/mixed; boundary=x",
        "multipart/form-data; boundary*=UTF-8''x",
    ],
)
async def test_what_is_no_form_with_files_is_malformed(content_type: str) -> None:
    with pytest.raises(Malformed):
        await read(FORM, content_type=content_type)


@pytest.mark.parametrize(
    "body",
    [
        b"no boundary at all",
        form(f"--{BOUNDARY}\r\n\r\nwithout a head\r\n".encode()),
        form(f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nwithout a name\r\n".encode()),
        form(f'--{BOUNDARY}\r\nContent-Disposition: attachment; name="a"\r\n\r\nnot a form\'s\r\n'.encode()),
        form(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n'
            'Content-Disposition: form-data; name="b"\r\n\r\ntwo names\r\n'.encode()
        ),
        form(f"--{BOUNDARY}\r\nContent Disposition: x\r\n\r\n\r\n".encode()),
        form(f"--{BOUNDARY}\r\n".encode() + b"a: b\r\n" * 100 + b"\r\n\r\n"),
        form(f"--{BOUNDARY}\r\n".encode() + b"a: " + b"b" * 20_000 + b"\r\n\r\n\r\n"),
        form(text("n" * 300, "")),
    ],
    ids=["noise", "no head", "no name", "attachment", "two heads", "bad head", "many heads", "long head", "long name"],
)
async def test_what_no_browser_sends_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        await read(body)


@pytest.mark.parametrize(
    "value",
    ['form-data; name="a"; filename="' + '";' * 7900 + '"', "form-data; " + ";" * 15_000 + ' name="a"; filename="x"'],
)
async def test_a_head_made_to_take_long_does_not(value: str) -> None:
    head = f"--{BOUNDARY}\r\nContent-Disposition: {value}\r\n\r\n\r\n".encode()
    begun = time.process_time()
    with suppress(Malformed):
        await read(form(head))
    assert time.process_time() - begun < 3


async def test_nothing_is_read_ahead() -> None:
    """A consumer that is slow keeps the sender waiting, not the body in memory."""
    given = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal given
        yield file("file", "a.pdf", b"")[:-2]
        for _ in range(16):
            given += 1
            yield bytes(1 << 16)
        yield b"\r\n" + form()

    taken = 0
    async for part in parts(body(), CONTENT_TYPE, replace(LIMITS, file_bytes=2 << 20)):
        assert isinstance(part, File)
        async for piece in part:
            taken += len(piece)
            assert given <= taken // (1 << 16) + 1
    assert taken == 1 << 20


async def test_a_large_file_needs_little_memory() -> None:
    async def body() -> AsyncIterator[bytes]:
        yield file("file", "a.pdf", b"")[:-2]
        for _ in range(25 * 16):
            yield bytes(1 << 16)
        yield b"\r\n" + form()

    size = 0
    tracemalloc.start()
    try:
        async for part in parts(body(), CONTENT_TYPE, Limits(file_bytes=25 << 20, total_bytes=26 << 20)):
            assert isinstance(part, File)
            async for piece in part:
                size += len(piece)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == 25 << 20
    assert peak < 1 << 20
