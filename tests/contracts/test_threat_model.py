"""Every promise of the threat model names a test, and every test it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "threat-model.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def promises() -> list[tuple[str, list[tuple[str, str]]]]:
    """The rows of the table of promises: the claim, and the tests it names."""
    section = PAGE.read_text("utf-8").partition("## What is promised now")[2].partition("\n## ")[0]
    rows = [line.strip("| \n").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return [(claim, NAMED.findall(proof)) for claim, proof in rows if claim != "Promise"]


@cache
def names_in(path: Path) -> set[str]:
    """The test functions of a file."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name for node in functions if node.name.startswith("test_")}


def test_there_are_promises() -> None:
    assert len(promises()) > 15


@pytest.mark.parametrize(("claim", "proofs"), promises(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_promise_names_tests_that_exist(claim: str, proofs: list[tuple[str, str]]) -> None:
    assert proofs, f"nothing proves: {claim}"
    for file, name in proofs:
        assert (ROOT / file).is_file(), f"{claim}: {file} is gone"
        found = names_in(ROOT / file)
        assert name in found if name else found, f"{claim}: {file}::{name} is gone"


def test_what_is_named_elsewhere_exists() -> None:
    for file, name in NAMED.findall(PAGE.read_text("utf-8")):
        assert (ROOT / file).is_file(), file
        assert not name or name in names_in(ROOT / file), name
