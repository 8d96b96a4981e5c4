"""Before something serious the password is asked for again: who only found a desk left open does not know it."""

from datetime import timedelta
from functools import partial

import pytest

from intake.domain.access import Actor
from intake.domain.errors import TooMany
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import accounts, confirming
from intake.services.accounts import LogIn
from intake.services.confirming import CONFIRMED_FOR, WrongPassword
from tests.people import CLARA, NOON, OMAR, PASSWORD, hire

pytestmark = pytest.mark.anyio
HERE = "192.0.2.0/24"


async def come_in(db: Database, keyring: KeyRing) -> tuple[Actor, str]:
    clara = await hire(CLARA, db, keyring)
    return clara, await accounts.log_in(LogIn(CLARA.email, PASSWORD, HERE), db=db, keyring=keyring, now=NOON)


async def test_logging_in_alone_confirms_nothing(db: Database, keyring: KeyRing) -> None:
    _, token = await come_in(db, keyring)
    assert not await confirming.is_confirmed(token, db=db, now=NOON)


async def test_the_right_password_holds_for_ten_minutes_in_this_session_alone(db: Database, keyring: KeyRing) -> None:
    clara, token = await come_in(db, keyring)
    other = await accounts.log_in(LogIn(CLARA.email, PASSWORD, HERE), db=db, keyring=keyring, now=NOON)
    await confirming.confirm(clara, token, PASSWORD, address=HERE, db=db, keyring=keyring, now=NOON)
    last = NOON + CONFIRMED_FOR - timedelta(seconds=1)
    assert await confirming.is_confirmed(token, db=db, now=last)
    assert not await confirming.is_confirmed(token, db=db, now=NOON + CONFIRMED_FOR)
    assert not await confirming.is_confirmed(other, db=db, now=NOON)


@pytest.mark.parametrize("typed", ["", "wrong", PASSWORD + " ", "x" * 1000])
async def test_a_wrong_password_confirms_nothing(db: Database, keyring: KeyRing, typed: str) -> None:
    clara, token = await come_in(db, keyring)
    with pytest.raises(WrongPassword):
        await confirming.confirm(clara, token, typed, address=HERE, db=db, keyring=keyring, now=NOON)
    assert not await confirming.is_confirmed(token, db=db, now=NOON)


async def test_another_persons_password_is_wrong(db: Database, keyring: KeyRing) -> None:
    clara, token = await come_in(db, keyring)
    await accounts.add_staff(
        accounts.NewAccount(
            **{name: getattr(OMAR, name) for name in OMAR.__slots__} | {"password": "another one: heron paper kettle"}
        ),
        db=db,
        keyring=keyring,
        now=NOON,
    )
    with pytest.raises(WrongPassword):
        await confirming.confirm(
            clara, token, "another one: heron paper kettle", address=HERE, db=db, keyring=keyring, now=NOON
        )


async def test_guessing_is_slowed_like_guessing_at_the_door(db: Database, keyring: KeyRing) -> None:
    clara, token = await come_in(db, keyring)
    tried = partial(confirming.confirm, clara, token, address=HERE, db=db, keyring=keyring, now=NOON)
    for _ in range(accounts.PER_BOTH.size - 1):  # one try was spent on coming in
        with pytest.raises(WrongPassword):
            await tried("a guess")
    with pytest.raises(TooMany):
        await tried(PASSWORD)


async def test_who_was_disabled_meanwhile_confirms_nothing(db: Database, keyring: KeyRing) -> None:
    clara, token = await come_in(db, keyring)
    await accounts.disable(CLARA.email, db=db, keyring=keyring, now=NOON)
    with pytest.raises(WrongPassword):
        await confirming.confirm(clara, token, PASSWORD, address=HERE, db=db, keyring=keyring, now=NOON)
