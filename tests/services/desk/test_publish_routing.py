"""The routing desk: an edited file is tried on what came lately, published, and brought back."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from intake.content.complaints import ContentError
from intake.domain.errors import Conflict, NotAllowed, NotFound
from intake.lib.database import Database
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.services.desk import routing
from intake.services.inquiries import Intake
from intake.services.office import Office
from intake.services.operator import latest
from intake.store.tables import routing_versions
from tests.makers import make_answers, make_catalogs, make_content, make_draft
from tests.offices import make_office
from tests.people import ADA, CLARA, NOON, hire
from tests.web.office import arrive

pytestmark = pytest.mark.anyio

MORE = """
[[rules]]
id = "sjogren-to-lead"
when = { condition = ["sjogren"], prior_cart = ["no"] }
queue = "lead"
because = "For this test."

[[rules.examples]]
title = "Sjogren"
language = "en"
answers = { condition = "sjogren", prior_cart = "no", birth_year = "1980", inquirer_role = "self" }
queue = "lead"
priority = "routine"

"""
FIRST_RULE = "[[rules]]"


def edited(office: Office) -> str:
    """The shipped file with a rule for Sjögren’s disease before all others."""
    source = office.content.in_force.shipped_source
    at = source.index(FIRST_RULE)
    return source[:at] + MORE.lstrip("\n") + source[at:]


async def test_a_trial_says_who_would_move_and_changes_nothing(db: Database, keyring: KeyRing) -> None:
    office, ada = make_office(db, keyring), await hire(ADA, db, keyring)
    moved = await arrive(db, keyring, condition="sjogren", prior_cart="no")
    trial = await routing.try_out(ada, edited(office), office=office)
    assert trial.complaints == ()
    assert trial.ways == ((("heme", "lead"), 1),)
    assert trial.moved == ()  # an administrator without a queue learns numbers, and no inquiry
    assert trial.looked_at == 1
    same = await routing.try_out(ada, office.content.in_force.shipped_source, office=office)
    assert (same.looked_at, same.ways, same.moved) == (1, (), ())
    (row,) = await latest(db=db, keyring=keyring, limit=5)
    assert (row.reference, row.queue) == (moved.reference, "autoimmune")
    assert await routing.source_in_force(ada, office=office) == (None, office.content.in_force.shipped_source)


async def test_who_serves_the_desk_sees_which_one_would_move(db: Database, keyring: KeyRing) -> None:
    office = make_office(db, keyring)
    ada = await hire(replace(ADA, queues=frozenset({"autoimmune"})), db, keyring)
    mine, other = (
        await arrive(db, keyring, condition="sjogren"),
        await arrive(db, keyring, condition="sjogren", queue="repeat"),
    )
    trial = await routing.try_out(ada, edited(office), office=office)
    assert [move.inquiry.reference for move in trial.moved] == [mine.reference]
    assert (trial.moved[0].now.queue, trial.moved[0].then.queue) == ("heme", "lead")
    assert trial.moved[0].then.rule_id == "sjogren-to-lead"
    assert sum(count for _, count in trial.ways) == 2
    assert other.reference not in repr(trial)


async def test_a_file_that_does_not_hold_names_its_lines_and_is_not_published(db: Database, keyring: KeyRing) -> None:
    office, ada = make_office(db, keyring), await hire(ADA, db, keyring)
    for text, line in (
        (edited(office).replace('queue = "lead"\npriority', 'queue = "heme"\npriority', 1), "routing.toml:"),
        (edited(office).replace('when = { condition = ["sjogren"]', 'when = { condition = ["nonsense"]'), "nonsense"),
        ("this is no TOML", "routing.toml:1: not TOML"),
        ("", "routing.toml:"),
    ):
        trial = await routing.try_out(ada, text, office=office)
        assert any(line in complaint for complaint in trial.complaints), (text[:40], trial.complaints)
        with pytest.raises(ContentError):
            await routing.publish(ada, text, None, office=office, now=NOON)
    assert await routing.versions(ada, db=db, keyring=keyring) == []


async def test_what_is_published_decides_the_next_inquiry_in_every_process(db: Database, keyring: KeyRing) -> None:
    """The other process hears of it with the next form, without a restart; what is here stays where it is."""
    here, ada = make_office(db, keyring), await hire(ADA, db, keyring)
    elsewhere_content = make_content()
    elsewhere = Intake(
        db, keyring, elsewhere_content, make_catalogs(), sender="a@example.org", after_commit=lambda: None
    )
    sjogren = make_answers(condition="sjogren", prior_cart="no")
    before = await elsewhere.submit(make_draft(form_id=new_id(), answers=sjogren), now=NOON)
    number = await routing.publish(ada, edited(here), None, office=here, now=NOON)
    after = await elsewhere.submit(make_draft(form_id=new_id(), answers=sjogren), now=NOON)
    await elsewhere.close()
    queues = {row.reference: row.queue for row in await latest(db=db, keyring=keyring, limit=5)}
    assert queues == {before.reference: "autoimmune", after.reference: "lead"}
    assert here.content.in_force.version == elsewhere_content.in_force.version == number


async def test_two_who_publish_at_once_do_not_overwrite_each_other(db: Database, keyring: KeyRing) -> None:
    office, ada = make_office(db, keyring), await hire(ADA, db, keyring)
    number = await routing.publish(ada, edited(office), None, office=office, now=NOON)
    with pytest.raises(Conflict):
        await routing.publish(ada, edited(office), None, office=office, now=NOON)
    assert await routing.publish(ada, edited(office), number, office=office, now=NOON) == number + 1


async def test_an_earlier_version_and_the_shipped_file_can_count_again(db: Database, keyring: KeyRing) -> None:
    office, ada = make_office(db, keyring), await hire(ADA, db, keyring)
    first = await routing.publish(ada, edited(office), None, office=office, now=NOON)
    assert office.content.routing.rules[0].id == "sjogren-to-lead"
    second = await routing.restore(ada, routing.SHIPPED, first, office=office, now=NOON)
    assert office.content.routing.rules[0].id != "sjogren-to-lead"
    third = await routing.restore(ada, first, second, office=office, now=NOON)
    assert office.content.routing.rules[0].id == "sjogren-to-lead"
    found = await routing.versions(ada, db=db, keyring=keyring)
    assert [(one.version.number, one.version.restores, one.in_force, one.author) for one in found] == [
        (third, first, True, "Ada Test"),
        (second, 0, False, "Ada Test"),
        (first, None, False, "Ada Test"),
    ]
    with pytest.raises(NotFound):
        await routing.restore(ada, 99, third, office=office, now=NOON)


async def test_a_published_file_that_fits_no_more_is_left_out_and_the_shipped_one_counts(
    db: Database, keyring: KeyRing
) -> None:
    """As after an upgrade that took an answer away: inquiries are routed, and the log says so."""
    office, ada = make_office(db, keyring), await hire(ADA, db, keyring)
    number = await routing.publish(ada, edited(office), None, office=office, now=NOON)
    async with db.write() as tx:
        await tx.execute(update(routing_versions).values(source="no longer TOML"))
    upgraded = make_content()
    async with db.read() as snapshot:
        await routing.refresh(snapshot, upgraded)
    assert (upgraded.in_force.version, upgraded.routing.rules) == (number, make_content().routing.rules)


async def test_a_coordinator_changes_no_rule(db: Database, keyring: KeyRing) -> None:
    office, clara = make_office(db, keyring), await hire(CLARA, db, keyring)
    with pytest.raises(NotAllowed):
        await routing.try_out(clara, edited(office), office=office)
    with pytest.raises(NotAllowed):
        await routing.publish(clara, edited(office), None, office=office, now=NOON)
    with pytest.raises(NotAllowed):
        await routing.source_of(clara, 0, office=office)
