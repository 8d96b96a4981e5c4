import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.lib.contacts import parse_email, parse_phone


@pytest.mark.parametrize(
    ("typed", "region", "e164"),
    [
        ("+995 555 12 34 56", None, "+995555123456"),
        ("555 12 34 56", "GE", "+995555123456"),
        ("(555) 12-34-56", "GE", "+995555123456"),
        ("00995 555 123 456", "US", "+995555123456"),
        ("995555123456", "GE", "+995555123456"),
        ("995555123456", None, "+995555123456"),
        ("050-123-4567", "IL", "+972501234567"),
        ("+972 (0)50 123 4567", "GE", "+972501234567"),
        ("٠٥٠١٢٣٤٥٦٧", "IL", "+972501234567"),
        ("+۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹", None, "+989123456789"),
        ("+९१ ९८७६५ ४३२१०", None, "+919876543210"),
        ("＋８１ ９０－１２３４－５６７８", None, "+819012345678"),
        ("\u202a+972 50\u2011123\u20114567\u202c", None, "+972501234567"),
        ("+44\u00a020\u00a07946\u00a00000", None, "+442079460000"),
        ("8 (912) 345-67-89", "RU", "+79123456789"),
        ("011 44 20 7946 0000", "US", "+442079460000"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, region: str | None, e164: str) -> None:
    number = parse_phone(typed, region)
    assert number is not None
    assert number.e164 == e164


def test_the_region_is_the_numbers_own_and_not_the_hint() -> None:
    number = parse_phone("+972501234567", "GE")
    assert number is not None
    assert number.region == "IL"


def test_a_number_of_a_range_not_in_the_tables_is_kept() -> None:
    number = parse_phone("+972 59 999 9999")
    assert number is not None
    assert number.e164 == "+972599999999"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "+",
        "-",
        "abc",
        "12345",
        "050 123 4567",
        "+999 123 456 789",
        "+972 50",
        "+972501234567 ext. 12",
        "+972501234567x12",
        "+972501234567;ext=12",
        "+972501234567,,12",
        "+972501234567#12",
        "1-800-FLOWERS",
        "+972501234567\n+995555123456",
        "+972501234567 / +995555123456",
        "tel:+972501234567",
        "+" + "1" * 39,
        "+972501234567" + " " * 28,
        "+972 50 123 4567\0",
        "++972501234567",
        "½½½½½½½½½",
    ],
)
def test_what_is_not_one_number_is_none(typed: str) -> None:
    assert parse_phone(typed) is None


def test_a_hint_that_is_no_region_does_not_hurt() -> None:
    for region in ("", "XX", "ge", "unknown"):
        assert parse_phone("+972501234567", region) is not None
        parse_phone("0501234567", region)


@given(st.text(max_size=60), st.sampled_from([None, "IL", "GE", "US", "RU"]))
def test_nothing_typed_as_a_number_crashes(text: str, region: str | None) -> None:
    number = parse_phone(text, region)
    assert number is None or (number.e164[0] == "+" and number.e164[1:].isdecimal() and number.e164.isascii())


@pytest.mark.parametrize(
    ("typed", "address", "ascii_address"),
    [
        ("amal@example.org", "amal@example.org", "amal@example.org"),
        ("Amal.Haddad+car-t@Example.ORG", "Amal.Haddad+car-t@example.org", "Amal.Haddad+car-t@example.org"),
        (" \u200famal@example.org\u200f\n", "amal@example.org", "amal@example.org"),
        ("amal@münchen.example", "amal@münchen.example", "amal@xn--mnchen-3ya.example"),
        ("нино@example.org", "нино@example.org", None),
        ("أمل@مثال.إختبار", "أمل@مثال.إختبار", None),
        ("o'neil@example.org", "o'neil@example.org", "o'neil@example.org"),
        ("amal@clinic.test", "amal@clinic.test", "amal@clinic.test"),
    ],
)
def test_one_address_is_read(typed: str, address: str, ascii_address: str | None) -> None:
    email = parse_email(typed)
    assert email is not None
    assert (email.address, email.ascii) == (address, ascii_address)


def test_addresses_are_compared_without_capitals() -> None:
    first, second = parse_email("Amal@Example.org"), parse_email("amal@example.ORG")
    assert first is not None
    assert second is not None
    assert first.key == second.key == "amal@example.org"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "amal",
        "amal@",
        "@example.org",
        "a@b.c, evil@e.c",
        "a@example.org,evil@example.org",
        "a@example.org;evil@example.org",
        "a@b.c>,<e@e.c",
        "alice@example.org]<bob@e.c>",
        "<alice@example.org>",
        "Alice <alice@example.org>",
        '"a@b.c,evil@e.c"@x.y',
        '"a b"@example.org',
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "(c)a@b.c",
        "a(c)@example.org",
        "a@" + ".".join(["a"] * 300),
        "a" * 65 + "@example.org",
        "a@" + "b" * 64 + ".org",
        "a@localhost",
        "a@example.invalid",
        "a..b@example.org",
        ".a@example.org",
        "a@example..org",
        "a@-example.org",
        "a b@example.org",
        "a@example.org\r\nBcc: evil@example.org",
        "a@example.org\u2028Bcc: evil@example.org",
        "a\0@example.org",
        "a\u202e@example.org",
        "a@exa\u200bmple.org\u2069x",
        "=?utf-8?q?x=0D=0ABcc:=20e@e.c?=@example.org ",
        "a@example.org" + " " * 242,
        "mailto:a@example.org@example.org",
    ],
)
def test_what_is_not_one_address_is_none(typed: str) -> None:
    assert parse_email(typed) is None


@given(st.text(max_size=300))
def test_nothing_typed_as_an_address_crashes_or_yields_two(text: str) -> None:
    email = parse_email(text)
    assert email is None or email.address.count("@") == 1


@given(st.text(alphabet='a@.,;<>()[]"\\ \r\n\t\0:é\u202e', max_size=40))
def test_no_mixture_of_dangerous_characters_becomes_a_second_recipient(text: str) -> None:
    email = parse_email(text)
    assert email is None or not set('<>()[],;:"\\ \r\n\t\0\u202e') & set(email.address)
