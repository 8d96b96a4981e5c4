"""A folder of languages that a test may write: the shipped ones of two languages, and everything that is read."""

import shutil
from pathlib import Path

import pytest

from intake.lib.catalogs import Catalogs
from intake.lib.paths import LOCALES
from intake.services.languages import Languages


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sources, Hebrew and Russian, and Polish."""
    made = tmp_path / "locales"
    made.mkdir()
    for path in LOCALES.glob("*.*"):
        shutil.copy(path, made / path.name)
    for name in ("he", "ru", "pl"):
        shutil.copytree(LOCALES / name, made / name)
    return made


@pytest.fixture
def languages(folder: Path) -> Languages:
    """What a service over this folder reads."""
    return Languages(Catalogs.load(folder), folder, policy="complete", default="en")
