"""What is wrong with the content files: the whole list, each line naming file and line."""

from collections.abc import Iterator, Sequence
from pathlib import Path


class ContentError(Exception):
    """The content cannot be used. Its text is every complaint, one a line."""

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = tuple(complaints)


class Complaints:
    """Collects what is wrong as ``file:line: sentence``, in the order it was found."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, file: Path, line: int, sentence: str) -> None:
        """Note one thing that is wrong."""
        self._lines.append(f"{file}:{line}: {sentence}")

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def raise_any(self) -> None:
        """Raise `ContentError` with the whole list, if there is one."""
        if self._lines:
            raise ContentError(self._lines)


def source(path: Path, complaints: Complaints) -> str | None:
    """The text of a content file; ``None``, and a complaint, where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        complaints.add(path, 1, f"cannot be read ({type(error).__name__})")
        return None
