"""What looks sent by a machine, and what never counts."""

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import count

from intake.domain.suspicion import PROOF_BITS, TOO_FAST, Flood, Sent, Sign, proves_work, signs

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def work(form_id: str) -> str:
    """What a browser finds after some tries."""
    for number in count():
        digest = hashlib.sha256(f"{form_id}:{number}".encode()).digest()
        if int.from_bytes(digest[:4], "big") >> (32 - PROOF_BITS) == 0:
            return str(number)
    raise AssertionError


def test_a_person_shows_no_sign() -> None:
    assert signs(Sent("form", took=timedelta(minutes=4)), "سارة", ["Can you help my mother? https://example.org"]) == ()


def test_a_form_whose_page_nobody_timed_is_not_suspect() -> None:
    assert signs(Sent("form"), "Amal", []) == ()


def test_ten_seconds_are_never_too_fast() -> None:
    assert timedelta(seconds=10) > TOO_FAST
    assert signs(Sent("form", took=timedelta(seconds=10)), "Amal", []) == ()


def test_one_second_the_trap_and_a_link_for_a_name_are_signs() -> None:
    sent = Sent("form", trap="buy", took=timedelta(seconds=1))
    assert signs(sent, "Visit www.example.com", []) == (Sign.TRAP, Sign.TOO_FAST, Sign.LINKS)


def test_many_links_in_the_text_are_a_sign() -> None:
    assert signs(Sent("form"), "Amal", ["http://a http://b", "http://c http://d http://e"]) == (Sign.LINKS,)


def test_under_attack_work_is_asked_for() -> None:
    assert signs(Sent("form", under_attack=True), "Amal", []) == (Sign.FLOOD,)
    assert signs(Sent("form", proof=work("form"), under_attack=True), "Amal", []) == ()
    assert not proves_work("another", work("form"))
    assert not proves_work("form", "")
    assert not proves_work("form", "9" * 40)


def test_an_attack_is_noticed_and_ends() -> None:
    flood = Flood(limit=3, window=timedelta(minutes=1))
    assert [flood.arrived(NOON) for _ in range(4)] == [False, False, False, True]
    assert flood.is_on(NOON + timedelta(minutes=9))
    assert not flood.is_on(NOON + timedelta(minutes=11))
    assert not flood.arrived(NOON + timedelta(minutes=11))
