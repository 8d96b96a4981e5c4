"""After published criteria have changed, the office looks again at past inquiries of people who agreed to that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intake.domain.access import Actor
from intake.domain.consent import shown
from intake.domain.criteria.criterion import Check, Criteria, Criterion, Outcome, Wanted
from intake.domain.errors import NotAllowed
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.desk import second_look
from intake.services.desk.second_look import Flip
from intake.services.office import Office
from intake.store import audit, inquiries, outbox, revisions
from intake.store.revisions import Contents
from intake.store.work import criteria_versions
from tests.offices import make_office
from tests.people import CLARA, OMAR, TOVE, hire
from tests.web.office import arrive

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)


def stricter(one: Criterion) -> Criterion:
    """The same text as it was once: four treatments where two are enough now."""
    wants = tuple(Wanted(Check.LINES, 4) if want.check is Check.LINES else want for want in one.wants)
    return replace(one, wants=wants)


def as_it_was(office: Office, change: Callable[[Criterion], Criterion | None], id_: str) -> Criteria:
    """An earlier version of the criteria, in which one text was another or was not there."""
    now = office.content.criteria.criteria
    published = (change(one) if one.id == id_ else one for one in now.published)
    return replace(now, published=tuple(one for one in published if one is not None))


async def past(
    db: Database, keyring: KeyRing, *, agreed: bool = True, status: Status = Status.NOT_OFFERED, **answers: str
) -> str:
    """Somebody with a large-cell lymphoma wrote; it is over."""
    new = await arrive(db, keyring, condition="dlbcl", **answers)  # type: ignore[arg-type]

    def agrees(contents: Contents) -> None:
        event = shown("C4", "Write to me.", version="1", locale="en", at=NOW, by="self")
        contents.consents = (*contents.consents, *([event] if agreed else []))

    async with db.write() as tx:
        await revisions.revise(tx, keyring, new.id, agrees, now=NOW)
        found = await inquiries.summary(tx, keyring, new.id)
        assert found is not None
        await inquiries.change(tx, new.id, version=found.version, now=NOW, status=status)
    return new.id


async def use(office: Office, *versions: Criteria) -> None:
    """The office has used these versions, the last of them until now."""
    every = [*versions, office.content.criteria.criteria]
    for day, version in enumerate(every):
        await second_look.remember(version, db=office.db, now=NOW - timedelta(days=len(every) - day))


@pytest.fixture
async def office(db: Database, keyring: KeyRing) -> Office:
    return make_office(db, keyring)


@pytest.fixture
async def clara(db: Database, keyring: KeyRing) -> Actor:
    return await hire(CLARA, db, keyring)


async def test_whose_result_is_another_one_now_is_listed_with_the_text(
    office: Office, clara: Actor, db: Database, keyring: KeyRing
) -> None:
    mine = await past(db, keyring)
    await past(db, keyring, lines_count="1")  # too few treatments then and now
    await use(office, as_it_was(office, stricter, "US-AXI-LBCL-3L"))
    found = await second_look.look(clara, None, office=office, now=NOW)
    assert found.changed == ("US-AXI-LBCL-3L",)
    assert [(row.summary.id, row.flips) for row in found.rows] == [
        (mine, (Flip("US-AXI-LBCL-3L", Outcome.DOES_NOT_MEET, Outcome.MEETS),))
    ]
    assert (found.seen, found.following) == (2, None)


async def test_a_new_text_is_a_reason_to_look_again(
    office: Office, clara: Actor, db: Database, keyring: KeyRing
) -> None:
    mine = await past(db, keyring)
    await use(office, as_it_was(office, lambda _: None, "US-AXI-LBCL-3L"))
    found = await second_look.look(clara, None, office=office, now=NOW)
    assert [(row.summary.id, row.flips) for row in found.rows] == [
        (mine, (Flip("US-AXI-LBCL-3L", None, Outcome.MEETS),))
    ]


async def test_only_past_inquiries_of_ones_own_queues_whose_people_agreed(
    office: Office, clara: Actor, db: Database, keyring: KeyRing
) -> None:
    await past(db, keyring, agreed=False)
    await past(db, keyring, status=Status.WITHDRAWN)
    await arrive(db, keyring, condition="dlbcl")  # still open
    kept = [await past(db, keyring, status=status) for status in (Status.CLOSED, Status.TRIAL_CLOSED_OR_FULL)]
    await use(office, as_it_was(office, stricter, "US-AXI-LBCL-3L"))
    found = await second_look.look(clara, None, office=office, now=NOW)
    assert {row.summary.id for row in found.rows} == set(kept)

    omar = await hire(OMAR, db, keyring)
    assert (await second_look.look(omar, None, office=office, now=NOW)).seen == 0
    with pytest.raises(NotAllowed):
        await second_look.look(await hire(TOVE, db, keyring), None, office=office, now=NOW)


async def test_nobody_is_written_to_and_the_look_is_written_down(
    office: Office, clara: Actor, db: Database, keyring: KeyRing
) -> None:
    id_ = await past(db, keyring)
    await use(office, as_it_was(office, stricter, "US-AXI-LBCL-3L"))
    await second_look.look(clara, None, office=office, now=NOW)
    async with db.read() as snapshot:
        assert await outbox.entries(snapshot) == []
        entries = await audit.about(snapshot, "criteria", office.content.criteria.criteria.version)
    (entry,) = entries
    assert (entry.actor, entry.action, dict(entry.detail)) == (
        clara.staff_id,
        "criteria.second_look",
        {"seen": 1, "rows": 1},
    )
    assert id_ not in str(entry)


async def test_the_past_is_gone_through_in_steps(
    office: Office, clara: Actor, db: Database, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_look, "STEP", 2)
    ids = {await past(db, keyring) for _ in range(5)}
    await use(office, as_it_was(office, stricter, "US-AXI-LBCL-3L"))
    seen: list[str] = []
    after = None
    for _ in range(3):
        found = await second_look.look(clara, after, office=office, now=NOW)
        seen += [row.summary.id for row in found.rows]
        after = found.following
    assert after is None
    assert (set(seen), len(seen)) == (ids, 5)


async def test_where_nothing_changed_nothing_is_opened(office: Office, clara: Actor, db: Database) -> None:
    for _ in range(2):
        await second_look.remember(office.content.criteria.criteria, db=db, now=NOW)
    found = await second_look.look(clara, None, office=office, now=NOW)
    assert (found.since, found.seen) == (None, 0)


async def test_what_an_earlier_release_wrote_and_this_one_cannot_read_is_no_mistake(
    office: Office, clara: Actor
) -> None:
    async with office.db.write() as tx:
        await criteria_versions.remember(tx, "older", '{"published": 1}', now=NOW - timedelta(days=1))
    await second_look.remember(office.content.criteria.criteria, db=office.db, now=NOW)
    assert (await second_look.look(clara, None, office=office, now=NOW)).since is None
