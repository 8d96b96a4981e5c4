"""The page of exports, and the file it gives: streamed as it is made, for whoever has just given their password."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

from starlette.responses import Response, StreamingResponse

from intake.domain.exports import CODES, Format, all_parts
from intake.domain.shelves import Shelf
from intake.services.desk import exports
from intake.services.desk.exports import Order, TooMuch
from intake.services.desk.fhir.asked import Asked as Form
from intake.services.inbox import Filters
from intake.web.common.confirmed import is_confirmed
from intake.web.common.forms import read_form
from intake.web.common.staff import staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox.common import desk_of
from intake.web.inbox.desk import Desk
from intake.web.inbox.exports.forms import Wanted, first_choice, read_wanted
from intake.web.inbox.exports.speaking import Spoken
from intake.web.inbox.exports.view import export_view
from intake.web.inbox.queue.asked import Asked, read_query

MEDIA = {
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSONL: "application/x-ndjson",
    Format.FHIR: "application/fhir+ndjson",
}
SUFFIXES = {Format.CSV: "csv", Format.XLSX: "xlsx", Format.JSONL: "jsonl", Format.FHIR: "fhir.ndjson"}


async def show(request: IntakeRequest) -> Response:
    """GET /staff/export: what would leave, and as what."""
    desk = desk_of(request)
    asked = read_query(request.url.query, desk)
    return await _page(request, desk, asked, first_choice(asked.query, _parts(desk)))


async def make(request: IntakeRequest) -> Response:
    """POST /staff/export: the file, once the password is right."""
    desk = desk_of(request)
    wanted = read_wanted(await read_form(request), _parts(desk))
    asked = read_query(wanted.query, desk)
    t = desk.t
    if wanted.format is None:
        return await _page(request, desk, asked, wanted, t.gettext("Please choose a format."))
    if not await is_confirmed(request, wanted.password):
        problem = t.gettext("Please type your password, so that we know it is you.")
        if wanted.password:
            problem = t.gettext("This is not your password. Please type it again.")
        return await _page(request, desk, asked, wanted, problem)
    try:
        pieces = await _begin(request, desk, asked, wanted, wanted.format)
    except TooMuch:
        return await _page(request, desk, asked, wanted, t.gettext("This list is too long for one file."))
    return _attachment(pieces, wanted.format, desk.now)


async def questionnaire(request: IntakeRequest) -> Response:
    """GET /staff/export/questionnaire: the form itself as FHIR, in every language; nothing of a patient is in it."""
    resources = request.state["resources"]
    form = Form(resources.content, resources.catalogs, resources.settings.base_url).resource()
    headers = {"Content-Disposition": 'attachment; filename="questionnaire.fhir.json"'}
    return Response(json.dumps(form, ensure_ascii=False), headers=headers, media_type="application/fhir+json")


async def _begin(
    request: IntakeRequest, desk: Desk, asked: Asked, wanted: Wanted, format_: Format
) -> AsyncIterator[bytes]:
    resources = request.state["resources"]
    order = Order(
        format=format_,
        asked=asked.query,
        parts=wanted.parts,
        speaker=Spoken(desk) if wanted.said else CODES,
        bom=wanted.bom,
        right_to_left=wanted.said and desk.reader.locale.direction == "rtl",
    )
    return await exports.begin(
        desk.actor, _real(asked), order, office=resources.office, base_url=resources.settings.base_url, now=desk.now
    )


async def _page(request: IntakeRequest, desk: Desk, asked: Asked, wanted: Wanted, problem: str = "") -> Response:
    resources, confirmed = request.state["resources"], await is_confirmed(request)
    number = await exports.fitting(desk.actor, _real(asked), office=resources.office, now=desk.now)
    view = export_view(desk, asked, wanted, _parts(desk), number, asks_password=not confirmed, problem=problem)
    return staff_page(request, "inbox/exports/export.html", 422 if problem else 200, view=view)


def _parts(desk: Desk) -> tuple[str, ...]:
    return all_parts(desk.content.questionnaire)


def _real(asked: Asked) -> Filters | None:
    """The list without what looks like spam, unless that alone is asked for."""
    filters = asked.filters
    if filters is None or filters.shelves == (Shelf.HELD,):
        return filters
    return replace(filters, shelves=tuple(shelf for shelf in filters.shelves if shelf is not Shelf.HELD), after=None)


def _attachment(pieces: AsyncIterator[bytes], format_: Format, now: datetime) -> Response:
    """The file. Its name says when it was made and nothing of anybody; it runs nothing."""
    name = f"inquiries-{now:%Y%m%d-%H%M}.{SUFFIXES[format_]}"
    headers = {
        "Content-Type": MEDIA[format_],
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "sandbox",
    }
    return StreamingResponse(pieces, headers=headers)
