"""Sealing what belongs to one inquiry: with a key of its own, for one place only.

What is sealed says which inquiry, which kind of thing and which revision or row it is; moved, it does not open.
"""

import json
from collections.abc import Mapping
from typing import Any

from intake.domain.values import Answers
from intake.lib import crypto


class InquiryKey:
    """The data key of one inquiry. Each kind of content has a subkey, so that somebody can be given only one."""

    __slots__ = ("_key", "_subkeys", "inquiry_id")

    def __init__(self, inquiry_id: str, key: bytes) -> None:
        self.inquiry_id = inquiry_id
        self._key = key
        self._subkeys: dict[str, bytes] = {}

    def __repr__(self) -> str:
        return f"<InquiryKey {self.inquiry_id}>"

    def seal(self, kind: str, place: int | str, value: Any) -> bytes:
        """A JSON value, sealed as ``kind`` for the revision or row ``place``."""
        return crypto.seal(self._subkey(kind), to_json(value), about=self._about(kind, place))

    def open(self, kind: str, place: int | str, sealed: bytes) -> Any:
        """What was sealed there. Raises `crypto.CannotOpen`."""
        return from_json(crypto.open_sealed(self._subkey(kind), sealed, about=self._about(kind, place)))

    def file_key(self, file_id: str) -> bytes:
        """The key of one file, which opens no other."""
        return crypto.subkey(self._key, f"file:{file_id}")

    def _subkey(self, kind: str) -> bytes:
        if kind not in self._subkeys:
            self._subkeys[kind] = crypto.subkey(self._key, kind)
        return self._subkeys[kind]

    def _about(self, kind: str, place: int | str) -> bytes:
        return about(self.inquiry_id, kind, place).encode()


def about(owner: str, kind: str, place: int | str) -> str:
    """What a sealed blob is bound to."""
    return f"intake|v1|{owner}|{kind}|{place}"


def to_json(value: Any) -> bytes:
    """Compact JSON. What people type may hold half of a character pair; it must come back as it was."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def from_json(document: bytes) -> Any:
    """The value of `to_json`."""
    return json.loads(document.decode("utf-8", "surrogatepass"))


def answers_from(value: Mapping[str, str | list[str]]) -> Answers:
    """Answers as they were before JSON made lists of tuples."""
    return {name: tuple(answer) if isinstance(answer, list) else answer for name, answer in value.items()}
