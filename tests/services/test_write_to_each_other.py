"""A patient writes, a coordinator answers: the words lie behind the code, and mails say only that they are there."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from intake.domain.access import Actor
from intake.domain.conversation import LONGEST, complaint_about, tidied
from intake.domain.errors import Conflict, NotFound, TooMany
from intake.domain.message import MailKind
from intake.domain.suspicion import Sign
from intake.domain.values import Status
from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.mail.smtp import SmtpCourier
from intake.services import follow_up, inbox, messages, replies, rights
from intake.services.inbox import CaseFile, Purpose
from intake.services.mail import delivery
from intake.services.mail import outbox as orders_of
from intake.services.mail.composer import Composer
from intake.store import audit, inquiries, keys
from intake.store.inquiries import Filters, NewInquiry
from tests.fakes.smtp import Sink, Taken
from tests.makers import make_catalogs, make_content
from tests.offices import make_office
from tests.people import CLARA, hire
from tests.web.office import arrive

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AMAL = "amal@example.org"
WORDS = "هل وصلت صور الأشعة؟\nThe scan is from May."


@dataclass
class House:
    """An office with one coordinator, one inquiry in Arabic, and a mail server."""

    db: Database
    keyring: KeyRing
    sink: Sink
    clara: Actor
    new: NewInquiry

    def __post_init__(self) -> None:
        self.rung = 0
        self.office = make_office(self.db, self.keyring, ring=self._ring)
        self.visit = Visit(self.new.id)
        self.composer = Composer(
            make_content(),
            make_catalogs(),
            base_url="https://intake.example.org",
            sender="Example Clinic <intake@example.org>",
        )

    def _ring(self) -> None:
        self.rung += 1

    async def write(self, words: str = WORDS, *, form: str = "form-1", now: datetime = NOW) -> str:
        """The patient writes."""
        return await messages.write(self.visit, words, form, "ar", office=self.office, now=now)

    async def answer(self, words: str = "Yes.", *, form: str = "form-2", now: datetime = NOW) -> replies.Answered:
        """Clara answers what she sees."""
        version = (await self.file()).inquiry.summary.version
        return await replies.answer(self.clara, self.new.id, version, words, form, office=self.office, now=now)

    async def file(self, purpose: Purpose = Purpose.EXPLAIN, now: datetime = NOW) -> CaseFile:
        """The inquiry as Clara sees it."""
        return await inbox.load(self.clara, self.new.id, purpose, db=self.db, keyring=self.keyring, now=now)

    async def mails(self, now: datetime = NOW) -> list[Taken]:
        """What goes out now."""
        courier = SmtpCourier(self.sink.url)
        before = len(self.sink.taken)
        batch = await delivery.claim_due(
            db=self.db, keyring=self.keyring, courier=courier, composer=self.composer, now=now
        )
        await batch.run()
        await courier.close()
        return self.sink.taken[before:]

    async def move(self, status: Status) -> None:
        """Somebody changes the status."""
        async with self.db.write() as tx:
            found = await inquiries.summary(tx, self.keyring, self.new.id)
            assert found is not None
            assert await inquiries.change(tx, found.id, version=found.version, now=NOW, status=status)


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> AsyncIterator[House]:
    clara = await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, received_at=NOW - timedelta(days=1), email=AMAL)
    async with Sink() as sink:
        yield House(db, keyring, sink, clara, new)


def body(mail: Taken) -> str:
    part = mail.message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def test_a_patient_writes_and_the_desk_is_told(house: House) -> None:
    await house.write()
    assert house.rung == 1
    (mail,) = await house.mails()
    assert mail.recipient == CLARA.email
    assert house.new.reference in str(mail.message["Subject"])
    assert f"https://intake.example.org/staff/inquiries/{house.new.id}" in body(mail)
    assert "May" not in mail.content.decode("utf-8", "replace")
    (message,) = (await house.file()).messages
    assert (message.text, message.locale, message.author_id, message.read_at) == (WORDS, "ar", None, None)


async def test_what_was_written_is_sealed_and_the_trail_holds_no_word(house: House) -> None:
    kept = await house.write()
    async with house.db.read() as snapshot:
        row = (await snapshot.execute(text("SELECT * FROM messages"))).one()
        entries = await audit.about(snapshot, "inquiry", house.new.id)
    assert WORDS.encode() not in b"".join(value for value in row if isinstance(value, bytes))
    assert not any("May" in str(value) for value in row)
    assert (entries[0].action, dict(entries[0].detail)) == ("inquiry.message", {"message": kept})


async def test_the_same_form_twice_is_one_message_and_other_words_are_another(house: House) -> None:
    assert await house.write() == await house.write()
    await house.write("And one more thing.", now=NOW + timedelta(minutes=1))
    assert [one.text for one in (await house.file()).messages] == [WORDS, "And one more thing."]


async def test_after_back_the_same_words_are_one_message_and_later_they_are_another(house: House) -> None:
    first = await house.write()
    assert await house.write(form="form-2", now=NOW + timedelta(minutes=9)) == first
    assert await house.write(form="form-3", now=NOW + timedelta(minutes=11)) != first
    await house.answer(now=NOW + timedelta(minutes=12))
    again = await house.write(form="form-4", now=NOW + timedelta(minutes=13))
    assert again not in (first, await house.write("Other words.", form="form-5", now=NOW + timedelta(minutes=13)))


async def test_while_nobody_looks_the_desk_gets_one_mail_an_hour_and_after_a_look_the_next_at_once(
    house: House,
) -> None:
    for number in range(5):
        await house.write(f"{number}", now=NOW + timedelta(minutes=number))
    assert len(await house.mails(NOW + timedelta(minutes=5))) == 1
    await house.file(Purpose.SHOW, NOW + timedelta(minutes=6))
    await house.write("after the look", now=NOW + timedelta(minutes=7))
    assert len(await house.mails(NOW + timedelta(minutes=8))) == 1
    await house.write("an hour later", now=NOW + timedelta(minutes=70))
    assert len(await house.mails(NOW + timedelta(minutes=71))) == 1


async def test_looking_marks_what_the_patient_wrote_as_read_and_looking_at_a_refusal_does_not(house: House) -> None:
    await house.write()
    assert (await house.file(Purpose.EXPLAIN)).messages[0].read_at is None
    assert (await house.file(Purpose.SHOW)).messages[0].read_at is None  # new to this reader
    assert (await house.file(Purpose.SHOW)).messages[0].read_at == NOW


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Status.CLOSED, Status.IN_TRIAGE),
        (Status.NO_RESPONSE, Status.IN_TRIAGE),
        (Status.NOT_OFFERED, Status.IN_TRIAGE),
        (Status.REDIRECTED_LOCAL, Status.IN_TRIAGE),
        (Status.TRIAL_CLOSED_OR_FULL, Status.IN_TRIAGE),
        (Status.WITHDRAWN, Status.WITHDRAWN),
        (Status.DUPLICATE, Status.DUPLICATE),
        (Status.MEDICAL_REVIEW, Status.MEDICAL_REVIEW),
    ],
)
async def test_a_message_reopens_what_contact_reopens(house: House, before: Status, after: Status) -> None:
    await house.move(before)
    await house.write(now=NOW)
    found = (await house.file()).inquiry.summary
    assert found.status is after
    assert (found.due_at > NOW) is (after is Status.IN_TRIAGE)


async def test_an_answer_that_was_given_is_not_late_and_the_next_question_has_a_date_of_its_own(house: House) -> None:
    late = NOW + timedelta(days=30)
    assert (await follow_up.look(house.visit, office=house.office)).due_at == house.new.due_at
    await house.answer()
    assert (await follow_up.look(house.visit, office=house.office)).due_at is None
    await house.write("And now?", now=late)
    due = (await follow_up.look(house.visit, office=house.office)).due_at
    assert due is not None
    assert late < due < late + timedelta(days=7)


async def test_whoever_had_it_open_before_a_message_came_notices(house: House) -> None:
    version = (await house.file()).inquiry.summary.version
    await house.write()
    with pytest.raises(Conflict):
        await replies.answer(house.clara, house.new.id, version, "Hm.", "f", office=house.office, now=NOW)


async def test_an_answer_is_announced_without_a_word_of_it_in_the_patients_language(house: House) -> None:
    done = await house.answer("Leukaemia is what we looked at.")
    assert done.by_mail
    (mail,) = await house.mails()
    assert (mail.recipient, mail.message["Content-Language"]) == (AMAL, "ar")
    assert house.new.reference in str(mail.message["Subject"])
    assert "https://intake.example.org/ar/follow-up" in body(mail)
    assert "Leukaemia" not in mail.content.decode("utf-8", "replace")
    (seen,) = await messages.thread(house.visit, office=house.office, now=NOW)
    assert (seen.text, seen.locale, seen.read_at) == ("Leukaemia is what we looked at.", "ar", None)
    (again,) = await messages.thread(house.visit, office=house.office, now=NOW + timedelta(minutes=1))
    assert again.read_at == NOW


async def test_the_first_answer_is_remembered_and_whoever_answers_looks_after_it(house: House) -> None:
    await house.answer()
    await house.answer("And this.", form="form-3", now=NOW + timedelta(hours=1))
    found = (await house.file()).inquiry.summary
    assert (found.status, found.assignee_id) == (Status.IN_TRIAGE, house.clara.staff_id)
    async with house.db.read() as snapshot:
        (row,) = await snapshot.execute(text("SELECT first_answered_at, received_at FROM inquiries"))
    assert row.first_answered_at - row.received_at == timedelta(days=1) // timedelta(microseconds=1)


async def test_an_answer_sent_twice_is_one_answer_and_one_mail(house: House) -> None:
    version = (await house.file()).inquiry.summary.version
    for _ in range(2):
        await replies.answer(house.clara, house.new.id, version, "Yes.", "form-9", office=house.office, now=NOW)
    assert len((await house.file()).messages) == 1
    assert len(await house.mails()) == 1


@pytest.mark.parametrize("status", [Status.DECEASED])
async def test_where_all_mail_has_stopped_an_answer_is_not_announced(house: House, status: Status) -> None:
    await house.move(status)
    assert not (await house.answer()).by_mail
    assert await house.mails() == []


async def test_who_shares_a_mailbox_is_told_without_saying_who_writes(db: Database, keyring: KeyRing) -> None:
    clara = await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, received_at=NOW, email=AMAL, contact_limits=("shared_mailbox",))
    async with Sink() as sink:
        house = House(db, keyring, sink, clara, new)
        await house.answer()
        (mail,) = await house.mails()
    assert mail.message["From"] == "intake@example.org"
    assert make_content().clinic.name not in body(mail)


async def test_who_gave_only_a_number_must_be_told_by_phone(db: Database, keyring: KeyRing) -> None:
    clara = await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, received_at=NOW, email=None, phone="+995555123456")
    async with Sink() as sink:
        assert not (await House(db, keyring, sink, clara, new).answer()).by_mail
    assert [one for one in await orders_of.orders(db=db) if one.kind is MailKind.MESSAGE_WAITING] == []


async def test_a_visit_sees_its_own_inquiry_alone(house: House) -> None:
    other = await arrive(house.db, house.keyring)
    await house.write()
    assert await messages.thread(Visit(other.id), office=house.office, now=NOW) == ()


async def test_what_was_erased_takes_no_message(house: House) -> None:
    async with house.db.write() as tx:
        await keys.forget(tx, house.new.id)
    with pytest.raises(NotFound):
        await house.write()


async def test_nobody_fills_the_disk_with_messages(house: House) -> None:
    for number in range(60):
        await house.write(str(number))
    with pytest.raises(TooMany) as slow:
        await house.write("one more")
    assert 0 < slow.value.retry_after <= 120
    await house.write("one more", now=NOW + timedelta(minutes=2))


def test_what_can_be_kept_is_a_rule() -> None:
    assert tidied(" a\r\nb\rc \n") == "a\nb\nc"
    assert [complaint_about(one) for one in ("", "x" * LONGEST, "x" * (LONGEST + 1), "a\x00b", "a\tb")] == [
        "empty",
        None,
        "too_long",
        "unreadable",
        None,
    ]


async def test_what_is_held_as_spam_tells_no_desk_until_somebody_lets_it_out(db: Database, keyring: KeyRing) -> None:
    """Whatever is added to it; words of distress are told whatever it looks like."""
    clara = await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, received_at=NOW - timedelta(days=1), email=AMAL, signs=(Sign.TRAP,))
    async with Sink() as sink:
        house = House(db, keyring, sink, clara, new)
        await house.write("Buy this.")
        assert await house.mails() == []
        await house.write("I want to kill myself.", form="form-3")
        (mail,) = await house.mails()
    assert mail.recipient == CLARA.email
    assert (await house.file()).inquiry.summary.quarantined


async def test_what_was_held_and_is_withdrawn_is_found_among_the_withdrawn(db: Database, keyring: KeyRing) -> None:
    new = await arrive(db, keyring, signs=(Sign.TRAP,))
    await rights.withdraw(Visit(new.id), office=make_office(db, keyring), now=NOW)
    async with db.read() as snapshot:
        (found,) = await inquiries.page(snapshot, keyring, Filters(statuses=[Status.WITHDRAWN]))
    assert found.id == new.id
