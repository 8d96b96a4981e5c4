"""Whoever takes a message and answers for it, what they say when they do not, and an address as they take it.

A server's own words often repeat the address, so only its codes and our word for the stage ever go further.
"""

import re
from typing import Literal, Protocol

import idna

# Where it went wrong. The first four say something about the server or its settings, not about this one mail.
Stage = Literal["connection", "tls", "login", "disk", "sender", "recipient", "message", "timeout", "address", "cut"]
SERVER_STAGES: frozenset[Stage] = frozenset({"connection", "tls", "login", "disk"})

# One recipient, one line: what no grammar of ours lets through must not reach the envelope either.
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f<>,;\u2028\u2029]")


class Refused(Exception):
    """A mail was not taken: the reply's code (0: there was none), the stage, and whether trying again is pointless.

    ``status``: the enhanced code of RFC 3463, such as ``5.2.2``, where the server gave one.
    """

    def __init__(self, code: int, stage: Stage, *, permanent: bool, status: str = "") -> None:
        super().__init__(f"{code or 'no reply'} at {stage}")
        self.code = code
        self.status = status
        self.stage: Stage = stage
        self.permanent = permanent

    @property
    def about_the_server(self) -> bool:
        """True when every other mail would meet the same fate now, so that trying them is useless."""
        return self.stage in SERVER_STAGES

    @property
    def word(self) -> str:
        """What is kept and shown: stage and code, such as ``recipient_550``."""
        return f"{self.stage}_{self.code}" if self.code else self.stage


class Courier(Protocol):
    """Takes one message to one recipient; returns only once somebody else answers for it."""

    async def deliver(self, message: bytes, sender: str, recipient: str, *, envelope_id: str | None = None) -> None:
        """Deliver, or raise `Refused`. What comes back about it goes to ``sender`` and names ``envelope_id``."""

    async def close(self) -> None:
        """Let go of what was kept open; the next delivery opens it again."""


def wire_address(address: str) -> str:
    """The address as the envelope wants it: domain in ASCII. Raises `Refused` for what is not one plain address."""
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or "@" in local or len(address) > 254 or _UNSAFE.search(address):
        raise Refused(0, "address", permanent=True)
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except idna.IDNAError:
            raise Refused(0, "address", permanent=True) from None
    return f"{local}@{domain}"
