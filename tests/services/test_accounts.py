"""Who is let in, for how long, and what ends it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from intake.domain.errors import NotFound, TooMany
from intake.lib import passwords
from intake.lib.database import Database, Transaction
from intake.lib.keyring import KeyRing
from intake.services import accounts
from intake.services.accounts import CannotAdd, LastAdministrator, LogIn, WrongLogIn
from intake.store import audit, sessions
from tests.people import ADA, CLARA, NOON, OMAR, PASSWORD, TOVE, hire, hire_everybody

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)
CLARA_IN = LogIn("clara@test.example", PASSWORD, "192.0.2.0/24")


async def _in(db: Database, keyring: KeyRing, attempt: LogIn = CLARA_IN) -> str:
    return await accounts.log_in(attempt, db=db, keyring=keyring, now=NOON)


async def test_somebody_with_the_right_password_is_who_they_are(db: Database, keyring: KeyRing) -> None:
    clara = await hire(CLARA, db, keyring)
    token = await _in(db, keyring, replace(CLARA_IN, email=" CLARA@Test.Example "))
    assert await accounts.actor_of(token, db=db, keyring=keyring, now=NOON) == clara
    assert len(token) >= 43


@pytest.mark.parametrize(
    "wrong",
    [
        replace(CLARA_IN, password="not hers, whatever it is"),
        replace(CLARA_IN, password=""),
        replace(CLARA_IN, password="x" * 300),
        replace(CLARA_IN, email="nobody@test.example"),
        replace(CLARA_IN, email=""),
        replace(CLARA_IN, email="a@b.c, evil@e.c"),
    ],
)
async def test_a_wrong_log_in_is_one_refusal_whatever_is_wrong(db: Database, keyring: KeyRing, wrong: LogIn) -> None:
    await hire(CLARA, db, keyring)
    with pytest.raises(WrongLogIn) as refusal:
        await _in(db, keyring, wrong)
    assert refusal.value.args == ()


async def test_an_unknown_address_costs_a_hash_as_well(
    db: Database, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hire(CLARA, db, keyring)
    checked: list[bool] = []
    honest = passwords.hasher.verify

    async def counted(hashed: str | None, text: str) -> bool:
        checked.append(hashed is not None)
        return await honest(hashed, text)

    monkeypatch.setattr(passwords.hasher, "verify", counted)
    for email in ("clara@test.example", "nobody@test.example"):
        with pytest.raises(WrongLogIn):
            await _in(db, keyring, replace(CLARA_IN, email=email, password="not hers, whatever it is"))
    assert checked == [True, False]


async def test_a_session_ends_after_thirty_idle_minutes(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    token = await _in(db, keyring)
    just = NOON + 30 * MINUTE - timedelta(seconds=1)
    assert await accounts.actor_of(token, db=db, keyring=keyring, now=NOON + 30 * MINUTE) is None
    assert await accounts.actor_of(token, db=db, keyring=keyring, now=just) is not None
    assert await accounts.actor_of(token, db=db, keyring=keyring, now=just + 29 * MINUTE) is not None


async def test_a_session_ends_after_twelve_hours_however_busy(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    token = await _in(db, keyring)
    now = NOON
    while now < NOON + timedelta(hours=12):
        assert await accounts.actor_of(token, db=db, keyring=keyring, now=now) is not None
        now += 20 * MINUTE
    assert await accounts.actor_of(token, db=db, keyring=keyring, now=now) is None


async def test_a_session_from_the_future_is_none(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    token = await _in(db, keyring)
    assert await accounts.actor_of(token, db=db, keyring=keyring, now=NOON - timedelta(days=1)) is None


async def test_use_is_written_down_at_most_once_a_minute(
    db: Database, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hire(CLARA, db, keyring)
    token = await _in(db, keyring)
    written: list[str] = []
    seen = sessions.seen

    async def counted(tx: Transaction, token: str, *, now: datetime) -> None:
        written.append(token)
        await seen(tx, token, now=now)

    monkeypatch.setattr(sessions, "seen", counted)
    for second in range(0, 180, 10):
        await accounts.actor_of(token, db=db, keyring=keyring, now=NOON + timedelta(seconds=second))
    assert len(written) == 2


async def test_logging_in_ends_the_session_the_browser_had(db: Database, keyring: KeyRing) -> None:
    clara = await hire(CLARA, db, keyring)
    old = await _in(db, keyring)
    new = await _in(db, keyring, replace(CLARA_IN, replaces=old))
    assert old != new
    assert await accounts.actor_of(old, db=db, keyring=keyring, now=NOON) is None
    assert await accounts.actor_of(new, db=db, keyring=keyring, now=NOON) == clara


async def test_logging_out_ends_the_session_and_only_it(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    here, elsewhere = await _in(db, keyring), await _in(db, keyring)
    await accounts.log_out(here, db=db, now=NOON)
    await accounts.log_out(here, db=db, now=NOON)
    assert await accounts.actor_of(here, db=db, keyring=keyring, now=NOON) is None
    assert await accounts.actor_of(elsewhere, db=db, keyring=keyring, now=NOON) is not None


async def test_a_disabled_account_is_out_at_once_and_stays_out(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    token = await _in(db, keyring)
    await accounts.disable("Clara@test.example", db=db, keyring=keyring, now=NOON)
    assert await accounts.actor_of(token, db=db, keyring=keyring, now=NOON) is None
    with pytest.raises(WrongLogIn):
        await _in(db, keyring)
    with pytest.raises(NotFound):
        await accounts.disable("nobody@test.example", db=db, keyring=keyring, now=NOON)


@pytest.mark.parametrize("token", ["", "x", "null", "0", "%20", "A" * 43])
async def test_no_token_is_anybodys_by_accident(db: Database, keyring: KeyRing, token: str) -> None:
    await hire(CLARA, db, keyring)
    await _in(db, keyring)
    assert await accounts.actor_of(token, db=db, keyring=keyring, now=NOON) is None


async def test_guessing_is_slowed_for_the_account_and_never_locks_it(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    guess = replace(CLARA_IN, password="a guess, and a wrong one")
    for number in range(accounts.PER_ACCOUNT.size):
        with pytest.raises(WrongLogIn):
            await _in(db, keyring, replace(guess, address=f"198.51.{number}.0/24"))
    with pytest.raises(TooMany) as refusal:
        await _in(db, keyring)
    later = NOON + timedelta(seconds=refusal.value.retry_after)
    assert later <= NOON + MINUTE
    await accounts.log_in(CLARA_IN, db=db, keyring=keyring, now=later)


async def test_guessing_is_slowed_for_one_network_over_many_accounts(db: Database, keyring: KeyRing) -> None:
    for number in range(accounts.PER_ADDRESS.size):
        with pytest.raises(WrongLogIn):
            await _in(db, keyring, replace(CLARA_IN, email=f"n{number}@test.example"))
    with pytest.raises(TooMany):
        await _in(db, keyring, replace(CLARA_IN, email="another@test.example"))


async def test_an_account_that_does_not_exist_is_slowed_like_one_that_does(db: Database, keyring: KeyRing) -> None:
    answers = []
    await hire(CLARA, db, keyring)
    for email in ("clara@test.example", "nobody@test.example"):
        for number in range(accounts.PER_ACCOUNT.size + 2):
            try:
                await _in(db, keyring, LogIn(email, "a guess, and a wrong one", f"198.51.{number}.0/24"))
            except (WrongLogIn, TooMany) as refusal:
                answers.append(type(refusal))
    half = len(answers) // 2
    assert answers[:half] == answers[half:]


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (replace(CLARA, email="clara"), "not_an_email"),
        (replace(CLARA, name="  "), "no_name"),
        (replace(CLARA, password="short"), "too_short"),
        (replace(CLARA, password="x" * 257), "too_long"),
        (replace(CLARA, password="passwordpassword"), "too_common"),
        (replace(CLARA, password="claratestexample"), "too_common"),
    ],
)
async def test_an_account_that_would_not_be_safe_is_not_made(
    db: Database, keyring: KeyRing, new: accounts.NewAccount, code: str
) -> None:
    with pytest.raises(CannotAdd) as refusal:
        await accounts.add_staff(new, db=db, keyring=keyring, now=NOON)
    assert refusal.value.code == code
    assert not await accounts.anybody(db=db)


async def test_an_address_has_one_account(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    with pytest.raises(CannotAdd, match="taken"):
        await accounts.add_staff(replace(OMAR, email="CLARA@test.example"), db=db, keyring=keyring, now=NOON)


async def test_the_operator_sees_who_works_here(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    found = await accounts.listing(db=db, keyring=keyring)
    assert [account.name for account in found] == [ADA.name, CLARA.name, OMAR.name, TOVE.name]


async def test_the_operator_does_not_close_the_last_administrator_either(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    with pytest.raises(LastAdministrator):
        await accounts.disable(ADA.email, db=db, keyring=keyring, now=NOON)
    await hire(replace(ADA, email="eve@test.example"), db, keyring)
    await accounts.disable(ADA.email, db=db, keyring=keyring, now=NOON)


async def test_coming_and_going_is_written_down(db: Database, keyring: KeyRing) -> None:
    clara = await hire(CLARA, db, keyring)
    token = await _in(db, keyring)
    with pytest.raises(WrongLogIn):
        await _in(db, keyring, replace(CLARA_IN, password="not hers, whatever it is"))
    await accounts.log_out(token, db=db, now=NOON)
    async with db.read() as snapshot:
        entries = await audit.about(snapshot, "staff", clara.staff_id)
    assert [(entry.action, entry.outcome) for entry in reversed(entries)] == [
        ("staff.add", "done"),
        ("session.begin", "done"),
        ("session.begin", "refused"),
        ("session.end", "done"),
    ]
