"""Protected sentences read by a second person: one after the other, the English and the translation side by side."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.responses import RedirectResponse, Response

from intake.domain.errors import Conflict
from intake.lib import formats
from intake.lib.locales import locale_of
from intake.lib.reviews import english_of, said_in, same_person
from intake.services import reviews
from intake.services.reviews import Protected, State
from intake.web.common.forms import read_form, single
from intake.web.common.guards import actor_of
from intake.web.common.staff import Reader, reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.translations import words
from intake.web.translations.common import HOME, domain_of, done, language_of, query_of, readable, services, wanted_in
from intake.web.translations.compared import PieceView, compared

TO_READ = frozenset({State.UNREAD, State.ENGLISH_CHANGED, State.TRANSLATION_CHANGED})


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """Where the approval of one protected message stands. Empty texts: there is nothing to say.

    ``changed``: what has changed since it was read, in the English and in the translation.
    """

    url: str
    id: str
    part: str
    context: str
    comments: tuple[str, ...]
    english: str
    said: str
    seen: str
    author: str
    state: str
    reviewer: str
    on: str
    own: bool
    to_read: bool
    english_changed: tuple[PieceView, ...]
    said_changed: tuple[PieceView, ...]


@readable
async def show(request: IntakeRequest) -> Response:
    """GET /staff/translations/{tag}/reading?after=…: the next that nobody has approved."""
    return await _page(request, request.query_params.get("after", ""))


@readable
async def decide(request: IntakeRequest) -> Response:
    """POST …/{domain}/{message_id}/approval: approve what was seen, or take the approval back."""
    sent, tag, domain = single(await read_form(request)), language_of(request).tag, domain_of(request)
    id_, seen, wish = str(request.path_params["message_id"]), sent.get("seen", ""), sent.get("do", "")
    acts: dict[str, Callable[..., Awaitable[None]]]
    acts = {"approve": partial(reviews.approve, seen=seen), "take_back": reviews.take_back}
    if wish not in acts:
        return await _page(request, status=422)
    try:
        await acts[wish](actor_of(request), tag, domain, id_, **services(request))
    except Conflict:
        return await _page(request, at=id_, status=409, problem="overtaken")
    except reviews.CannotReview as refused:
        return await _page(request, at=id_, status=422, problem=refused.reason.value)
    what = "approved" if wish == "approve" else "taken_back"
    if sent.get("from") == "reading":
        return RedirectResponse(f"{HOME}/{tag}/reading?after={id_}&done={what}", status_code=303)
    return RedirectResponse(f"{HOME}/{tag}/{domain}/{id_}{query_of(wanted_in(request), done=what)}", status_code=303)


def approval_view(one: Protected, tag: str, name: str, reader: Reader) -> ApprovalView:
    """How a message's approval stands for whoever is called ``name``."""
    approval, t, void = one.approval, reader.words, one.state is not State.APPROVED
    english, said = english_of(one.entry), said_in(one.entry)
    return ApprovalView(
        url=f"{HOME}/{tag}/{one.domain}/{one.id}",
        id=one.id,
        part=words.domains(t)[one.domain],
        context=one.entry.context or "",
        comments=one.entry.comments,
        english=english,
        said=said,
        seen=one.seen,
        author=one.author,
        state=one.state.value,
        reviewer=approval.reviewer if approval else "",
        on=formats.date(approval.on, reader.locale.tag) if approval else "",
        own=same_person(one.author, name),
        to_read=one.state in TO_READ,
        english_changed=_changed(approval.english, english) if approval and void else (),
        said_changed=_changed(approval.said, said) if approval and void else (),
    )


def _changed(then: str, now: str) -> tuple[PieceView, ...]:
    return compared(then, now) if then and then != now else ()


async def _page(
    request: IntakeRequest, after: str = "", *, at: str = "", status: int = 200, problem: str = ""
) -> Response:
    locale, reader, actor = language_of(request), reader_of(request), actor_of(request)
    every = await reviews.protected(locale.tag, languages=request.state["resources"].languages)
    one = _one(every, after, at)
    following = _one(every, one.id, "") if one else None
    return staff_page(
        request,
        "translations/reading.html",
        status,
        tag=locale.tag,
        direction=locale_of(locale.tag).direction,
        language=formats.language_name(locale.tag, reader.locale.tag),
        url=f"{HOME}/{locale.tag}",
        one=approval_view(one, locale.tag, actor.name, reader) if one else None,
        next_url=f"{HOME}/{locale.tag}/reading?after={one.id}" if one and following else "",
        waiting=sum(one.state in TO_READ for one in every),
        problem=words.refusals(reader.words).get(problem, ""),
        done=done(request),
    )


def _one(every: Sequence[Protected], after: str, at: str) -> Protected | None:
    """The one to be read: that of this id, or the first that waits behind another."""
    if at:
        return next((one for one in every if one.id == at), None)
    ids = [one.id for one in every]
    start = ids.index(after) + 1 if after in ids else 0
    return next((one for one in every[start:] if one.state in TO_READ), None)
