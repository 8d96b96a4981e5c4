"""What the demo shows: by the real paths, believable, and nobody who exists."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.content.complaints import ContentError
from intake.content.demo import Deed, Demo, DemoInquiry, load_demo
from intake.domain.inquiry import InquirySummary
from intake.domain.triage import Flag
from intake.domain.values import InquirerRole, Priority, Status
from intake.lib.mail import maildir
from intake.resources import Resources, open_resources
from intake.services import accounts, demo, inbox, operator
from intake.services.accounts import LogIn
from intake.services.inbox import Purpose
from intake.services.mail.delivery import claim_due
from intake.settings import Settings
from tests.makers import make_content, make_questionnaire

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PASSWORD = "four-groups-of-four-here"
DEMO = load_demo(make_questionnaire())
SIX = {"en", "he", "ar", "ru", "uk", "es"}
# Ranges that regulators keep for fiction, and that ring nowhere.
FICTION = ("+120255501", "+442079460", "+447700900", "+3363998", "+6149157015")


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Resources]:
    """The demo, moved in, its mails in the Maildir."""
    folder = tmp_path_factory.mktemp("demo")
    settings = Settings.from_environ({}).but(
        demo=True, data_dir=folder, database_url=f"sqlite:///{folder / 'intake.db'}", keyring=folder / "intake.keyring"
    )
    async with open_resources(settings) as resources:
        await demo.open_office(DEMO, PASSWORD, house=resources, now=NOW)
        moved = await demo.move_in(DEMO, house=resources, now=NOW)
        assert moved == demo.Moved(len(DEMO.inquiries), 0)
        await _deliver(resources)
        yield resources


async def _deliver(house: Resources) -> None:
    while True:
        batch = await claim_due(
            db=house.db, keyring=house.keyring, courier=house.courier, composer=house.composer, now=NOW
        )
        if not batch.size:
            break
        await batch.run()


async def _rows(house: Resources) -> list[InquirySummary]:
    return list(await operator.latest(db=house.db, keyring=house.keyring, limit=100))


@pytest.mark.parametrize("letter", DEMO.inquiries, ids=lambda letter: letter.typed["contact_name"][0][-2:])
def test_every_letter_holds_up(letter: DemoInquiry) -> None:
    result = demo.checked(letter, make_questionnaire(), now=NOW)
    assert result.complaints == {}
    assert all(make_questionnaire().has(name) for name in letter.typed)
    assert letter.ago <= timedelta(days=10)
    assert all(step.after <= letter.ago for step in letter.story)
    boxes = {"authority_ok", "messenger_ack", "notices_autoimmune_ack"}
    dropped = letter.typed.keys() - result.answers.keys() - boxes
    # Somebody without a patient is asked nothing about an illness.
    assert dropped <= ({"last_worsening"} if letter.age is None else set())


@pytest.mark.parametrize("letter", DEMO.inquiries, ids=lambda letter: letter.typed["contact_name"][0][-2:])
def test_nobody_in_it_can_be_reached(letter: DemoInquiry) -> None:
    answers = demo.checked(letter, make_questionnaire(), now=NOW).answers
    words = ("demo", "демо", "לדוגמה", "תجريبي", "تجريبي", "demostración")
    assert any(word in str(answers["contact_name"]).casefold() for word in words)
    email, phone = str(answers.get("email", "")), str(answers.get("phone", ""))
    assert not email or email.rpartition("@")[2] in {"example.org", "example.com"}
    assert not phone or phone.startswith(FICTION)


def test_addresses_and_names_are_used_once() -> None:
    for name in ("email", "contact_name", "phone"):
        given = [letter.typed[name] for letter in DEMO.inquiries if name in letter.typed]
        assert len(given) == len(set(given))


async def test_forty_inquiries_in_every_queue_and_six_languages(house: Resources) -> None:
    rows = await _rows(house)
    assert len(rows) >= 40
    queues = Counter(row.queue for row in rows)
    assert queues.keys() == house.content.routing.queues.keys()
    assert min(queues.values()) >= 3
    languages = Counter(row.facts.language for row in rows)
    assert languages.keys() == SIX
    assert min(languages.values()) >= 4


async def test_all_kinds_of_people_and_diseases(house: Resources) -> None:
    rows = await _rows(house)
    assert {row.facts.role for row in rows} == {role.value for role in InquirerRole}
    assert {row.facts.condition_group for row in rows} == house.content.groups.keys()
    assert {"0-11", "12-17", "18-25", "26-64", "65+"} >= {row.facts.age_group for row in rows} - {"unknown"}
    assert {"0-11", "12-17", "65+"} <= {row.facts.age_group for row in rows}
    assert 5 <= sum(row.priority is Priority.SAME_DAY for row in rows) <= 12
    phone_only = [letter for letter in DEMO.inquiries if "email" not in letter.typed]
    assert len(phone_only) >= 2


async def test_the_inbox_looks_alive(house: Resources) -> None:
    rows = await _rows(house)
    statuses = Counter(row.status for row in rows)
    assert len(statuses) >= 10
    assert statuses[Status.ACKNOWLEDGED] >= 6
    untouched = [row for row in rows if row.assignee_id is None]
    assert 6 <= len(untouched) <= len(rows) // 2
    assert all(row.received_at < NOW for row in rows)
    assert max(NOW - row.received_at for row in rows) > timedelta(days=9)
    # Whatever nobody has taken is new enough not to shame the office.
    assert all(NOW - row.received_at < timedelta(days=1, hours=12) for row in untouched)


async def test_stories_are_written_down(house: Resources) -> None:
    rows = await _rows(house)
    staff = await accounts.listing(db=house.db, keyring=house.keyring)
    lead = next(account.actor for account in staff if account.all_queues)
    notes, flags = 0, set[Flag]()
    for row in rows:
        seen = await inbox.load(lead, row.id, Purpose.SHOW, db=house.db, keyring=house.keyring, now=NOW)
        notes += len(seen.notes)
        flags |= set(seen.inquiry.flags)
        times = [event.at for event in seen.history if event.actor != "worker"]
        assert times == sorted(times) or times == sorted(times, reverse=True)
    assert notes >= 20
    assert Flag.GUARDIAN_MISSING in flags
    assert len(flags) >= 7


async def test_every_mail_lies_in_the_maildir(house: Resources) -> None:
    mails = maildir.newest(house.settings.data_dir / "mail", limit=1000)
    to = Counter(mail.recipient for mail in mails)
    # The receipt, and a mail that tells of each answer.
    written = {
        letter.typed["email"][0]: 1 + sum(step.does is Deed.ANSWER for step in letter.story)
        for letter in DEMO.inquiries
        if "email" in letter.typed
    }
    assert max(written.values()) > 1
    assert {address: to[address] for address in written} == written
    office = {colleague.email for colleague in DEMO.staff}
    assert to.keys() <= written.keys() | office
    desks = office - {"admin@example.org", "translator@example.org"}
    assert desks <= to.keys()


@pytest.mark.parametrize("email", [colleague.email for colleague in DEMO.staff])
async def test_every_account_logs_in(email: str, house: Resources) -> None:
    attempt = LogIn(email, PASSWORD, "127.0.0.1")
    token = await accounts.log_in(attempt, db=house.db, keyring=house.keyring, now=NOW)
    actor = await accounts.actor_of(token, db=house.db, keyring=house.keyring, now=NOW)
    assert actor is not None
    assert actor.locale in house.catalogs.tags


def test_a_clinic_may_tell_its_own_story(tmp_path: Path) -> None:
    (tmp_path / "demo.toml").write_text(
        '[[staff]]\nemail = "a@example.org"\nname = "A"\nrole = "administrator"\nlocale = "en"\n'
    )
    own = load_demo(make_questionnaire(), tmp_path)
    assert own == Demo(own.staff, ())
    assert [colleague.email for colleague in own.staff] == ["a@example.org"]
    assert load_demo(make_questionnaire(), tmp_path / "without") == DEMO


def test_mistakes_are_told_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "demo.toml").write_text(
        '[[inquiries]]\nago = "yesterday"\npage = "en"\n'
        'story = [{ after = "1h", by = "nobody", does = "move", to = "x" }]\n'
    )
    with pytest.raises(ContentError) as raised:
        load_demo(make_questionnaire(), tmp_path)
    told = "\n".join(raised.value.complaints)
    assert "demo.toml:2: ago = 'yesterday'" in told
    assert "demo.toml:4: 'nobody' is nobody of [[staff]]" in told
    assert "demo.toml:4: 'x' is none of" in told


async def test_a_letter_that_does_not_fit_is_left_out(house: Resources) -> None:
    letter = DEMO.inquiries[0]
    unfit = DemoInquiry(letter.ago, letter.page, letter.age, {**letter.typed, "condition": ("gone",)}, ())
    assert demo.draft_of(unfit, house=house, now=NOW) is None
    assert demo.draft_of(letter, house=house, now=NOW) is not None
    assert make_content().version == house.content.version


def test_every_answer_of_a_story_is_a_template_of_ours() -> None:
    answers = {step.to for letter in DEMO.inquiries for step in letter.story if step.does is Deed.ANSWER}
    assert answers
    assert answers <= make_content().replies.keys()
