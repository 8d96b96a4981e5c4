"""What somebody wants exported, as the form says it: strict words only."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.domain.exports import Format
from intake.services.accounts import LONGEST_PASSWORD
from intake.web.common.forms import Sent, single

SAID = "said"
CODED = "coded"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The form. ``format`` is None where none is chosen; ``query``: the list's own filters; ``said``: not in codes."""

    query: str
    format: Format | None
    parts: frozenset[str]
    said: bool
    bom: bool
    password: str


def first_choice(query: str, parts: Sequence[str]) -> Wanted:
    """What most people want: a sheet of everything in their own language."""
    return Wanted(query, Format.XLSX, frozenset(parts), said=True, bom=True, password="")


def read_wanted(sent: Sent, parts: Sequence[str]) -> Wanted:
    """The form's own fields; a part nobody knows is none."""
    fields = single(sent)
    format_ = fields.get("format", "")
    return Wanted(
        query=fields.get("list", ""),
        format=Format(format_) if format_ in set(Format) else None,
        parts=frozenset(parts) & frozenset(sent.get("part", ())),
        said=fields.get("words", SAID) != CODED,
        bom=fields.get("bom") == "yes",
        password=fields.get("password", "")[: LONGEST_PASSWORD + 1],
    )
