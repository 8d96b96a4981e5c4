"""Colleagues named in a note: ``@`` and their name, or their first name where only one is called so."""

import re
from collections import Counter
from collections.abc import Mapping


def named_in(text: str, people: Mapping[str, str]) -> frozenset[str]:
    """The ids of those of ``people`` (names by id) whom a text names. Upper and lower case are the same."""
    spoken = text.casefold()
    first = Counter(_first(name) for name in people.values())
    return frozenset(
        staff_id
        for staff_id, name in people.items()
        if _is_named(name, spoken) or (first[_first(name)] == 1 and _is_named(_first(name), spoken))
    )


def _first(name: str) -> str:
    return name.split()[0] if name.split() else ""


def _is_named(name: str, spoken: str) -> bool:
    """A whole name after the sign: an address such as ``a@omar.example`` names nobody."""
    return bool(name) and re.search(rf"(?<![\w.])@{re.escape(name.casefold())}(?![\w@]|\.\w)", spoken) is not None
