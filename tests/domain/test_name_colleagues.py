"""A note names colleagues: who is meant, and who is not."""

import pytest

from intake.domain.mention import named_in

PEOPLE = {"o": "Omar Haddad", "c": "Clara Weiss", "k": "Clara König", "n": "נועה לוי"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Omar Haddad please call", {"o"}),
        ("please call, @omar", {"o"}),
        ("(@Omar) and @Clara König.", {"o", "k"}),
        ("@Clara, which of you?", set()),
        ("@Clara Weisser is a patient", set()),
        ("write to omar@omar.example", set()),
        ("write to x.@omar.example", set()),
        ("Omar Haddad called", set()),
        ("@נועה תסתכלי", {"n"}),
        ("@Omari", set()),
        ("", set()),
    ],
)
def test_a_note_names_whoever_stands_after_the_sign(text: str, named: set[str]) -> None:
    assert named_in(text, PEOPLE) == named


def test_a_nameless_account_is_named_by_nothing() -> None:
    assert named_in("@ @", {"x": ""}) == frozenset()
