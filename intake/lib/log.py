"""One JSON object a line on standard error, and in it only what is on a list.

A log outlives an inquiry, is copied to places nobody thinks of, and is read by people who may not read inquiries. So
nothing gets in by default: keys not listed are dropped, exceptions are their class and where they happened (their
message may hold what a patient wrote), and what libraries say is reduced to who said it and where. Whatever is not
printable ASCII is escaped, so no value can forge a second line or move the terminal's cursor.
"""

import json
import logging
import sys
import threading
from collections.abc import Iterator, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog

KEYS = frozenset(
    {
        "attempt",
        "catalog",
        "code",
        "count",
        "file",
        "host",
        "inquiry_id",
        "kind",
        "line",
        "locale",
        "method",
        "milliseconds",
        "outbox_id",
        "outcome",
        "pid",
        "port",
        "problem",
        "request_id",
        "revision",
        "route",
        "rule",
        "seconds",
        "setting",
        "signal",
        "staff_id",
        "state",
        "status",
        "version",
        "why",
    }
)
"""What a caller may add to an event. A new key is added here, by somebody who asked what it could hold."""

# Their messages are constants of their own, so the template (never its arguments) may be shown.
_PLAIN_SPOKEN = ("uvicorn", "alembic")
_RECORDS_OWN = vars(logging.makeLogRecord({})).keys() | {"taskName"}
_LONGEST = 200
_MOST_FRAMES = 25
_MOST_CAUSES = 8
_ROOT = Path(__file__).resolve().parents[2]


def configure(level: str = "info", stream: TextIO | None = None) -> None:
    """Send every log of the process, ours and the libraries', through the list. Call once, before all else."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, _level, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in list(logging.root.manager.loggerDict):
        if name == "uvicorn.access":  # silenced for good by lib.server
            continue
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.NOTSET)
    # At "info" they write a record for every statement or request, which costs more than the statement.
    for talkative in ("sqlalchemy", "alembic", "httpx2", "httpcore2"):
        logging.getLogger(talkative).setLevel(max(logging.WARNING, root.level))
    # A full disk or a closed pipe must neither stop a request nor print the record elsewhere.
    logging.raiseExceptions = False
    sys.excepthook = _last_words
    threading.excepthook = lambda hook: _last_words(hook.exc_type, hook.exc_value, hook.exc_traceback)
    sys.unraisablehook = lambda hook: _last_words(hook.exc_type, hook.exc_value, hook.exc_traceback)


class _Lines(logging.Formatter):
    """A record as one line: from structlog an event with its keys, from a library what may be shown of it."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(record.msg, dict) and hasattr(record, "_logger"):
            fields = dict(record.msg)
            raised = fields.pop("exc_info", None)
            error = raised if isinstance(raised, BaseException) else error
            line |= _ours(fields)
        elif record.name.partition(".")[0] == "intake" and isinstance(record.msg, str):
            # Ours through plain logging, where a module is loaded by commands that never need structlog.
            given = {key: value for key, value in vars(record).items() if key not in _RECORDS_OWN}
            line |= _ours({"event": record.msg} | given)
        else:
            line |= {"event": _foreign(record), "logger": record.name}
            line["where"] = [f"{_short(record.pathname)}:{record.lineno}"]
        if error is not None:
            line["error"] = [_name(cause) for cause in _causes(error)]
            line["where"] = list(_places(error))
        return json.dumps(line, ensure_ascii=True)


def _ours(fields: dict[str, object]) -> dict[str, object]:
    line = {"event": _shown(fields.pop("event", ""))}
    line |= {key: _shown(value) for key, value in fields.items() if key in KEYS}
    dropped = len(fields.keys() - KEYS)
    return line | {"dropped": dropped} if dropped else line


def _level(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """`log.exception` only says that there is one; take it now, while it is being handled."""
    if event.get("exc_info") is True:
        event["exc_info"] = sys.exc_info()[1]
    return event


def _shown(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)[:_LONGEST] if isinstance(value, str) else type(value).__name__


def _foreign(record: logging.LogRecord) -> str:
    if record.name.split(".")[0] in _PLAIN_SPOKEN and isinstance(record.msg, str):
        # The first line alone: a failed start brings a whole traceback as its text.
        return record.msg.strip().partition("\n")[0][:_LONGEST]
    return "a library logged something"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what is inside it if it is a group, and what led to it."""
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < _MOST_CAUSES:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)
        cause = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
        if cause is not None:
            waiting.append(cause)


def _places(error: BaseException) -> Iterator[str]:
    """File, line and function of each frame, innermost last: never source lines, values or locals."""
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"{_short(code.co_filename)}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    yield from frames[-_MOST_FRAMES:]


def _short(filename: str) -> str:
    path = Path(filename)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else path.name


def _name(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _last_words(kind: type[BaseException], error: BaseException | None, _traceback: TracebackType | None) -> None:
    """What Python would print with the message of an exception nobody caught."""
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger("intake").critical("uncaught", exc_info=error)
