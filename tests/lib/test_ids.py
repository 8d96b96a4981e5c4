import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.lib.ids import (
    ALPHABET,
    check_reference,
    check_symbol,
    fold_digits,
    format_code,
    new_id,
    new_reference,
    new_secret,
    read_code,
)

symbols = st.text(ALPHABET, min_size=7, max_size=7)
DIGITS = {
    "Arabic-Indic": "٠١٢٣٤٥٦٧٨٩",
    "Persian": "۰۱۲۳۴۵۶۷۸۹",
    "Devanagari": "०१२३४५६७८९",
    "full width": "０１２３４５６７８９",
    "Bengali": "০১২৩৪৫৬৭৮৯",
}
scripts = pytest.mark.parametrize("digits", DIGITS.values(), ids=DIGITS.keys())


def written(seven: str) -> str:
    eight = seven + check_symbol(seven)
    return f"{eight[:4]}-{eight[4:]}"


@pytest.mark.parametrize(("make", "size"), [(new_id, 26), (new_secret, 22)])
def test_ids_and_secrets_hold_128_bits_and_differ(make: Callable[[], str], size: int) -> None:
    made = {make() for _ in range(1000)}
    assert len(made) == 1000
    assert {len(item) for item in made} == {size}
    assert all(re.fullmatch(r"[\w-]+", item) for item in made)


def test_ids_are_lower_case() -> None:
    assert re.fullmatch(r"[a-z2-7]{26}", new_id())


def test_a_new_reference_has_two_groups_of_four_a_letter_and_no_look_alike() -> None:
    for _ in range(2000):
        reference = new_reference()
        assert re.fullmatch(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", reference)
        assert any(symbol.isalpha() for symbol in reference)
        assert check_reference(reference) == reference
    assert not set("01ilo") & set(ALPHABET)


@given(symbols, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_noticed(seven: str, place: int, wrong: str) -> None:
    right = seven + check_symbol(seven)
    if right[place] != wrong:
        assert check_reference(right[:place] + wrong + right[place + 1 :]) is None


@given(symbols, st.integers(0, 6))
def test_two_neighbours_swapped_are_noticed(seven: str, place: int) -> None:
    right = seven + check_symbol(seven)
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    if swapped != right:
        assert check_reference(swapped) is None


@given(symbols.filter(lambda seven: not (seven + check_symbol(seven)).isdecimal()))
def test_a_reference_is_known_however_it_is_typed(seven: str) -> None:
    reference = written(seven)
    bare = reference.replace("-", "")
    wide = bare.translate({ord(symbol): ord(symbol) + 0xFEE0 for symbol in bare})
    for typed in (
        bare,
        reference.upper(),
        f"  {reference}\n",
        " ".join(bare),
        f"\u2066{reference}\u2069",
        f"\u200f{reference}",
        reference.replace("-", "\u2013"),
        reference.replace("-", "\u2212"),
        wide,
    ):
        assert check_reference(typed) == reference


@pytest.mark.parametrize(
    "typed", ["", "-", "7qk2", "7qk2-m9d4-7", "7qi2-m9d4", "7qk2_m9d4", "2222-2222", "7" * 65, "7qk2-m9d\0"]
)
def test_what_cannot_be_a_reference_is_none(typed: str) -> None:
    assert check_reference(typed) is None


@scripts
def test_digits_of_any_script_are_folded(digits: str) -> None:
    assert fold_digits(f"+{digits} x") == "+0123456789 x"


def test_folding_leaves_everything_else() -> None:
    assert fold_digits("½ Ⅷ 五 ² שלום") == "½ Ⅷ 五 ² שלום"


@given(st.text(max_size=50))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold_digits(text)) == len(text)


@scripts
def test_an_access_code_is_read_in_any_script(digits: str) -> None:
    code = "1234567890123456"
    local = "".join(digits[int(digit)] for digit in code)
    for typed in (
        local,
        format_code(local),
        f"\u200f{local}\u200f",
        "-".join(local),
        f" {local[:8]}\u00a0{local[8:]} ",
    ):
        assert read_code(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "123456789012345", "12345678901234567", "1234 5678 9012 345a", "½" * 16, "1" * 16 + " " * 49]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_a_code_is_shown_in_groups_of_four() -> None:
    assert format_code("1234567890123456") == "1234 5678 9012 3456"


@given(st.text(max_size=80))
def test_nothing_typed_crashes(text: str) -> None:
    check_reference(text)
    read_code(text)
