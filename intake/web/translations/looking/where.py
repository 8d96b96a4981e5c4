"""Where a message can be looked at: the pages and mails it stands on."""

from dataclasses import dataclass

from intake.lib.locales import locale_of
from intake.services.workbench import ranking
from intake.services.workbench.book import Message
from intake.web.common.staff import reader_of
from intake.web.common.state import IntakeRequest
from intake.web.translations.common import HOME
from intake.web.translations.looking.shown import HERE
from intake.web.translations.looking.words import name_of


@dataclass(frozen=True, slots=True)
class OptionView:
    """One exhibit to choose."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class PreviewView:
    """The preview beside a message. Without ``exhibits`` no page we can show has it."""

    action: str
    first: str
    dir: str
    exhibits: tuple[OptionView, ...]
    look: str
    complaints: str


async def preview_view(request: IntakeRequest, message: Message) -> PreviewView:
    """Where this message can be looked at."""
    reader, found = reader_of(request), await request.state["looking"].showing(message.id)
    action = f"{HOME}/{message.url}/preview"
    return PreviewView(
        f"{action}#{HERE}",
        # Without the fragment, at which a browser scrolls the page as well as the frame: who opened it wants to write.
        f"{action}?exhibit={found[0].name}" if found else "",
        locale_of(message.tag).direction,
        tuple(OptionView(one.name, name_of(one, reader)) for one in found),
        f"{HOME}/{message.tag}/look/",
        await _complaints(request, message),
    )


async def _complaints(request: IntakeRequest, message: Message) -> str:
    """How many readers did not understand it, in words; empty where nobody said so."""
    count = await ranking.complaints(message.tag, message.id, db=request.state["resources"].db)
    words = reader_of(request).words
    said = words.ngettext(
        "%(count)s reader did not understand this sentence.",
        "%(count)s readers did not understand this sentence.",
        count,
    )
    return said % {"count": count} if count else ""
