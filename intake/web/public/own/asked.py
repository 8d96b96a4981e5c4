"""What the office asks: a few questions on a page of their own, each answer kept by itself."""

from dataclasses import dataclass, replace
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from intake.domain.criteria.case import CARDS
from intake.domain.questionnaire import Question
from intake.domain.values import UNKNOWN
from intake.domain.visit import Visit
from intake.services import asked
from intake.services.asked import Open
from intake.services.details import Saved
from intake.web.common.forms import Sent
from intake.web.common.locale import locale_of
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.form_presenter import complaints_of
from intake.web.public.own.details import status_of
from intake.web.public.own.details_presenter import fields_of
from intake.web.public.own.visit import DOOR, inside_with_code, is_switch, own_page, to
from intake.web.public.presenters import ComplaintView, FieldView
from intake.web.public.voice import voice_of

PATH: Final = f"{DOOR}/asked"


@dataclass(frozen=True, slots=True)
class AskedView:
    """The page. ``kept``: some answers are saved; ``nothing``: the form came back without any."""

    fields: tuple[FieldView, ...]
    seen: str
    complaints: tuple[ComplaintView, ...] = ()
    conflict: bool = False
    kept: bool = False
    nothing: bool = False
    to_cards: bool = False

    @property
    def reasons(self) -> tuple[FieldView, ...]:
        """The questions that say why they are asked."""
        return tuple(field for field in self.fields if field.why)


@inside_with_code
async def page(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """GET /{locale}/follow-up/asked: what is still open; POST: what was answered is kept, the rest is asked again."""
    office = request.state["resources"].office
    if request.method != "POST" or is_switch(sent):
        return await _page(request, visit, sent if request.method == "POST" else None)
    seen = "".join(sent.get("seen", ())[:1])
    outcome = await asked.answer(visit, sent, seen=seen, office=office, now=receipt.now())
    if not outcome.complete:
        return await _page(request, visit, sent, outcome)
    if not await asked.count(visit, office=office, now=receipt.now()):
        return to(request, f"{DOOR}?done=asked")
    return to(request, f"{PATH}?saved=yes") if outcome.kept else await _page(request, visit, sent, outcome)


async def _page(request: IntakeRequest, visit: Visit, sent: Sent | None, outcome: Saved | None = None) -> Response:
    office, now = request.state["resources"].office, receipt.now()
    left = await asked.opened(visit, office=office, now=now)
    view = _view(request, left, sent, outcome)
    status = 422 if view.nothing else status_of(outcome)
    return own_page(request, "public/own/asked.html", path=PATH, status=status, asked=view)


def _view(request: IntakeRequest, left: Open, sent: Sent | None, outcome: Saved | None) -> AskedView:
    resources = request.state["resources"]
    voice, content = voice_of(resources, locale_of(request)), resources.content
    questions, today = tuple(_or_unknown(one) for one in left.questions), receipt.now().date()
    known = {id_: answer for id_, answer in left.contents.answers.items() if answer not in {UNKNOWN, (UNKNOWN,)}}
    fields = fields_of(questions, left.stored, known, voice, content, today, sent=sent, outcome=outcome)
    seen = "".join((sent or {}).get("seen", ())[:1]) if sent is not None and outcome is None else left.seen
    return AskedView(
        fields,
        seen,
        complaints_of(fields),
        conflict=outcome is not None and outcome.conflict is not None,
        kept=bool(outcome and outcome.kept) or request.query_params.get("saved") == "yes",
        nothing=outcome is not None and outcome.complete and not outcome.kept,
        to_cards=any(one.id == CARDS for one in left.questions),
    )


def _or_unknown(question: Question) -> Question:
    """The question with a box “I do not know”, where none of its options says so: here that is always an answer."""
    return question if UNKNOWN in question.codes else replace(question, or_unknown=True)


ROUTES = [Route("/{locale}/follow-up/asked", page, methods=["GET", "POST"], name="public:asked")]
