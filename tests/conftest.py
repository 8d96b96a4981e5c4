"""Fixtures everybody may ask for. A test that takes ``db`` or ``database_url`` runs on both engines."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Hashable, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
import structlog

from intake import app, resources
from intake.content.loader import load_content
from intake.domain.promise import Promise
from intake.lib import passwords
from intake.lib.catalogs import Catalogs
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.locales import Locale
from intake.lib.paths import LOCALES
from intake.resources import Resources
from intake.web.common.pages import Pages
from intake.web.public import pages
from tests import databases
from tests.makers import make_catalogs
from tests.mta import Mta, running


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """SQLAlchemy, aiosqlite and asyncpg speak asyncio."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def no_variables_in_tracebacks() -> None:
    """What is not configured prints every variable of every frame, whole content files among them, for many seconds."""
    structlog.configure(processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)])


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Argon2 with hardly any work, for accounts that do not exist, too; `tests/lib/test_passwords.py` sees the real."""
    cheap = passwords.Hasher(memory_kib=8, time_cost=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hasher", cheap)
        patch.setattr(passwords, "DUMMY", asyncio.run(cheap.hash("nobody's")))
        yield


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """What is shipped is read once for all tests, for it is frozen; a test's own folders are read each time."""
    content = cache(lambda: load_content(None))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resources, "load_content", lambda folder: load_content(folder) if folder else content())
        read = SimpleNamespace(load=lambda folder: make_catalogs() if folder == LOCALES else Catalogs.load(folder))
        patch.setattr(resources, "Catalogs", read)
        _share_pages(patch)
        yield


def _share_pages(patch: pytest.MonkeyPatch) -> None:
    """Pages of the same site are rendered once for all tests; what they are made of then names the site as well."""
    kept: dict[Hashable, tuple[tuple[object, ...], object]] = {}
    made_of = pages.made_of

    def shared(promise: Promise) -> Pages:
        made = Pages(promise)
        made._kept = kept
        return made

    def of_site(resources: Resources, locale: Locale, promise: Promise) -> tuple[object, ...]:
        settings = resources.settings
        return *made_of(resources, locale, promise), settings.base_url, settings.demo, id(resources.content)

    patch.setattr(app, "Pages", shared)
    patch.setattr(pages, "made_of", of_site)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """The engine this run of the test is on."""
    return str(request.param)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server for the whole session."""
    with databases.postgresql_server() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "intake.db"
    databases.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> Iterator[str]:
    """A migrated PostgreSQL database; whoever uses it leaves it empty."""
    with databases.postgresql_database(postgresql_server, f"intake_{os.getpid()}") as url:
        databases.migrate(url)
        yield url


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database without a row, on either engine."""
    if engine == "sqlite":
        path = tmp_path / "intake.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("migrated_postgresql")
        yield url
        databases.empty(url)


@pytest.fixture
def empty_database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a single table, on either engine."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        server = request.getfixturevalue("postgresql_server")
        with databases.postgresql_database(server, f"intake_empty_{os.getpid()}") as url:
            yield url


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """An open, migrated, empty database, on either engine."""
    database = await Database.open(database_url)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def mta() -> Iterator[Mta]:
    """Postfix and Dovecot for the whole session."""
    with running() as servers:
        yield servers


@pytest.fixture(scope="session")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    """A key ring of the test run's own."""
    return KeyRing.create(tmp_path_factory.mktemp("keys") / "test.keyring")
