"""The office asks a few questions again, and the inquirer answers them one by one, “I do not know” included."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from intake.domain.errors import Conflict, NotFound
from intake.domain.inquiry import InquirySummary
from intake.domain.triage import Waiting
from intake.domain.values import Status
from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import asked, details
from intake.services.desk import asks
from intake.services.desk.asks import Ask, CannotAsk
from intake.store import audit, inquiries
from intake.store.work import asks as kept
from tests.offices import make_office
from tests.people import CLARA, OMAR, hire
from tests.web.office import arrive

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)
THREE = ("disease_state", "relapse_count", "birth_date")


class Table:
    """An inquiry of a person with lymphoma in Clara's queue, and everybody round it."""

    def __init__(self, db: Database, keyring: KeyRing) -> None:
        self.db, self.keyring, self.office = db, keyring, make_office(db, keyring, ring=self._ring)
        self.rung = 0

    def _ring(self) -> None:
        self.rung += 1

    async def asked(self) -> Sequence[Ask]:
        """What was asked about the inquiry."""
        async with self.db.read() as snapshot:
            return await kept.of_inquiry(snapshot, self.keyring, self.id)

    async def begin(self) -> "Table":
        self.clara = await hire(CLARA, self.db, self.keyring)
        self.omar = await hire(OMAR, self.db, self.keyring)
        self.id = (await arrive(self.db, self.keyring, condition="dlbcl", disease_state="unknown")).id
        self.visit = Visit(self.id)
        return self

    async def now(self) -> InquirySummary:
        async with self.db.read() as snapshot:
            found = await inquiries.summary(snapshot, self.keyring, self.id)
        assert found is not None
        return found

    async def ask(self, *questions: str, form: str = "form-1") -> asks.Asked:
        version = (await self.now()).version
        return await asks.send(self.clara, self.id, version, questions, form, office=self.office, now=NOW)

    async def open(self) -> list[str]:
        return [one.id for one in (await asked.opened(self.visit, office=self.office, now=NOW)).questions]

    async def tell(self, **typed: str | list[str]) -> details.Saved:
        seen = (await asked.opened(self.visit, office=self.office, now=NOW)).seen
        given = {name.replace("__", "."): [said] if isinstance(said, str) else said for name, said in typed.items()}
        return await asked.answer(self.visit, given, seen=seen, office=self.office, now=NOW + timedelta(hours=1))

    async def answers(self) -> dict[str, object]:
        return dict((await details.opened(self.visit, office=self.office)).answers)


@pytest.fixture
async def table(db: Database, keyring: KeyRing) -> Table:
    return await Table(db, keyring).begin()


async def test_who_is_asked_gets_a_mail_without_a_word_of_it_and_it_is_their_turn(table: Table) -> None:
    done = await table.ask(*THREE)
    found = await table.now()
    assert done.by_mail
    assert table.rung == 1
    assert (found.status, found.waiting_for, found.assignee_id) == (
        Status.NEED_INFO,
        Waiting.INQUIRER,
        table.clara.staff_id,
    )
    assert await table.open() == ["disease_state", "birth_date", "relapse_count"]
    async with table.db.read() as snapshot:
        entries = await audit.about(snapshot, "inquiry", table.id)
    (entry,) = [one for one in entries if one.action == "inquiry.ask"]
    assert "disease_state" not in str(entry.detail)


async def test_the_same_form_sent_twice_asks_once(table: Table) -> None:
    version = (await table.now()).version
    for _ in range(2):
        await asks.send(table.clara, table.id, version, THREE, "form-1", office=table.office, now=NOW)
    assert len(await table.asked()) == 1


async def test_answers_are_kept_one_by_one_and_the_rest_stays_open(table: Table) -> None:
    await table.ask(*THREE)
    saved = await table.tell(disease_state="refractory", relapse_count="many")
    assert set(saved.complaints) == {"relapse_count"}
    assert (await table.answers())["disease_state"] == "refractory"
    assert await table.open() == ["birth_date", "relapse_count"]
    assert (await table.now()).waiting_for is Waiting.OFFICE

    await table.tell(relapse_count="2", birth_date__unknown="yes")
    assert (await table.answers())["relapse_count"] == "2"
    assert "birth_date" not in await table.answers()
    assert await table.open() == []
    (ask,) = await table.asked()
    assert ask.answered_at is not None


