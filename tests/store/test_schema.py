"""The migrations make exactly the tables that the code believes in, on both engines."""

import subprocess
import sys

import pytest
from sqlalchemy import Connection, text

from intake.lib.database import Database
from intake.store import schema
from intake.store.tables import metadata

pytestmark = pytest.mark.anyio


def differences(connection: Connection) -> object:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return compare_metadata(context, metadata)


# What a computed column computes the engines tell in words of their own; `test_listing` tries it.
@pytest.mark.filterwarnings("ignore:Computed default:UserWarning")
async def test_the_migrations_equal_the_tables(empty_database_url: str) -> None:
    db = await Database.open(empty_database_url)
    assert await schema.revision(db) is None
    await schema.upgrade(db)
    assert await schema.revision(db) == schema.HEAD
    async with db.write() as tx:
        assert await tx.run_sync(differences) == []
    await db.close()


async def test_upgrading_twice_changes_nothing(db: Database) -> None:
    await schema.upgrade(db)
    assert await schema.revision(db) == schema.HEAD


async def test_a_newer_database_is_left_alone(db: Database) -> None:
    async with db.write() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        with pytest.raises(schema.UnknownSchema, match="9999"):
            await schema.revision(db)
        with pytest.raises(schema.UnknownSchema):
            await schema.upgrade(db)
    finally:
        async with db.write() as tx:
            await tx.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": schema.HEAD})


async def test_a_failed_migration_leaves_nothing(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    db = await Database.open(empty_database_url)
    with monkeypatch.context() as patch:
        patch.setattr("alembic.op.create_index", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await schema.upgrade(db)
    assert await schema.revision(db) is None
    await schema.upgrade(db)
    await db.close()


def test_revisions_are_numbered_without_gaps() -> None:
    assert [f"{number:04}" for number in range(1, len(schema.REVISIONS) + 1)] == list(schema.REVISIONS)


def test_alembic_stays_unloaded_until_there_is_something_to_do() -> None:
    code = "import sys, intake.store.schema, intake.lib.database; print('alembic' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
