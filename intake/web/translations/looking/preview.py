"""A message where it stands, with what is typed in its place: nothing is kept, and nobody else sees it."""

from collections.abc import Sequence
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from intake.lib import catalog_files
from intake.lib.catalog_files import CatalogError
from intake.lib.locales import locale_of
from intake.lib.po import Entry
from intake.services.workbench import checking
from intake.services.workbench.book import Message
from intake.web.common.forms import read_form
from intake.web.common.looking import Exhibit
from intake.web.common.staff import reader_of
from intake.web.common.state import IntakeRequest
from intake.web.translations import message as messages
from intake.web.translations.bench import Bench
from intake.web.translations.looking.shown import pointing, shown
from intake.web.translations.message_view import problem_views

LONGEST_BODY: Final = 128 * 1024
"""Bytes of a form: the longest translation there can be, in the script that takes most of them."""


async def show(request: IntakeRequest) -> Response:
    """GET …/preview?exhibit=…: as it stands now; POST: with the text that was typed."""
    if request.method == "POST" and _length(request) > LONGEST_BODY:
        raise HTTPException(413)
    try:
        bench, message = await messages.asked(request)
    except CatalogError:
        raise HTTPException(409) from None
    if request.method != "POST":
        return await _page(request, message, request.query_params.get("exhibit", ""), message.entry, "")
    sent = await read_form(request)
    strings = messages.sent_form(message, sent).strings
    entry, why = _checked(request, bench, message, strings)
    return await _page(request, message, sent.get("exhibit", [""])[0], entry, why)


def _length(request: IntakeRequest) -> int:
    told = request.headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 12 else LONGEST_BODY + 1


def _checked(request: IntakeRequest, bench: Bench, message: Message, strings: Sequence[str]) -> tuple[Entry, str]:
    """The entry to show, and why it is English where the text could not be shown."""
    nothing = checking.written(message, ("",) * len(strings))
    if not any(text.strip() for text in strings):
        return nothing, ""
    entry = checking.written(message, strings)
    too_long = any(len(text) > checking.LONGEST for text in strings)
    if not too_long and catalog_files.refusal(entry, message.domain, bench.book.rules[message.domain]) is None:
        return entry, ""  # a remark, or an error of taste, hides nothing while somebody still types
    problems = checking.check(bench.book, message, strings, bench.rules)
    said = problem_views(bench.book, message, problems[:1], reader_of(request))
    t = reader_of(request).words
    return nothing, t.gettext("Shown in English, because: %(why)s") % {"why": "".join(one.text for one in said)}


async def _page(request: IntakeRequest, message: Message, name: str, entry: Entry, why: str) -> Response:
    looking, resources = request.state["looking"], request.state["resources"]
    exhibit: Exhibit | None = looking.exhibits.get(name)
    if not name:
        exhibit = next(iter(await looking.showing(message.id)), None)
    if exhibit is None:
        raise HTTPException(404)
    overlaid = resources.catalogs.with_text(message.tag, message.domain, entry)
    made = await looking.made(exhibit, locale_of(message.tag), catalogs=overlaid)
    t = reader_of(request).words
    if not why and message.id in made.aside:
        why = t.gettext("On this page the sentence also stands in a title, a list or a label that is only read out.")
    return shown(request, made, pointing(message.id), above=why)
