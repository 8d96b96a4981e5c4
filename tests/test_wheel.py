"""The wheel, alone: installed into an empty environment it brings templates, locales, migrations and content along."""

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 180  # seconds
WHAT_TRAVELS = """
from intake.lib import paths
print(paths.TEMPLATES, paths.LOCALES, paths.MIGRATIONS, paths.CONTENT, paths.STATIC)
"""


def run(*command: str | Path, cwd: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as an operator would: nothing of the checkout in the environment, and no index to ask."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("INTAKE_", "PYTHON", "PIP_"))}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**outside, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environ},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def pip(python: str | Path, *arguments: str | Path, cwd: Path) -> None:
    """pip for that environment: the one of the test's own environment or, where Debian left it out, the system's."""
    own = importlib.util.find_spec("pip") is not None
    front = sys.executable if own else getattr(sys, "_base_executable", sys.executable)
    done = run(front, "-m", "pip", "--python", python, *arguments, "--quiet", cwd=cwd)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what git would give somebody, without network."""
    source, target = tmp_path_factory.mktemp("source") / "intake", tmp_path_factory.mktemp("wheel")
    source.mkdir()
    for name in ("intake", "templates", "locales", "migrations"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "build_hook.py", "README.md", "LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, source / name)
    pip(sys.executable, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", target, source, cwd=target)
    (path,) = target.glob("intake-*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` of an environment with the wheel in it; its dependencies are those of the test's own environment.

    They are reached by a path alone: ``.pth`` files there, the one of the editable checkout among them, are not read.
    """
    folder = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    (packages / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")
    python = folder / "bin" / "python"
    pip(python, "install", "--no-deps", wheel, cwd=folder)
    return python.parent


def test_it_holds_what_it_needs_and_nothing_of_the_workshop(wheel: Path) -> None:
    """Every template, catalog, migration, content file and asset of the checkout; no tests."""
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    wanted = {
        f"intake/_data/{path.relative_to(ROOT)}"
        for folder in ("templates", "locales", "migrations")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    wanted |= {str(path.relative_to(ROOT)) for path in (ROOT / "intake").rglob("*.toml")}
    wanted |= {str(path.relative_to(ROOT)) for path in (ROOT / "intake" / "web" / "static").rglob("*.*")}
    assert wanted - names == set()
    assert not [name for name in names if name.startswith(("tests/", "docs/", "benchmarks/")) or ".pyc" in name]


def test_it_works_alone(installed: Path, tmp_path: Path) -> None:
    """From another folder: all is read from the wheel; it checks its routing and a fresh installation."""
    data = tmp_path / "data"
    travels = run(installed / "python", "-c", WHAT_TRAVELS, cwd=tmp_path)
    assert travels.returncode == 0, travels.stderr
    assert travels.stdout.count(str(installed.parent)) == 5, travels.stdout
    assert str(ROOT) not in travels.stdout
    routing = run(installed / "intake", "routing", "check", cwd=tmp_path, INTAKE_DATA_DIR=str(data))
    assert (routing.returncode, routing.stderr) == (0, ""), routing
    assert "all as expected" in routing.stdout
    checked = run(installed / "intake", "check", cwd=tmp_path, INTAKE_DATA_DIR=str(data))
    assert (checked.returncode, checked.stderr) == (0, ""), checked
    assert "intake.W004" in checked.stdout
    assert sorted(path.name for path in data.iterdir()) == ["intake.db", "intake.db.writer", "intake.keyring"]
    assert list(tmp_path.iterdir()) == [data]
