import asyncio
import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from intake.lib import log as log_module
from intake.lib.log import configure

SECRET = "Amal has relapsed"


class Lines:
    """What was logged, as it stands in the stream and as objects."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def only(self) -> dict[str, Any]:
        [line] = self.all
        return line


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    root = logging.getLogger()
    handlers, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    for module, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    caught = Lines()
    before = structlog.get_config()
    configure("info", caught.stream)
    yield caught
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.raiseExceptions = raising
    structlog.configure(**before)


def fail(story: str) -> None:
    raise ValueError(story)


def test_an_event_is_one_json_object_with_its_time_and_level(lines: Lines) -> None:
    structlog.get_logger().info("mail sent", outbox_id="abc", attempt=2)
    line = lines.only
    assert line.pop("timestamp").endswith("+00:00")
    assert line == {"level": "info", "event": "mail sent", "outbox_id": "abc", "attempt": 2}


def test_a_key_that_is_not_listed_is_dropped_and_counted(lines: Lines) -> None:
    structlog.get_logger().info("x", story=SECRET, email="amal@example.org", count=1)
    assert SECRET not in lines.text
    assert "amal" not in lines.text
    assert lines.only["dropped"] == 2
    assert lines.only["count"] == 1


def test_values_are_plain_and_short(lines: Lines) -> None:
    structlog.get_logger().info("x", kind={"story": SECRET}, code=ValueError(SECRET), state="s" * 5000, count=None)
    assert SECRET not in lines.text
    assert lines.only["kind"] == "dict"
    assert lines.only["code"] == "ValueError"
    assert len(lines.only["state"]) == 200
    assert lines.only["count"] is None


def test_positional_arguments_are_never_interpolated(lines: Lines) -> None:
    structlog.get_logger().warning("failed for %s", SECRET)
    assert SECRET not in lines.text


def test_an_exception_is_its_class_and_its_places(lines: Lines) -> None:
    try:
        fail(SECRET)
    except ValueError:
        structlog.get_logger().exception("request failed", request_id="r1")
    assert SECRET not in lines.text
    assert lines.only["error"] == ["ValueError"]
    assert lines.only["level"] == "error"
    assert lines.only["where"][-1].startswith("tests/lib/test_log.py:")
    assert lines.only["where"][-1].endswith(" fail")


def test_what_led_to_it_and_what_is_inside_a_group_are_named(lines: Lines) -> None:
    try:
        try:
            fail(SECRET)
        except ValueError as error:
            raise ExceptionGroup(SECRET, [KeyError(SECRET), OSError(SECRET)]) from error
    except ExceptionGroup as group:
        structlog.get_logger().error("x", exc_info=group)
    assert SECRET not in lines.text
    assert lines.only["error"] == ["ExceptionGroup", "KeyError", "OSError", "ValueError"]


def test_a_very_deep_traceback_is_cut_to_its_inner_end(lines: Lines) -> None:
    def dig(depth: int) -> None:
        if depth == 0:
            fail(SECRET)
        dig(depth - 1)

    try:
        dig(200)
    except ValueError:
        structlog.get_logger().exception("x")
    assert len(lines.only["where"]) == 25
    assert lines.only["where"][-1].endswith(" fail")


@pytest.mark.parametrize(
    "evil",
    [
        'a\n{"level":"audit"}',
        "\x1b[2J\x1b[31m",
        "a\r\nb",
        "a\u2028b\u2029c\x85d",
        "\u202egnp.exe",
        "\0\x7f\x9b",
        "\ud800",
    ],
)
def test_no_value_forges_a_line_or_moves_the_cursor(lines: Lines, evil: str) -> None:
    structlog.get_logger().info(evil, route=evil, kind=evil)
    assert len(lines.text.splitlines()) == 1
    assert lines.text.strip().isascii()
    assert lines.text.strip().isprintable()
    assert lines.only["route"] == evil


def test_libraries_are_named_and_not_quoted(lines: Lines) -> None:
    logging.getLogger("aiosmtplib").error(f"refused {SECRET}")
    logging.getLogger("asyncio").error("Task exception\nfuture: %r", ValueError(SECRET))
    assert SECRET not in lines.text
    assert [line["logger"] for line in lines.all] == ["aiosmtplib", "asyncio"]
    assert all(line["event"] == "a library logged something" for line in lines.all)
    assert lines.all[0]["where"][0].startswith("tests/lib/test_log.py:")


def test_our_own_events_through_plain_logging_are_held_to_the_same_list(lines: Lines) -> None:
    fields = {"locale": "he", "line": 12, "story": SECRET}
    logging.getLogger("intake.catalogs").warning("translation refused", extra=fields)
    assert SECRET not in lines.text
    line = lines.only
    assert (line["event"], line["locale"], line["line"], line["dropped"]) == ("translation refused", "he", 12, 1)


def test_the_servers_own_sentences_are_shown_without_their_arguments(lines: Lines) -> None:
    logging.getLogger("uvicorn.error").warning("Started %s", SECRET)
    assert lines.only["event"] == "Started %s"


def test_a_librarys_exception_keeps_its_message_to_itself(lines: Lines) -> None:
    try:
        fail(SECRET)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    assert SECRET not in lines.text
    assert lines.only["event"] == "Exception in ASGI application"
    assert lines.only["error"] == ["ValueError"]


def test_a_forgotten_task_does_not_tell(lines: Lines) -> None:
    async def story() -> None:
        async def forgotten() -> None:
            fail(SECRET)

        task = asyncio.ensure_future(forgotten())
        await asyncio.sleep(0)
        del task

    asyncio.run(story())
    assert SECRET not in lines.text
    assert lines.all[-1]["error"] == ["ValueError"]


def test_last_words_do_not_tell(lines: Lines) -> None:
    try:
        fail(SECRET)
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    thread = threading.Thread(target=fail, args=(SECRET,))
    thread.start()
    thread.join()
    assert SECRET not in lines.text
    assert [line["event"] for line in lines.all] == ["uncaught", "uncaught"]


def test_below_the_level_nothing_is_said(lines: Lines) -> None:
    structlog.get_logger().debug("quiet")
    assert lines.text == ""


def test_a_broken_stream_stops_nobody(lines: Lines, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    lines.stream.close()
    structlog.get_logger().info("x", kind=SECRET)
    assert capsys.readouterr().err == ""
    lines.stream = io.StringIO()


def test_paths_are_told_from_the_checkout_or_the_package() -> None:
    here = Path(log_module.__file__)
    assert log_module._short(str(here)) == "intake/lib/log.py"
    assert log_module._short("/x/lib/python3/site-packages/uvicorn/server.py") == "uvicorn/server.py"
    assert log_module._short("/home/somebody/secret/thing.py") == "thing.py"
