"""Treatments one by one: a card for each, put in order with plain buttons."""

from starlette.responses import Response
from starlette.routing import Route

from intake.domain.errors import NotFound
from intake.domain.visit import Visit
from intake.lib.ids import new_id
from intake.services import details
from intake.services.details import Saved
from intake.services.revisions import Contents
from intake.web.common.forms import Sent
from intake.web.common.locale import locale_of
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.own.cards_presenter import card_view, cards_view
from intake.web.public.own.details import status_of
from intake.web.public.own.details_presenter import TREATMENTS
from intake.web.public.own.visit import inside_with_code, is_switch, own_page, to
from intake.web.public.voice import voice_of

NEW = "new"
EMPTY = "empty"


@inside_with_code
async def treatments(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """GET /{locale}/follow-up/treatments: the list; POST: one card moved or removed, or ticked medicines added."""
    office = request.state["resources"].office
    if request.method == "POST" and not is_switch(sent):
        return await _arrange(request, visit, sent)
    contents = await details.opened(visit, office=office)
    view = cards_view(
        contents.cards,
        contents.answers,
        voice_of(request.state["resources"], locale_of(request)),
        request.state["resources"].content,
        saved=request.query_params.get("saved", ""),
        removing=request.query_params.get("remove", ""),
        empty=EMPTY in request.query_params,
        ticked=sent.get("medicine", ()),
    )
    return own_page(request, "public/own/treatments.html", path=TREATMENTS, view=view)


async def _arrange(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    office = request.state["resources"].office
    if removed := "".join(sent.get("remove", ())[:1]):
        await details.remove_card(visit, removed, office=office, now=receipt.now())
    elif move := "".join(sent.get("move", ())[:1]):
        card, _, place = move.rpartition(".")
        if place.isascii() and place.isdecimal() and len(place) < 4:
            await details.move_card(visit, card, int(place), office=office, now=receipt.now())
            return to(request, f"{TREATMENTS}#card-{card}")
    elif ticked := sent.get("medicine"):
        await details.add_cards_from_checklist(visit, ticked, office=office, now=receipt.now())
    return to(request, TREATMENTS)


@inside_with_code
async def card(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """GET /{locale}/follow-up/treatments/{card}: one card, or a new one; POST: saved, or shown again."""
    office, name = request.state["resources"].office, request.path_params["card"]
    contents = await details.opened(visit, office=office)
    if request.method != "POST" or is_switch(sent):
        return _card(request, contents, sent if request.method == "POST" else None)
    seen = "".join(sent.get("seen", ())[:1])
    if name == NEW:
        form_id = "".join(sent.get("form_id", ())[:1]) or new_id()
        outcome = await details.add_card(visit, form_id, sent, office=office, now=receipt.now())
    else:
        outcome = await details.save_card(visit, name, sent, seen=seen, office=office, now=receipt.now())
    if not outcome.complete:
        return _card(request, contents, sent, outcome)
    if not outcome.card:
        return to(request, f"{TREATMENTS}?{EMPTY}")
    return to(request, f"{TREATMENTS}/{NEW}" if sent.get("action") == ["another"] else TREATMENTS)


def _card(request: IntakeRequest, contents: Contents, sent: Sent | None, outcome: Saved | None = None) -> Response:
    """The card's page. A card that has just been added goes on under an address of its own."""
    resources, name = request.state["resources"], request.path_params["card"]
    if outcome is not None and outcome.card:
        name = outcome.card
    found = details.card_of(contents, name)
    if found is None and name != NEW and sent is None:
        raise NotFound
    again = sent is not None and outcome is None  # another language: nothing was looked at yet
    view = card_view(
        found,
        contents.answers,
        voice_of(resources, locale_of(request)),
        resources.content,
        receipt.now().date(),
        form_id="".join((sent or {}).get("form_id", ())[:1]) or new_id(),
        seen="".join((sent or {}).get("seen", ())[:1]) if again else details.seen_card(found),
        sent=sent,
        outcome=outcome,
    )
    return own_page(request, "public/own/card.html", path=f"{TREATMENTS}/{name}", status=status_of(outcome), card=view)


ROUTES = [
    Route("/{locale}/follow-up/treatments", treatments, methods=["GET", "POST"], name="public:treatments"),
    Route("/{locale}/follow-up/treatments/{card}", card, methods=["GET", "POST"], name="public:treatment"),
]
