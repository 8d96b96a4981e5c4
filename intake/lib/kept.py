"""What is made once and kept until what it was made from is replaced."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Origin = TypeVar("Origin")
Made = TypeVar("Made")


class Kept(Generic[Key, Origin, Made]):
    """One thing for each key. What belongs to an origin that counts no more is let go as soon as it is asked for again.

    (A cache keyed by the origin itself would hold every language a translator ever saved.)
    """

    def __init__(self) -> None:
        self._held: dict[Key, tuple[Origin, Made]] = {}

    def made(self, key: Key, origin: Origin, make: Callable[[], Made]) -> Made:
        """What was made for this key from this very origin; made now if there is none yet."""
        kept = self._held.get(key)
        if kept is None or kept[0] != origin:
            kept = self._held[key] = origin, make()
        return kept[1]
