"""Staff passwords: Argon2id, one at a time in a thread of its own, and a check that refuses what everybody would guess.

Each hash takes 64 MiB and a tenth of a second on purpose. One at a time behind a short queue means that a flood of
log-ins costs one core and 64 MiB, never the patients' form; beyond the queue the answer is `Busy`.
"""

import asyncio
import re
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 15
LONGEST = 256

# Made once from random bytes nobody kept: verifying against it takes as long as against a real one, and always fails.
DUMMY = "$argon2id$v=19$m=65536,t=3,p=1$IeoWMXLCBdF2LLJ7Mt4WzQ$sNMuSXPVNCE4O8RgiHwEwJxD9QCZR9XsW9GfHMJGrug"

Weakness = Literal["too_short", "too_long", "too_common"]
_Result = TypeVar("_Result")

_COMMON = Path(__file__).with_name("common_passwords.txt")
_FEWEST_DIFFERENT = 5
_LOOK_ALIKES = str.maketrans("@01345$7!|", "aoieas" + "stil")


class Busy(Exception):
    """Too many passwords are waiting to be checked: answer 503 and ask to come back in a moment."""


class Hasher:
    """Hashes and verifies one at a time. Every loop and every caller of a process shares one."""

    def __init__(self, *, memory_kib: int = 65536, time_cost: int = 3, parallelism: int = 1, queue: int = 20) -> None:
        self._argon2 = PasswordHasher(time_cost, memory_kib, parallelism, type=Type.ID)
        # The single thread is the semaphore; it starts with the first log-in, so a public site never pays for it.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="argon2")
        self._most = queue + 1
        self._pending = 0

    async def hash(self, text: str) -> str:
        """The hash to store, in PHC form. Raises `ValueError` for an over-long password, `Busy` when too many wait."""
        if len(text) > LONGEST:
            raise ValueError("over-long password; check_strength comes first")
        return await self._in_turn(lambda: self._argon2.hash(_prepared(text)))

    async def verify(self, hashed: str | None, text: str) -> bool:
        """Whether the password is the hashed one. None, for an account that does not exist, takes as long: False."""
        if len(text) > LONGEST:
            return False
        matches = await self._in_turn(lambda: self._matches(hashed or DUMMY, _prepared(text)))
        return matches and hashed is not None

    def outdated(self, hashed: str) -> bool:
        """Whether the hash was made with other parameters, so that the next good log-in should store a new one."""
        return self._argon2.check_needs_rehash(hashed)

    def _matches(self, hashed: str, password: bytes) -> bool:
        try:
            return self._argon2.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _in_turn(self, work: Callable[[], _Result]) -> _Result:
        if self._pending >= self._most:
            raise Busy
        self._pending += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            self._pending -= 1


hasher = Hasher()
"""The one of this process. Tests put a cheap one here."""


async def hash_password(text: str) -> str:
    """`Hasher.hash` of this process's hasher."""
    return await hasher.hash(text)


async def verify_password(hashed: str | None, text: str) -> bool:
    """`Hasher.verify` of this process's hasher."""
    return await hasher.verify(hashed, text)


def check_strength(text: str, *, words: Iterable[str] = ()) -> Weakness | None:
    """Why the password is refused, or None. ``words`` are the account's own: its name, the parts of its address.

    No rules of composition. A password is common when fewer than five different characters are left of it once
    everything that everybody uses (see ``common_passwords.txt``), and the account's own words, are taken out.
    """
    if len(text) > LONGEST:  # before anything walks the text
        return "too_long"
    text = unicodedata.normalize("NFC", text)
    if len(text) < SHORTEST:
        return "too_short"
    own = [_folded(word) for word in words]
    guessable = re.compile("|".join(map(re.escape, _longest_first([*_common(), *(w for w in own if len(w) >= 3)]))))
    folded = _folded(text)
    for spelling in (folded, folded.translate(_LOOK_ALIKES)):
        if len(set(guessable.sub("", spelling))) < _FEWEST_DIFFERENT:
            return "too_common"
    return None


@cache
def _common() -> tuple[str, ...]:
    lines = _COMMON.read_text("utf-8").splitlines()
    return tuple({_folded(line) for line in lines if line and not line.startswith("# ")})


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


def _folded(text: str) -> str:
    """Without capitals, spaces and the punctuation people put between words."""
    return re.sub(r"[\s._-]+", "", text.casefold())


def _prepared(text: str) -> bytes:
    # The same password typed on two systems may arrive composed and decomposed. Lone surrogates are kept, not a crash.
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
