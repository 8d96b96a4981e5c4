"""The test mark: how the service knows a canary's inquiry. Nobody can make one who does not hold the key ring.

It is an HMAC of the form's own id, so what was overheard marks no other form; and it names the address whose mailbox is
looked into, so that a canary that would write to anybody else is an inquiry like every other.
"""

import hmac
from typing import Final

from intake.domain.inquiry import contacts_of
from intake.domain.values import Answers
from intake.lib.keyring import KeyRing

HEADER: Final = "intake-canary"
"""Carries the mark: of the form's id where one is sent, of the page's path where a page is only looked at."""

_KIND: Final = "canary"


def mark_of(keyring: KeyRing, to: str, subject: str) -> str:
    """The mark of a form id or a path, for the canary whose mails go to ``to``."""
    return keyring.tag(_KIND, f"{to.casefold()}\n{subject}", size=32).hex()


def is_marked(mark: str, subject: str, *, to: str, keyring: KeyRing) -> bool:
    """Whether this is the mark of it. Never where no canary is configured."""
    return bool(to and mark) and hmac.compare_digest(mark.encode(), mark_of(keyring, to, subject).encode())


def is_test(mark: str, form_id: str, answers: Answers, *, to: str, keyring: KeyRing) -> bool:
    """Whether a form is the canary's own: marked, and its mail goes to the configured address and nobody else."""
    ours = contacts_of(answers).get("email") == to.casefold()
    return ours and is_marked(mark, form_id, to=to, keyring=keyring)
