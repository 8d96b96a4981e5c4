"""What the readers of picture files share: the refusals, and how large a picture may be."""

MOST_PIXELS = 200_000_000
"""The largest camera of a telephone; beyond it a small file can fill the memory of whoever opens it."""


class Unreadable(Exception):
    """The picture is cut, damaged, or made in a way we do not understand; it never says what was in it."""


class TooManyPixels(Unreadable):
    """The picture would be larger than any camera's."""


def check_pixels(width: int, height: int) -> None:
    """Raise unless a picture of this size may come in."""
    if not width or not height:
        raise Unreadable
    if width * height > MOST_PIXELS:
        raise TooManyPixels


def is_whole(buffer: bytearray, size: int, most: int) -> bool:
    """Whether that much has arrived. What would have to be held and is more than ``most`` is nothing we understand."""
    if size > most:
        raise Unreadable
    return len(buffer) >= size
