"""Views somebody keeps: sealed names, shared ones for everybody, and nobody changes what is not theirs."""

from dataclasses import replace
from datetime import datetime
from typing import TypedDict

import pytest
from sqlalchemy import select

from intake.domain.errors import NotAllowed, NotFound
from intake.lib.database import Database
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.services.desk import views
from intake.services.desk.views import ViewRefused
from intake.store.tables import saved_views
from tests.people import ADA, NOON, hire, hire_everybody

pytestmark = pytest.mark.anyio


class Tools(TypedDict):
    db: Database
    keyring: KeyRing
    now: datetime


async def test_a_view_is_kept_under_a_sealed_name_and_seen_by_its_owner_alone(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    tools: Tools = {"db": db, "keyring": keyring, "now": NOON}
    kept = await views.keep(cast.clara, "  MARKER\tmorning ", "assignee=me", shared=False, **tools)
    assert kept.name == "MARKER morning"
    assert [view.name for view in await views.seen_by(cast.clara, db=db, keyring=keyring)] == ["MARKER morning"]
    assert await views.seen_by(cast.omar, db=db, keyring=keyring) == []
    async with db.read() as snapshot:
        (row,) = (await snapshot.execute(select(saved_views))).all()
    assert b"MARKER" not in bytes(row.name_sealed)
    assert row.query == "assignee=me"


async def test_a_shared_view_is_everybodys_to_use_and_its_owners_to_change(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    tools: Tools = {"db": db, "keyring": keyring, "now": NOON}
    kept = await views.keep(cast.clara, "Urgent", "urgency=same_day", shared=True, **tools)
    assert [view.id for view in await views.seen_by(cast.omar, db=db, keyring=keyring)] == [kept.id]
    for attempt in (
        views.rename(cast.omar, kept.id, "Mine now", **tools),
        views.share(cast.omar, kept.id, shared=False, **tools),
        views.remove(cast.omar, kept.id, **tools),
        views.remove(cast.clara, new_id(), **tools),
        views.remove(cast.clara, "nonsense", **tools),
    ):
        with pytest.raises(NotFound):
            await attempt
    await views.rename(cast.clara, kept.id, "Today", **tools)
    await views.share(cast.clara, kept.id, shared=False, **tools)
    assert await views.seen_by(cast.omar, db=db, keyring=keyring) == []
    assert [view.name for view in await views.seen_by(cast.clara, db=db, keyring=keyring)] == ["Today"]
    await views.remove(cast.clara, kept.id, **tools)
    assert await views.seen_by(cast.clara, db=db, keyring=keyring) == []


async def test_an_administrator_tidies_what_others_shared_and_nothing_else(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    eve = await hire(replace(ADA, email="eve@test.example", queues=frozenset({"repeat"})), db, keyring)
    tools: Tools = {"db": db, "keyring": keyring, "now": NOON}
    shared = await views.keep(cast.clara, "For all", "", shared=True, **tools)
    own = await views.keep(cast.clara, "For me", "", shared=False, **tools)
    await views.remove(eve, shared.id, **tools)
    with pytest.raises(NotFound):
        await views.remove(eve, own.id, **tools)


async def test_a_name_must_be_one_and_there_is_an_end_to_them(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    tools: Tools = {"db": db, "keyring": keyring, "now": NOON}
    for name, code in ((" \n\u200b ", "name_empty"), ("x" * 61, "name_too_long")):
        with pytest.raises(ViewRefused, match=code):
            await views.keep(cast.clara, name, "", shared=False, **tools)
    for number in range(views.MOST):
        await views.keep(cast.clara, f"View {number}", "", shared=False, **tools)
    with pytest.raises(ViewRefused, match="too_many"):
        await views.keep(cast.clara, "One more", "", shared=False, **tools)
    await views.keep(cast.omar, "His first", "", shared=False, **tools)


async def test_who_reads_no_inquiries_keeps_no_views(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    with pytest.raises(NotAllowed):
        await views.seen_by(cast.tove, db=db, keyring=keyring)
    with pytest.raises(NotAllowed):
        await views.keep(cast.tove, "Mine", "", shared=False, db=db, keyring=keyring, now=NOON)
