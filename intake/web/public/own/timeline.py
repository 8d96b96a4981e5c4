"""Behind the door: where the inquiry stands, what happened to it, who opened it, and the way to everything else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from starlette.responses import Response

from intake.domain.completeness import Progress
from intake.domain.visit import Visit
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.lib.templating import fill
from intake.services import asked, details, files, follow_up
from intake.services.follow_up import Event, FollowUp
from intake.services.receiving import Outcome
from intake.web.common.forms import Sent
from intake.web.common.headers import Header
from intake.web.common.locale import locale_of
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.own.messages import ConversationView, conversation
from intake.web.public.own.visit import DOOR, own_page, say
from intake.web.public.reading import FollowUpView, ItemView, LookedView
from intake.web.public.statuses import told
from intake.web.public.voice import Voice, voice_of

# What the visitor is told of the audit; what stands in neither list is the office's own affair.
BY_THE_OFFICE: Final[Mapping[str, str]] = {
    "inquiry.ask": N_("We asked you a few questions"),
    "inquiry.acknowledged": N_("We told you by e-mail that your message is here"),
    "inquiry.address": N_("We corrected your e-mail address, because our mail came back"),
}
BY_THE_VISITOR: Final[Mapping[str, str]] = {
    "inquiry.contact": N_("You changed how we reach you"),
    "inquiry.details": N_("You added details"),
    "inquiry.told": N_("You answered our questions"),
    "inquiry.treatments": N_("You changed the list of treatments"),
    "inquiry.again": N_("You sent the form again, with changes"),
    "inquiry.copied": N_("You took a copy of everything"),
    "consent.patient": N_("The patient answered for themselves"),
    "file.add": N_("Files you sent: %(count)s"),
    "file.remove": N_("You removed a file"),
    "consent.given": N_("You gave a consent"),
    "consent.withdrawn": N_("You withdrew a consent"),
}
# What the visitor does again within this time is one line: ten files one by one, a form saved part by part.
SITTING: Final = timedelta(hours=1)
# What has just been done elsewhere, by the code that page leads back with.
DONE: Final[Mapping[str, str]] = {
    "asked": N_("Thank you. Your answers are with us."),
    "contact": N_("Saved. From now on we reach you like this."),
    "message": N_("Your message is with us. A coordinator reads it in office hours."),
    "files": N_("Your files are with us. A coordinator looks at them in office hours."),
}


async def page(
    request: IntakeRequest,
    visit: Visit,
    *extra: Header,
    sent: Sent | None = None,
    outcomes: Sequence[Outcome] = (),
) -> Response:
    """Everything on one page. ``sent``, ``outcomes``: what stood in the box to write in when the language changed."""
    office = request.state["resources"].office
    found = await follow_up.look(visit, office=office)
    progress = await details.progress(visit, office=office, now=receipt.now())
    what = request.query_params.get("done", "")
    talk = await conversation(request, visit, sent, outcomes, just_written=what == "message")
    sent_files = (await files.of_visit(visit, office=office)).files
    open_ = await asked.count(visit, office=office, now=receipt.now())
    view = _view(request, found, progress, talk)
    view = replace(view, files=len(sent_files), by_link=not visit.is_trusted, asked=open_)
    done = DONE.get(what)
    return own_page(
        request,
        "public/own/timeline.html",
        path=DOOR,
        extra=extra,
        follow_up=view,
        conversation=talk,
        done=say(request, done) if done else "",
    )


def _view(request: IntakeRequest, found: FollowUp, progress: Progress, talk: ConversationView) -> FollowUpView:
    resources, locale = request.state["resources"], locale_of(request)
    voice, zone = voice_of(resources, locale), resources.content.routing.calendar.zone

    def then(moment: datetime) -> str:
        return formats.date_time(moment, locale.tag, zone)

    step, meaning = told(found.status, voice.say)
    lines = [(one.at, ItemView(one.by, then(one.at), one.text)) for one in _items(found, voice)]
    lines += [
        (one.moment, ItemView(one.by, one.at, "", one.body, one.lang, one.new, one.labels)) for one in talk.messages
    ]
    return FollowUpView(
        found.reference,
        step,
        meaning,
        then(found.received_at),
        due=formats.date(found.due_at, locale.tag, zone) if found.due_at else "",
        late=found.due_at is not None and found.due_at < receipt.now(),
        items=tuple(item for _, item in sorted(lines, key=lambda line: line[0])),
        looked=looked(found, voice, str(zone)),
        begun=sum(block.answered > 0 for block in progress.blocks),
        parts=len(progress.blocks),
    )


@dataclass(frozen=True, slots=True)
class _Item:
    """A line and its moment, before it is put in order; ``times``: how often it happened."""

    at: datetime
    by: str
    text: str
    times: int = 1

    def repeats(self, before: "_Item") -> bool:
        """Whether one line tells both: the office's step always, what the visitor does while they sit there."""
        near = self.by == "system" or self.at - before.at < SITTING
        return near and (self.by, self.text) == (before.by, before.text)


def _items(found: FollowUp, voice: Voice) -> list[_Item]:
    """What happened but for messages. The same again is told once, with its last moment."""
    items = [_Item(found.received_at, "you", voice.say(N_("You wrote to us")))]
    for event in found.events:
        item = _told(event, voice)
        if item is not None and item.repeats(items[-1]):
            items[-1] = replace(item, times=items[-1].times + 1)
        elif item is not None:
            items.append(item)
    return [replace(item, text=fill(item.text, {"count": str(item.times)})) for item in items]


def lines(found: FollowUp, voice: Voice) -> list[tuple[datetime, str]]:
    """What happened, in words, in its order."""
    return [(item.at, item.text) for item in _items(found, voice)]


def looked(found: FollowUp, voice: Voice, zone: str) -> tuple[LookedView, ...]:
    """Who opened it, by role."""
    return tuple(
        LookedView(one.role, one.times, formats.date_time(one.last_at, voice.tag, zone), one.documents)
        for one in found.looked
    )


def is_told(event: Event) -> bool:
    """Whether the visitor is told of it at all."""
    return event.status is not None or event.action in (BY_THE_VISITOR if event.by_visitor else BY_THE_OFFICE)


def _told(event: Event, voice: Voice) -> _Item | None:
    if event.status is not None:
        return _Item(event.at, "system", told(event.status, voice.say)[0])
    sentence = (BY_THE_VISITOR if event.by_visitor else BY_THE_OFFICE).get(event.action)
    return _Item(event.at, "you" if event.by_visitor else "system", voice.say(sentence)) if sentence else None
