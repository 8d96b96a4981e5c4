"""The list of a language: what is looked for, in the order of what matters most, and what comes next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from intake.lib.folding import folded
from intake.services.workbench.book import Book, Message, State

PAGE: Final = 50


class Shown(StrEnum):
    """Which messages are listed."""

    ALL = ""
    MISSING = "missing"
    FUZZY = "fuzzy"
    REFUSED = "refused"
    UNREAD = "unread"
    REMARKS = "remarks"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a translator looks for. ``words``: in the English or in the translation. ``page``: of the site."""

    domain: str = ""
    shown: Shown = Shown.ALL
    words: str = ""
    page: str = ""


def found(
    book: Book,
    wanted: Wanted,
    *,
    weights: Mapping[str, int],
    remarked: Collection[str] = (),
    on_page: Collection[str] | None = None,
) -> Sequence[Message]:
    """The messages, what matters most first. ``remarked``, ``on_page``: ids of what has remarks, of what a page has."""
    words = folded(wanted.words)
    listed = (
        message
        for message in book.messages
        if (not wanted.domain or message.domain == wanted.domain)
        and _is_shown(message, wanted.shown, remarked)
        and (on_page is None or message.id in on_page)
        and (not words or words in folded("\n".join(_texts(message))))
    )
    return sorted(listed, key=lambda message: _rank(message, weights))


def after(message: Message, listed: Sequence[Message], *, weights: Mapping[str, int]) -> Message | None:
    """The first of a list that comes after this message, which need not stand in it any more."""
    rank = _rank(message, weights)
    return next((one for one in listed if _rank(one, weights) > rank), None)


def before(message: Message, listed: Sequence[Message], *, weights: Mapping[str, int]) -> Message | None:
    """The last of a list that comes before this message."""
    rank = _rank(message, weights)
    return next((one for one in reversed(listed) if _rank(one, weights) < rank), None)


def _rank(message: Message, weights: Mapping[str, int]) -> tuple[bool, int, int]:
    return not message.protected, -weights.get(message.id, 0), message.position


def _is_shown(message: Message, shown: Shown, remarked: Collection[str]) -> bool:
    match shown:
        case Shown.ALL:
            return True
        case Shown.REMARKS:
            return message.id in remarked
        case Shown.UNREAD:
            return message.protected and message.state is not State.DONE
        case _:
            return message.state.value == shown.value


def _texts(message: Message) -> Sequence[str]:
    return [message.source.id, message.source.plural or "", message.source.context or "", *message.entry.strings]
