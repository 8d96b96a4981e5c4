"""What every command needs, with every reason not to start told in one line. Nothing is opened here."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intake.cli.outcome import StartRefused
from intake.content.reader import ContentError
from intake.lib.catalog_files import CatalogError
from intake.lib.database import AlreadyRunning, CannotOpenDatabase, InstanceLock, database_file
from intake.lib.extraction import ExtractionError
from intake.lib.keyring import KeyRingError
from intake.lib.locales import UnknownLocale
from intake.lib.paths import LOCALES
from intake.lib.replacing import ReadOnly
from intake.lib.reviews import ReviewsError
from intake.lib.server import CannotListen
from intake.services.start import CannotStart
from intake.settings import SettingError, Settings

REASONS = (
    SettingError,
    ContentError,
    KeyRingError,
    CannotStart,
    CannotOpenDatabase,
    AlreadyRunning,
    CannotListen,
    CatalogError,
    ExtractionError,
    ReviewsError,
    ReadOnly,
    UnknownLocale,
)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what keeps the service from starting, or a command from its work, into `StartRefused`: one line."""
    try:
        yield
    except REASONS as error:
        raise StartRefused(str(error)) from error


def read_settings() -> Settings:
    """The settings of this process's environment."""
    with refusing():
        return Settings.from_environ(os.environ)


def languages_folder(settings: Settings) -> Path:
    """Where the languages lie."""
    return settings.locales_dir or LOCALES


@contextmanager
def instance(settings: Settings) -> Iterator[None]:
    """Be the only server or worker on an SQLite file, for as long as this runs. PostgreSQL takes any number."""
    file = database_file(settings.database_url)
    if file is None:
        yield
        return
    with refusing():
        lock = InstanceLock(file)
    with lock:
        yield
