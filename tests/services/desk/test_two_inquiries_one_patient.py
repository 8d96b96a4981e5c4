"""Two relatives write for one patient: a coordinator sees it, says what it is, and can take it back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from intake.domain.erasure import Reason
from intake.domain.errors import Conflict, NotFound
from intake.domain.inquiry import InquirySummary
from intake.domain.message import MailKind
from intake.domain.relation import Relation, Signal
from intake.domain.triage import Waiting
from intake.domain.values import Priority, Status
from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import messages, revisions, rights
from intake.services.desk import together
from intake.services.desk.together import NotTogether, Together
from intake.services.inbox import Purpose, load
from intake.store import audit, erasures, inquiries
from intake.store.inquiries import NewInquiry
from intake.store.tables import outbox, relations
from tests.offices import make_office
from tests.people import CLARA, OMAR, hire
from tests.web.office import arrive

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class House:
    """Clara serves the autoimmune queue, Omar the repeat queue; Ruth serves both."""

    db: Database
    keyring: KeyRing

    async def open(self) -> "House":
        self.clara, self.omar = [await hire(new, self.db, self.keyring) for new in (CLARA, OMAR)]
        both = frozenset({"autoimmune", "repeat"})
        self.ruth = type(self.clara)(self.clara.staff_id, self.clara.role, both, "en", "Ruth")
        self.office = make_office(self.db, self.keyring)
        self.tools = {"db": self.db, "keyring": self.keyring, "now": NOW}
        return self

    async def arrive(self, **answers: object) -> NewInquiry:
        usual: dict[str, object] = {"email": None, "phone": None, "received_at": NOW - timedelta(days=1)}
        return await arrive(self.db, self.keyring, **(usual | answers))  # type: ignore[arg-type]

    async def look(self, new: NewInquiry, actor: object = None) -> Together:
        who = actor or self.clara
        file = await load(who, new.id, Purpose.EXPLAIN, **self.tools)  # type: ignore[arg-type]
        async with self.db.read() as snapshot:
            return await together.look(snapshot, self.keyring, who, file.inquiry)  # type: ignore[arg-type]

    async def summary(self, new: NewInquiry) -> InquirySummary:
        async with self.db.read() as snapshot:
            found = await inquiries.summary(snapshot, self.keyring, new.id)
        assert found is not None
        return found

    async def say(self, one: NewInquiry, other: NewInquiry, kind: Relation, actor: object = None) -> None:
        versions = (await self.summary(one)).version, (await self.summary(other)).version
        who = actor or self.clara
        await together.say(who, one.id, other.id, kind, versions, **self.tools)  # type: ignore[arg-type]

    async def mails(self) -> list[tuple[str, str, str | None]]:
        async with self.db.read() as snapshot:
            rows = await snapshot.execute(select(outbox.c.kind, outbox.c.inquiry_id, outbox.c.staff_id))
            return [(row.kind, row.inquiry_id, row.staff_id) for row in rows]


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> House:
    return await House(db, keyring).open()


async def test_what_agrees_is_said_across_scripts(house: House) -> None:
    mother = await house.arrive(contact_name="Елена Иванова", patient_name="Олег Иванов", birth_year="2012")
    father = await house.arrive(
        contact_name="Pavel Ivanov",
        patient_name="Oleg Iwanow",
        birth_year="2012",
        received_at=NOW - timedelta(days=60),
        condition="ms",
    )
    aunt = await house.arrive(contact_name="אולג איבנוב", birth_year="2013", condition="sle")
    await house.arrive(contact_name="Oleg Petrov", birth_year="2012")
    found = {hint.other.id: hint.signals for hint in (await house.look(mother)).hints}
    assert found == {
        father.id: (Signal.NAME_AND_BIRTH_YEAR,),
        aunt.id: (Signal.NAME_AND_CONDITION, Signal.CLOSE_IN_TIME),
    }
    assert {hint.other.id for hint in (await house.look(father)).hints} == {mother.id}


@pytest.mark.parametrize("kind", ["email", "phone"])
async def test_an_address_agrees_unless_the_years_of_birth_do_not(house: House, kind: str) -> None:
    same = {"email": "family@example.org"} if kind == "email" else {"phone": "+995555123456"}
    one = await house.arrive(contact_name="Anna", birth_year="1970", **same)
    other = await house.arrive(contact_name="Boris", birth_year="1970", **same)
    await house.arrive(contact_name="Carl", birth_year="1951", **same)  # an agent writes for many
    (hint,) = (await house.look(one)).hints
    assert (hint.other.id, hint.signals) == (other.id, (Signal(kind), Signal.CLOSE_IN_TIME))


async def test_nothing_is_hinted_of_another_queue(house: House) -> None:
    one = await house.arrive(contact_name="Oleg Ivanov", email="oleg@example.org")
    other = await house.arrive(contact_name="Oleg Ivanov", email="oleg@example.org", queue="repeat")
    assert await house.look(one) == Together()
    assert [hint.other.id for hint in (await house.look(one, house.ruth)).hints] == [other.id]
    await house.say(one, other, Relation.MERGED, house.ruth)
    assert await house.look(one) == Together()
    file = await load(house.clara, one.id, Purpose.EXPLAIN, **house.tools)  # type: ignore[arg-type]
    told = [event.action for event in file.history]
    assert "inquiry.merged" not in told
    assert other.id not in repr(file.history)
    for actor in (house.clara, house.omar):
        with pytest.raises(NotFound):
            await together.compare(actor, one.id, other.id, **house.tools)  # type: ignore[arg-type]
        with pytest.raises(NotFound):
            await together.take_back(actor, one.id, other.id, **house.tools)  # type: ignore[arg-type]
    async with house.db.read() as snapshot:
        entries = await audit.about(snapshot, "inquiry", other.id)
    assert [entry.action for entry in entries if entry.outcome == "refused"].count("inquiry.read_inquiry") == 1


async def test_two_voices_stay_apart_and_know_of_each_other(house: House) -> None:
    mother, father = await house.arrive(contact_name="Elena"), await house.arrive(contact_name="Pavel")
    await house.say(mother, father, Relation.SAME_PATIENT)
    for mine, theirs in ((mother, father), (father, mother)):
        (tie,) = (await house.look(mine)).ties
        assert (tie.other.id, tie.kind, tie.by, tie.goes_on) == (theirs.id, Relation.SAME_PATIENT, "Clara Test", False)
    assert [(await house.summary(each)).status for each in (mother, father)] == [Status.SUBMITTED] * 2
    await together.take_back(house.clara, father.id, mother.id, **house.tools)  # type: ignore[arg-type]
    assert (await house.look(mother)).ties == ()
    assert await house.mails() == []


async def test_different_people_are_not_hinted_at_again_until_it_is_taken_back(house: House) -> None:
    one, other = [await house.arrive(contact_name="Oleg Ivanov", email="o@example.org") for _ in range(2)]
    await house.say(one, other, Relation.DIFFERENT)
    assert await house.look(one) == Together()
    assert await house.look(other) == Together()
    await together.take_back(house.clara, one.id, other.id, **house.tools)  # type: ignore[arg-type]
    assert len((await house.look(other)).hints) == 1


async def test_a_merge_ends_one_raises_the_other_and_tells_nobody(house: House) -> None:
    ends = await house.arrive(contact_name="Elena", priority=Priority.SAME_DAY)
    goes_on = await house.arrive(contact_name="Pavel", received_at=NOW)
    async with house.db.write() as tx:
        await inquiries.change(
            tx, goes_on.id, version=1, now=NOW, status=Status.NEED_INFO, due_at=NOW + timedelta(days=9)
        )
    await house.say(ends, goes_on, Relation.MERGED)
    first, second = await house.summary(ends), await house.summary(goes_on)
    assert (first.status, first.merged_into, first.waiting_for) == (Status.DUPLICATE, goes_on.id, Waiting.NOBODY)
    assert (second.priority, second.waiting_for, second.due_at) == (Priority.SAME_DAY, Waiting.OFFICE, ends.due_at)
    assert await house.mails() == []
    assert [tie.goes_on for tie in (await house.look(ends)).ties] == [True]
    assert [tie.goes_on for tie in (await house.look(goes_on)).ties] == [False]
    await together.take_back(house.clara, goes_on.id, ends.id, **house.tools)  # type: ignore[arg-type]
    again = await house.summary(ends)
    assert (again.status, again.merged_into, again.waiting_for) == (Status.SUBMITTED, None, Waiting.OFFICE)
    assert await house.mails() == []


async def test_what_comes_later_to_the_merged_one_is_heard_where_it_goes_on(house: House) -> None:
    ends, goes_on = await house.arrive(contact_name="Elena"), await house.arrive(contact_name="Pavel")
    await house.say(ends, goes_on, Relation.MERGED)
    async with house.db.write() as tx:
        now = (await house.summary(goes_on)).version
        assert await inquiries.change(tx, goes_on.id, version=now, now=NOW, status=Status.NO_RESPONSE)
    await messages.write(Visit(ends.id), "MARKER I will kill myself", "form", "en", office=house.office, now=NOW)
    survivor = await house.summary(goes_on)
    assert (survivor.status, survivor.waiting_for) == (Status.IN_TRIAGE, Waiting.OFFICE)
    assert survivor.priority is Priority.SAME_DAY
    told = {(kind, about) for kind, about, _ in await house.mails()}
    assert told == {(MailKind.INQUIRY_UPDATED.value, goes_on.id)}
    (tie,) = (await house.look(goes_on)).ties
    assert (tie.other.id, tie.talk.unread) == (ends.id, 1)
    async with house.db.read() as snapshot:
        heard = [entry.action for entry in await audit.about(snapshot, "inquiry", goes_on.id)]
    assert "inquiry.heard" in heard


async def test_details_and_a_withdrawal_are_heard_where_it_goes_on_too(house: House) -> None:
    ends, goes_on = await house.arrive(contact_name="Elena"), await house.arrive(contact_name="Pavel")
    await house.say(ends, goes_on, Relation.MERGED)
    before = (await house.summary(goes_on)).version

    def tell(contents: revisions.Contents) -> None:
        revisions.put(contents, house.office, "question", "More.")

    visit = Visit(ends.id)
    await revisions.revise(visit, tell, action="inquiry.details", detail={}, office=house.office, now=NOW)
    after = (await house.summary(goes_on)).version
    assert after > before
    await rights.withdraw(visit, office=house.office, now=NOW)
    assert (await house.summary(goes_on)).version > after
    assert (await house.summary(ends)).merged_into == goes_on.id


async def test_what_cannot_be_is_refused_by_its_code(house: House) -> None:
    one, other, third = [await house.arrive(contact_name=name) for name in ("A A", "B B", "C C")]
    with pytest.raises(NotTogether, match="same_inquiry"):
        await house.say(one, one, Relation.SAME_PATIENT)
    with pytest.raises(Conflict):
        await together.say(house.clara, one.id, other.id, Relation.MERGED, (1, 7), **house.tools)  # type: ignore[arg-type]
    await house.say(one, other, Relation.MERGED)
    for again in ((one, other), (other, one), (third, one), (one, third)):
        with pytest.raises(NotTogether, match="merged_already"):
            await house.say(*again, Relation.MERGED)
    async with house.db.write() as tx:
        assert await inquiries.change(tx, third.id, version=1, now=NOW, status=Status.SPAM)
    with pytest.raises(NotTogether, match="ended_already"):
        await house.say(third, other, Relation.MERGED)
    with pytest.raises(NotTogether, match="other_ended"):
        await house.say(other, third, Relation.MERGED)


async def test_an_inquiry_reopened_by_hand_goes_on_by_itself(house: House) -> None:
    ends, goes_on = await house.arrive(contact_name="Elena"), await house.arrive(contact_name="Pavel")
    await house.say(ends, goes_on, Relation.MERGED)
    version = (await house.summary(ends)).version
    async with house.db.write() as tx:
        assert await inquiries.change(tx, ends.id, version=version, now=NOW, status=Status.IN_TRIAGE)
    assert (await house.summary(ends)).merged_into is None
    assert (await house.look(goes_on)).ties == ()


async def test_of_an_erased_survivor_nothing_is_left_and_the_other_stands_where_it_stood(house: House) -> None:
    ends, goes_on = await house.arrive(contact_name="Elena"), await house.arrive(contact_name="Pavel")
    await house.say(ends, goes_on, Relation.MERGED)
    async with house.db.write() as tx:
        await erasures.take_away(tx, goes_on.id, Reason.INQUIRER, now=NOW)
    left = await house.summary(ends)
    assert (left.status, left.merged_into, left.waiting_for) == (Status.SUBMITTED, None, Waiting.OFFICE)
    async with house.db.read() as snapshot:
        assert (await snapshot.execute(select(func.count()).select_from(relations))).scalar_one() == 0
    assert await house.look(ends) == Together()
