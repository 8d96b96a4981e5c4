"""What somebody agreed to or took back, as a chain of events: each is kept as it was shown and never changed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from intake.domain.values import InquirerRole

USE: Final = "C1"
SHARE: Final = "C2"
AUTHORITY: Final = "C3"
STUDIES: Final = "C4"
OF_PATIENT: Final = "C1.patient"
"""The patient's own consent, where somebody else has written for them."""

PATIENT: Final = "patient"
LATER: Final = frozenset({SHARE, STUDIES})
"""What can be given later, and withdrawn by itself."""

WITH_USE: Final = (USE, SHARE, STUDIES)
"""What ends when the use of the answers is withdrawn: nothing of it is possible without."""

FOR_SOMEBODY_ELSE: Final = frozenset({InquirerRole.RELATIVE, InquirerRole.AGENT, InquirerRole.PHYSICIAN})
"""Who writes for a patient that could agree by themselves."""


class Deed(StrEnum):
    """What was done."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One deed. ``text`` is what was on the page, letter for letter; ``by`` a role: an inquirer's, or ``patient``.

    ``original``: the English that stood beside it, where nobody had approved the translation; empty where none did.
    """

    id: str
    deed: Deed
    text: str
    version: str
    locale: str
    sha256: str
    at: datetime
    by: str
    original: str = ""
    original_sha256: str = ""

    @property
    def proof(self) -> tuple[str, str]:
        """What proves everything that was shown."""
        return self.sha256, self.original_sha256

    @property
    def is_given(self) -> bool:
        """Whether it holds from here on."""
        return self.deed is Deed.GIVEN


Consents = tuple[ConsentEvent, ...]


def digest(text: str) -> str:
    """What proves a text: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def shown(id_: str, text: str, *, version: str, locale: str, at: datetime, by: str, original: str = "") -> ConsentEvent:
    """Somebody agreed to this text, and to its English original where that stood beside it."""
    proof = digest(original) if original else ""
    return ConsentEvent(id_, Deed.GIVEN, text, version, locale, digest(text), at, by, original, proof)


def latest(events: Sequence[ConsentEvent], id_: str) -> ConsentEvent | None:
    """What was last done about one consent."""
    return next((event for event in reversed(events) if event.id == id_), None)


def is_repeated(events: Sequence[ConsentEvent], event: ConsentEvent) -> bool:
    """Whether this very deed, to this very text, is what was last done about the consent: two clicks are one answer."""
    last = latest(events, event.id)
    return last is not None and (last.deed, last.proof) == (event.deed, event.proof)


def standing(events: Sequence[ConsentEvent], id_: str) -> ConsentEvent | None:
    """The consent as it was given, if it holds."""
    found = latest(events, id_)
    return found if found is not None and found.is_given else None


def withdrawn(events: Consents, ids: Iterable[str], *, at: datetime, by: str) -> Consents:
    """With those of the consents taken back that hold. The text taken back is the one that was given."""
    taken = [found for id_ in ids if (found := standing(events, id_)) is not None]
    return (*events, *(replace(one, deed=Deed.WITHDRAWN, at=at, by=by) for one in taken))


def sent_again(events: Consents, form: Consents) -> Consents:
    """What holds after the first form was sent again with changes: its ticks are added, what it lost is withdrawn.

    What held before stays as it was, with the moment it was given; but who now writes for somebody else in another way
    has declared something else.
    """
    if not form:
        return events
    new = [one for one in form if (was := standing(events, one.id)) is None or _in_another_way(was, one)]
    ticked = {one.id for one in form}
    lost = [one.id for one in _by_id(events).values() if one.is_given and one.id not in ticked and one.id != OF_PATIENT]
    first = form[0]
    return (*withdrawn(events, lost, at=first.at, by=first.by), *new)


def _by_id(events: Consents) -> Mapping[str, ConsentEvent]:
    return {event.id: event for event in events}


def _in_another_way(was: ConsentEvent, now: ConsentEvent) -> bool:
    return now.id == AUTHORITY and was.by != now.by
