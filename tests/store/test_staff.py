"""Accounts and sessions of the office, their notes and the audit trail."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from intake.domain.values import StaffRole
from intake.lib.database import Conflict, Database
from intake.lib.keyring import KeyRing
from intake.store import audit, forms, inquiries, notes, sessions, staff
from intake.store import tables as t
from tests.store.making import NOON, make_account, make_arrival

pytestmark = pytest.mark.anyio


async def test_an_account_is_found_by_its_address(db: Database, keyring: KeyRing) -> None:
    clara = make_account(email="Clara@Example.org", queues={"heme": True, "repeat": False})
    async with db.write() as tx:
        await staff.add(tx, keyring, clara)
    async with db.read() as snapshot:
        assert await staff.by_email(snapshot, keyring, " clara@example.ORG ") == clara
        assert await staff.by_id(snapshot, keyring, clara.id) == clara
        assert await staff.by_ids(snapshot, keyring, [clara.id, "nobody"]) == {clara.id: clara}
        assert await staff.by_email(snapshot, keyring, "omar@example.org") is None
        assert await staff.roster(snapshot) == [clara.colleague]
        assert await staff.count(snapshot) == 1
        row = (await snapshot.execute(select(t.staff))).one()
        assert not [value for value in row if isinstance(value, bytes) and b"lara" in value]
    assert clara.actor.queues == frozenset({"heme", "repeat"})
    assert clara.colleague.leads == {"heme"}
    assert "argon2" not in repr(clara)


async def test_an_address_has_one_account(db: Database, keyring: KeyRing) -> None:
    async with db.write() as tx:
        await staff.add(tx, keyring, make_account())

    async def again() -> None:
        async with db.write() as tx:
            await staff.add(tx, keyring, make_account(email="CLARA@example.org"))

    with pytest.raises(Conflict):
        await again()


async def test_an_account_changes(db: Database, keyring: KeyRing) -> None:
    ada = make_account(role=StaffRole.ADMINISTRATOR, queues={})
    async with db.write() as tx:
        await staff.add(tx, keyring, ada)
        await staff.set_queues(tx, ada.id, {"lead": True}, all_queues=True)
        assert await staff.set_password(tx, ada.id, "another")
        assert await staff.set_active(tx, ada.id, False)
        assert not await staff.set_active(tx, "nobody", False)
    async with db.read() as snapshot:
        found = await staff.by_id(snapshot, keyring, ada.id)
        assert found is not None
        assert (found.queues, found.all_queues, found.password_hash, found.active) == (
            {"lead": True},
            True,
            "another",
            False,
        )
        assert found.actor.queues is None
        assert await staff.everybody(snapshot, keyring) == []
        assert await staff.everybody(snapshot, keyring, active_only=False) == [found]
        assert await staff.roster(snapshot) == []


async def test_a_session_is_kept_without_its_token(db: Database, keyring: KeyRing) -> None:
    clara = make_account()
    async with db.write() as tx:
        await staff.add(tx, keyring, clara)
        await sessions.start(tx, "the token", clara.id, now=NOON)
        await sessions.start(tx, "another", clara.id, now=NOON)
        await sessions.seen(tx, "the token", now=NOON + timedelta(minutes=5))
    async with db.read() as snapshot:
        assert await sessions.by_token(snapshot, "the token") == sessions.Session(
            clara.id, NOON, NOON + timedelta(minutes=5)
        )
        assert await sessions.by_token(snapshot, "guessed") is None
        assert b"the token" not in b"".join((await snapshot.execute(select(t.sessions.c.token_hash))).scalars())
    async with db.write() as tx:
        assert await sessions.sweep(tx, idle_since=NOON + timedelta(minutes=1), started_before=NOON) == 1
        assert await sessions.end(tx, "the token")
        assert not await sessions.end(tx, "the token")
        await sessions.start(tx, "third", clara.id, now=NOON)
        assert await sessions.end_all_of(tx, clara.id) == 1


async def test_notes_are_sealed_and_come_back_in_order(db: Database, keyring: KeyRing) -> None:
    clara, new = make_account(), make_arrival()
    written = [
        notes.Note(f"note-{n}", new.id, clara.id, NOON + timedelta(minutes=n), f"called {n} times, no answer")
        for n in (1, 2)
    ]
    async with db.write() as tx:
        await staff.add(tx, keyring, clara)
        await inquiries.insert_many(tx, keyring, [new])
        for note in reversed(written):
            await notes.add(tx, keyring, note)
    async with db.read() as snapshot:
        assert await notes.of_inquiry(snapshot, keyring, new.id) == written
        assert await notes.of_inquiry(snapshot, keyring, "another") == ()
        assert not any(b"called" in blob for blob in (await snapshot.execute(select(t.notes.c.sealed))).scalars())


async def test_the_audit_trail_goes_with_the_deed(db: Database) -> None:
    entry = audit.Entry(NOON, "clara", "inquiry.opened", "inquiry", "i1", "refused", {"b": 2, "a": "queue"})
    later = audit.Entry(NOON, "clara", "inquiry.opened", "inquiry", "i1")

    async def undone() -> None:
        async with db.write() as tx:
            await audit.append(tx, entry)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await undone()
    async with db.write() as tx:
        await audit.append(tx)
        await audit.append(tx, entry, later)
    async with db.read() as snapshot:
        assert await audit.about(snapshot, "inquiry", "i1") == [later, entry]
        assert (await snapshot.execute(select(t.audit.c.detail))).scalars().first() == '{"a":"queue","b":2}'


async def test_a_form_is_remembered_as_it_was_first_shown(db: Database) -> None:
    async with db.write() as tx:
        await forms.remember(tx, "v1", "[questions]", now=NOON)
        await forms.remember(tx, "v1", "changed", now=NOON)
    async with db.read() as snapshot:
        assert await forms.source_of(snapshot, "v1") == "[questions]"
        assert await forms.source_of(snapshot, "v2") is None
