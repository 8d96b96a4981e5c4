"""A second look at past inquiries, once published criteria have changed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.responses import Response

from intake.domain.criteria.criterion import Outcome
from intake.lib import formats
from intake.services.desk import second_look
from intake.services.desk.second_look import STEP, Flip, Past, SecondLook
from intake.services.inbox_list import Cursor
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox import words as inbox_words
from intake.web.inbox.criteria import words
from intake.web.inbox.desk import Desk, Moment

PATH = "/staff/criteria/second-look"


@dataclass(frozen=True, slots=True)
class FlipView:
    """One text, what it said and what it says."""

    title: str
    id: str
    old: str
    old_said: str
    new: str
    new_said: str


@dataclass(frozen=True, slots=True)
class PastView:
    """One past inquiry."""

    url: str
    reference: str
    condition: str
    age: str
    status: str
    received: Moment
    flips: tuple[FlipView, ...]


@dataclass(frozen=True, slots=True)
class SecondLookView:
    """The page. ``since`` is empty where no earlier version is known."""

    since: str
    changed: tuple[str, ...]
    rows: tuple[PastView, ...]
    seen: int
    step: int
    older: str


async def show(request: IntakeRequest) -> Response:
    """GET /staff/criteria/second-look"""
    office, now = request.state["resources"].office, datetime.now(UTC)
    after = Cursor.parse(request.query_params.get("after", ""))
    found = await second_look.look(actor_of(request), after, office=office, now=now)
    desk = Desk(actor_of(request), reader_of(request), office.content, now)
    return staff_page(request, "inbox/criteria/second_look.html", view=_view(desk, found))


def _view(desk: Desk, found: SecondLook) -> SecondLookView:
    return SecondLookView(
        formats.date(found.since, desk.tag, desk.zone) if found.since else "",
        tuple(_title(desk, id_) for id_ in found.changed),
        tuple(_past(desk, row) for row in found.rows),
        found.seen,
        STEP,
        f"{PATH}?{urlencode({'after': str(found.following)})}" if found.following else "",
    )


def _past(desk: Desk, row: Past) -> PastView:
    found = row.summary
    return PastView(
        f"/staff/inquiries/{found.id}/criteria",
        found.reference,
        desk.condition(found.facts.condition),
        desk.age(found.facts.age_group),
        inbox_words.statuses(desk.t)[found.status],
        desk.ago(found.received_at),
        tuple(_flip(desk, flip) for flip in row.flips),
    )


def _flip(desk: Desk, flip: Flip) -> FlipView:
    said = words.outcomes(desk.t)
    old, new = (one or Outcome.NOT_APPLICABLE for one in (flip.old, flip.new))
    return FlipView(
        _title(desk, flip.criterion),
        flip.criterion,
        old.value,
        said[old] if flip.old else desk.t.pgettext("outcome", "Was not there"),
        new.value,
        said[new] if flip.new else desk.t.pgettext("outcome", "Is not there any more"),
    )


def _title(desk: Desk, id_: str) -> str:
    known = {one.id: one for one in desk.content.criteria.criteria.published}.get(id_)
    if known is None or not known.product:
        return id_
    return f"{known.product} · {words.regions(desk.t)[known.basis.region]}"
