"""A folder of languages that a test may write: the shipped ones of two languages, and everything that is read."""

import shutil
from pathlib import Path

import pytest

from intake.lib.catalogs import Catalogs
from intake.lib.paths import LOCALES
from intake.services.languages import Languages
from tests.languages import copied


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Hebrew, Russian and Polish, complete, and the agreed words."""
    made = copied(tmp_path / "locales", "he", "ru", "pl")
    shutil.copy(LOCALES / "glossary.toml", made)
    return made


@pytest.fixture
def languages(folder: Path) -> Languages:
    """What a service over this folder reads."""
    return Languages(Catalogs.load(folder), folder, policy="complete", default="en")
