"""The page of the second look: which past inquiries a changed text may concern, and the way to each."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intake.domain.consent import shown
from intake.domain.criteria.criterion import Check, Wanted
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.desk import second_look
from intake.store import inquiries, revisions
from intake.store.revisions import Contents
from tests.makers import make_content
from tests.people import CLARA, OMAR, TOVE, hire
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)
PAGE = "/staff/criteria/second-look"


async def a_text_changes(db: Database) -> None:
    """Once a label asked for four treatments; now two are enough."""
    now = make_content().criteria.criteria
    published = tuple(
        replace(one, wants=tuple(Wanted(Check.LINES, 4) if want.check is Check.LINES else want for want in one.wants))
        if one.id == "US-AXI-LBCL-3L"
        else one
        for one in now.published
    )
    await second_look.remember(replace(now, published=published), db=db, now=NOW - timedelta(days=9))
    await second_look.remember(now, db=db, now=NOW - timedelta(days=1))


async def past(db: Database, keyring: KeyRing) -> str:
    """Somebody who agreed to hear of studies was told that nothing is offered; the id."""
    new = await arrive(db, keyring, condition="dlbcl")

    def agrees(contents: Contents) -> None:
        event = shown("C4", "Write to me.", version="1", locale="en", at=NOW, by="self")
        contents.consents = (*contents.consents, event)

    async with db.write() as tx:
        await revisions.revise(tx, keyring, new.id, agrees, now=NOW)
        found = await inquiries.summary(tx, keyring, new.id)
        assert found is not None
        await inquiries.change(tx, new.id, version=found.version, now=NOW, status=Status.NOT_OFFERED)
    return new.id


async def test_the_page_names_the_text_and_what_it_said_and_says(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    id_ = await past(db, keyring)
    await a_text_changes(db)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(PAGE)).text
    said = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert f'href="/staff/inquiries/{id_}/criteria"' in page
    assert "axi-cel · United States US-AXI-LBCL-3L : Does not match this text then Matches this text now" in said
    assert "1 past inquiry was looked at." in said


async def test_it_goes_on_to_older_ones_and_a_mangled_address_begins_anew(
    db: Database, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_look, "STEP", 1)
    await hire(CLARA, db, keyring)
    ids = {await past(db, keyring), await past(db, keyring)}
    await a_text_changes(db)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        first = (await client.get(PAGE)).text
        older = re.search(r'href="(/staff/criteria/second-look\?after=[^"]+)"', first)
        assert older is not None
        second = (await client.get(older[1])).text
        again = await client.get(f"{PAGE}?after=%00nothing")
    listed = [re.findall(r"/staff/inquiries/(\w+)/criteria", page) for page in (first, second)]
    assert {id_ for (id_,) in listed} == ids
    assert "after=" not in second
    assert again.status_code == 200


async def test_another_queue_and_another_role_see_nothing_of_it(db: Database, keyring: KeyRing) -> None:
    id_ = await past(db, keyring)
    await a_text_changes(db)
    await hire(OMAR, db, keyring)
    await hire(TOVE, db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, OMAR)
        assert id_ not in (await client.get(PAGE)).text
        await come_in(client, TOVE)
        assert (await client.get(PAGE)).status_code == 404
