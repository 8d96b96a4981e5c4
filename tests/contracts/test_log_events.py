"""Every event that is logged is a constant sentence, and every key it brings is on the list."""

import ast
from collections.abc import Iterator
from pathlib import Path

import intake
from intake.lib.log import KEYS

ROOT = Path(intake.__file__).parent
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
NAMES = {"log", "logger", "_log"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in LEVELS
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in NAMES
            ):
                yield f"{path.relative_to(ROOT.parent)}:{node.lineno}", node


def test_every_event_is_a_constant() -> None:
    wrong = [
        place
        for place, call in calls()
        if len(call.args) != 1 or not isinstance(call.args[0], ast.Constant) or not isinstance(call.args[0].value, str)
    ]
    assert not wrong, f"an event is one constant sentence; what varies goes into a listed key: {wrong}"


def test_every_key_is_on_the_list() -> None:
    wrong = [
        f"{place} {keyword.arg}"
        for place, call in calls()
        for keyword in call.keywords
        if keyword.arg not in KEYS | {"exc_info", "extra"}
    ]
    assert not wrong, f"these would be dropped; see intake.lib.log.KEYS: {wrong}"