async def test_not_knowing_is_an_answer(table: Table) -> None:
    await table.ask("disease_state", "relapse_count")
    await table.tell(disease_state="unknown", relapse_count__unknown="yes")
    assert await table.open() == []
    assert (await table.answers())["relapse_count"] == "unknown"


async def test_sending_the_answers_twice_is_the_same_as_once(table: Table) -> None:
    await table.ask("disease_state")
    seen = (await asked.opened(table.visit, office=table.office, now=NOW)).seen
    for _ in range(2):
        saved = await asked.answer(
            table.visit, {"disease_state": ["relapsed"]}, seen=seen, office=table.office, now=NOW
        )
        assert saved.complete
    assert (await table.now()).revision == 2


async def test_what_another_window_says_meanwhile_is_shown_and_not_overwritten(table: Table) -> None:
    await table.ask("relapse_count")
    seen = (await asked.opened(table.visit, office=table.office, now=NOW)).seen
    contents = await details.opened(table.visit, office=table.office)
    block = details.seen_block(contents, "disease", office=table.office)
    await details.save_block(table.visit, "disease", {"relapse_count": ["1"]}, seen=block, office=table.office, now=NOW)
    typed = {"relapse_count": ["3"]}
    saved = await asked.answer(table.visit, typed, seen=seen, office=table.office, now=NOW)
    assert saved.conflict == {"relapse_count": "1"}
    assert (await table.answers())["relapse_count"] == "1"
    await asked.answer(table.visit, typed, seen=saved.seen, office=table.office, now=NOW)
    assert (await table.answers())["relapse_count"] == "3"


async def test_a_question_comes_with_the_one_it_goes_with_and_is_left_out_where_that_says_no(table: Table) -> None:
    await table.ask("transplant_date")
    assert await table.open() == ["transplant", "transplant_date"]
    await table.tell(transplant=["none"])
    assert await table.open() == []


async def test_what_the_office_may_not_read_is_not_asked_and_nothing_is_no_question(table: Table) -> None:
    for none in ((), ("virus_hiv",), ("transplant_fit",), ("consent_research_contact",), ("email",)):
        with pytest.raises(CannotAsk) as refused:
            await table.ask(*none)
        assert refused.value.code == "none_chosen"
    every = [question.id for question in table.office.content.questionnaire.questions]
    with pytest.raises(CannotAsk) as refused:
        await table.ask(*every)
    assert refused.value.code == "too_many"


async def test_nobody_is_asked_once_it_has_ended(table: Table) -> None:
    found = await table.now()
    async with table.db.write() as tx:
        await inquiries.change(tx, table.id, version=found.version, now=NOW, status=Status.WITHDRAWN)
    with pytest.raises(CannotAsk) as refused:
        await table.ask(*THREE)
    assert refused.value.code == "ended"


async def test_who_does_not_serve_the_queue_cannot_ask_and_a_slow_one_is_told(table: Table) -> None:
    with pytest.raises(NotFound):
        await asks.send(table.omar, table.id, 1, THREE, "form-1", office=table.office, now=NOW)
    with pytest.raises(Conflict):
        await asks.send(table.clara, table.id, 99, THREE, "form-1", office=table.office, now=NOW)
    assert await table.open() == []


async def test_questions_can_be_taken_back(table: Table) -> None:
    done = await table.ask(*THREE)
    for _ in range(2):
        await asks.withdraw(table.clara, table.id, done.ask_id, office=table.office, now=NOW)
    assert await table.open() == []
    assert (await table.now()).waiting_for is Waiting.OFFICE
    with pytest.raises(NotFound):
        await asks.withdraw(table.clara, table.id, "another", office=table.office, now=NOW)


async def test_which_questions_lies_sealed(table: Table) -> None:
    await table.ask(*THREE)
    async with table.db.read() as snapshot:
        row = (await snapshot.execute(text("SELECT * FROM asks"))).one()
    assert b"disease_state" not in bytes(row.sealed)
    assert "disease_state" not in str(row._asdict() | {"sealed": ""})
