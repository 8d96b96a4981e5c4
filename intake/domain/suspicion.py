"""Signs that a form was sent by a machine. What shows one is kept and shown to a person first, never dropped.

Language, country and address of the sender are never a sign: whoever writes from far away is whom we are here for.
"""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from intake.domain.values import Priority

TOO_FAST = timedelta(seconds=4)
"""Twelve answers take longer. A form sent ten seconds or more after it was opened is never suspect for its speed."""
MOST_LINKS = 4
PROOF_BITS = 15
LONGEST_PROOF = 32
_LINK = re.compile(r"https?://|www\.|\[url|<a ", re.IGNORECASE)


class Sign(StrEnum):
    """Why an inquiry was put into quarantine, or its mail paused."""

    TRAP = "trap"  # the field that no person sees was filled in
    TOO_FAST = "too_fast"
    LINKS = "links"  # a link for a name, or many in the text
    FLOOD = "flood"  # so many forms at once that each browser was asked for a proof of work, and this one has none
    MAIL_PAUSED = "mail_paused"  # this address has had its automatic mails for today; no quarantine by itself


@dataclass(frozen=True, slots=True)
class Sent:
    """How a form was sent. ``took``: since its page was opened; None where nobody can know."""

    form_id: str
    trap: str = ""
    took: timedelta | None = None
    proof: str = ""
    under_attack: bool = False


NOT_OBSERVED = Sent("")
"""Where no browser sent it."""


def is_held(found: Collection[Sign]) -> bool:
    """Whether a person must look before the inquiry goes the way of every other."""
    return any(sign is not Sign.MAIL_PAUSED for sign in found)


def may_tell(priority: Priority, *, held: bool) -> bool:
    """Whether the desk hears of it by mail. What looks like spam waits to be found; only what cannot wait is told."""
    return not held or priority is Priority.SAME_DAY


def signs(sent: Sent, name: str, texts: Sequence[str]) -> tuple[Sign, ...]:
    """What speaks for a machine. ``name`` is the contact's, ``texts`` what was typed freely."""
    found = []
    if sent.trap:
        found.append(Sign.TRAP)
    if sent.took is not None and timedelta() <= sent.took < TOO_FAST:
        found.append(Sign.TOO_FAST)
    if _LINK.search(name) or sum(len(_LINK.findall(text)) for text in texts) > MOST_LINKS:
        found.append(Sign.LINKS)
    if sent.under_attack and not proves_work(sent.form_id, sent.proof):
        found.append(Sign.FLOOD)
    return tuple(found)


def proves_work(form_id: str, proof: str) -> bool:
    """Whether somebody tried long enough to find ``proof``: SHA-256 of both begins with `PROOF_BITS` zero bits."""
    if not 0 < len(proof) <= LONGEST_PROOF:
        return False
    digest = hashlib.sha256(f"{form_id}:{proof}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - PROOF_BITS) == 0


class Flood:
    """Counts arrivals, in this process alone: more than ``limit`` within ``window`` is an attack, for a while."""

    def __init__(self, limit: int = 60, window: timedelta = timedelta(minutes=1)) -> None:
        self._limit, self._window = limit, window
        self._began: datetime | None = None
        self._count = 0
        self._until: datetime | None = None

    def arrived(self, now: datetime) -> bool:
        """Note one arrival; whether there is an attack."""
        if self._began is None or now - self._began >= self._window:
            self._began, self._count = now, 0
        self._count += 1
        if self._count > self._limit:
            self._until = now + 10 * self._window
        return self.is_on(now)

    def is_on(self, now: datetime) -> bool:
        """Whether an attack goes on."""
        return self._until is not None and now < self._until
