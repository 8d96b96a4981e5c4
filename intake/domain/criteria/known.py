"""Yes, no, or not known: the logic of answers that are missing. None is "not known".

What is put together only from these, out of single answers, has one property for nothing: once a missing answer
becomes known, a result that was certain stays as it was.
"""

from collections.abc import Iterable

Known = bool | None


def all_of(parts: Iterable[Known]) -> Known:
    """No as soon as one is no; yes only if all are."""
    found = tuple(parts)
    return False if False in found else None if None in found else True


def any_of(parts: Iterable[Known]) -> Known:
    """Yes as soon as one is yes; no only if all are."""
    found = tuple(parts)
    return True if True in found else None if None in found else False


def negated(part: Known) -> Known:
    """The opposite of what is known."""
    return None if part is None else not part
