import asyncio
import threading
import time
import unicodedata

import pytest
from argon2 import PasswordHasher, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from intake.lib import passwords
from intake.lib.passwords import (
    DUMMY,
    LONGEST,
    Busy,
    Hasher,
    check_strength,
    hash_password,
    hasher,
    verify_password,
)

GOOD = "seven quiet lanterns drift"


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> Hasher:
    hasher = Hasher(memory_kib=8, time_cost=1)
    monkeypatch.setattr(passwords, "hasher", hasher)
    return hasher


def test_a_password_is_known_again_and_another_is_not(cheap: Hasher) -> None:
    async def story() -> None:
        hashed = await hash_password(GOOD)
        assert GOOD not in hashed
        assert hashed != await hash_password(GOOD)
        assert await verify_password(hashed, GOOD)
        assert not await verify_password(hashed, GOOD + " ")
        assert not await verify_password(hashed, "")

    asyncio.run(story())


def test_composed_and_decomposed_letters_are_one_password(cheap: Hasher) -> None:
    async def story() -> None:
        composed = unicodedata.normalize("NFC", "München überall schön")
        hashed = await hash_password(composed)
        assert await verify_password(hashed, unicodedata.normalize("NFD", composed))

    asyncio.run(story())


def test_an_unknown_account_is_verified_like_a_known_one_and_refused(
    cheap: Hasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        known = await hash_password(GOOD)
        monkeypatch.setattr(passwords, "DUMMY", known)
        assert not await verify_password(None, GOOD)
        assert not await verify_password(DUMMY, GOOD)
        assert not await verify_password("not a hash", GOOD)

    asyncio.run(story())


def test_the_real_parameters_are_64_mib_three_passes_one_lane() -> None:
    dummy = extract_parameters(DUMMY)
    assert (dummy.memory_cost, dummy.time_cost, dummy.parallelism, dummy.type.name) == (65536, 3, 1, "ID")
    assert not hasher.outdated(DUMMY)
    assert hasher.outdated(PasswordHasher(1, 8, 1).hash("x"))


def test_what_is_over_long_is_neither_normalised_nor_hashed(cheap: Hasher) -> None:
    async def story() -> None:
        marks = "a" + "\u0301\u0316" * 500_000
        hashed = await hash_password(GOOD)
        begun = time.perf_counter()
        assert not await verify_password(hashed, marks)
        assert check_strength(marks) == "too_long"
        with pytest.raises(ValueError, match="over-long"):
            await hash_password(marks)
        assert time.perf_counter() - begun < 0.1
        assert await verify_password(await hash_password("ß" * LONGEST), "ß" * LONGEST)

    asyncio.run(story())


def test_one_at_a_time_then_twenty_wait_then_busy(cheap: Hasher, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, gate = 0, 0, threading.Event()

    def slow(_hashed: str, _password: bytes) -> bool:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        gate.wait(5)
        time.sleep(0.001)
        at_once -= 1
        return True

    monkeypatch.setattr(cheap, "_matches", slow)

    async def story() -> None:
        waiting = [asyncio.create_task(verify_password("x", GOOD)) for _ in range(21)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await verify_password("x", GOOD)
        gate.set()
        assert await asyncio.gather(*waiting) == [True] * 21
        assert await verify_password("x", GOOD)

    asyncio.run(story())
    assert most == 1


def test_somebody_who_gives_up_frees_the_place(cheap: Hasher, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr(cheap, "_matches", lambda *_: gate.wait(5))

    async def story() -> None:
        for _ in range(50):
            task = asyncio.create_task(verify_password("x", GOOD))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        gate.set()
        assert await verify_password("x", GOOD)

    asyncio.run(story())


def test_the_loop_keeps_turning_while_a_password_is_hashed() -> None:
    async def story() -> None:
        task = asyncio.create_task(Hasher(memory_kib=16384, time_cost=2).hash(GOOD))
        turns = 0
        while not task.done():
            await asyncio.sleep(0)
            turns += 1
        assert turns > 20

    asyncio.run(story())


@pytest.mark.parametrize(
    ("text", "weakness"),
    [
        ("", "too_short"),
        ("fourteen chars", "too_short"),
        ("e\u0301" * 14, "too_short"),
        ("x" * 257, "too_long"),
        ("aaaaaaaaaaaaaaa", "too_common"),
        ("abcabcabcabcabcabc", "too_common"),
        ("passwordpassword", "too_common"),
        ("P@ssw0rd P@ssw0rd!", "too_common"),
        ("Password1234567890", "too_common"),
        ("123456789012345", "too_common"),
        ("qwertyuiopasdfghjkl", "too_common"),
        ("correct horse battery staple", "too_common"),
        ("Intake-Coordinator-2026", "too_common"),
        ("Summer2026Summer2026", "too_common"),
        ("парольпароль12345", "too_common"),
        ("סיסמהסיסמה12345678", "too_common"),
        (GOOD, None),
        ("604829157360481", None),
        ("zq8#Lw!v2Rm^xT5", None),
        ("шесть синих ключей в траве", None),
        ("שבע מנורות שקטות בגן", None),
        ("七个安静的灯笼漂在河上不回家了呢", None),
        ("x7" * 7 + "mnopq", None),
    ],
)
def test_strength(text: str, weakness: str | None) -> None:
    assert check_strength(text) == weakness


def test_the_accounts_own_words_do_not_count() -> None:
    text = "clara.oliveira.2026"
    assert check_strength(text) is None
    assert check_strength(text, words=("Clara Oliveira", "oliveira", "clara", "")) == "too_common"


@given(st.text(max_size=300))
def test_no_text_crashes_the_check(text: str) -> None:
    check_strength(text, words=(text[:10],))
