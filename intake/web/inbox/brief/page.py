"""The brief on one sheet of paper; what is extra sensitive, shown once. Each look is written down for what it is."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final

from starlette.responses import Response

from intake.domain.conversation import tidied
from intake.lib.locales import locale_of
from intake.services import inbox
from intake.services.desk import sensitive
from intake.services.inbox import Purpose
from intake.web.common.csrf import refuse_from_elsewhere
from intake.web.common.forms import read_form, single
from intake.web.common.guards import actor_of
from intake.web.common.staff import Reader, reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox import words
from intake.web.inbox.brief.paper import USUAL, paper_view
from intake.web.inbox.common import id_of
from intake.web.inbox.desk import Desk
from intake.web.inbox.forms import LONGEST_REASON
from intake.web.inbox.sheet_answers import pair, with_details
from intake.web.inbox.sheet_views import Pair

PARTS: Final = ("line", "words", "records", "answers", "contact")


async def paper(request: IntakeRequest) -> Response:
    """GET /staff/inquiries/{id}/brief: ``part`` names what is printed, ``second`` a second language beside ours."""
    refuse_from_elsewhere(request)
    resources, now = request.state["resources"], datetime.now(UTC)
    db, keyring = resources.db, resources.keyring
    inquiry_id = id_of(request)
    file = await inbox.load(actor_of(request), inquiry_id, Purpose.BRIEF, db=db, keyring=keyring, now=now)
    desks = [_desk(request, reader_of(request), now)]
    second = request.query_params.get("second", "")
    if second in resources.catalogs.tags and second != desks[0].tag:
        words_of = resources.catalogs.translations(second, "staff")
        desks.append(_desk(request, Reader(locale_of(second), words_of), now))
    view = paper_view(desks, file, _chosen(request), resources.catalogs.tags)
    return staff_page(request, "inbox/brief/paper.html", view=view)


async def show_sensitive(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/sensitive: with a reason, what is extra sensitive, once; without, the question why."""
    reason = tidied(single(await read_form(request)).get("reason", ""))
    problem = "reason_missing" if not reason else "reason_too_long" if len(reason) > LONGEST_REASON else ""
    if problem:
        sentence = words.refusals(reader_of(request).words)[problem]
        return _sensitive(request, 422, problem=sentence)
    resources, now = request.state["resources"], datetime.now(UTC)
    db, keyring = resources.db, resources.keyring
    inquiry_id = id_of(request)
    opened = await sensitive.open_for(actor_of(request), inquiry_id, reason, db=db, keyring=keyring, now=now)
    desk = _desk(request, reader_of(request), now)
    asked = with_details(opened.asked, desk.content.questionnaire)
    given = [item for item in asked.questions if opened.answers.get(item.id)]
    pairs = tuple(pair(desk, item, opened.answers, opened.about.locale) for item in given)
    return _sensitive(request, 200, pairs, reference=opened.about.reference)


def _sensitive(
    request: IntakeRequest, status: int, pairs: tuple[Pair, ...] = (), *, reference: str = "", problem: str = ""
) -> Response:
    url, said = f"/staff/inquiries/{request.path_params['id']}", {"reference": reference, "problem": problem}
    return staff_page(request, "inbox/brief/sensitive.html", status, url=url, pairs=pairs, **said)


def _chosen(request: IntakeRequest) -> Collection[str]:
    """The parts somebody ticked; what is usual for whoever has not chosen yet."""
    query = request.query_params
    return frozenset(PARTS).intersection(query.getlist("part")) if "chosen" in query else USUAL


def _desk(request: IntakeRequest, reader: Reader, now: datetime) -> Desk:
    return Desk(actor_of(request), reader, request.state["resources"].content, now)
