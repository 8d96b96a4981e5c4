"""What the inquirer and the office write to each other: the thread, and the box to write in.

`conversation` is for every page that shows the two pieces ``own/thread.html`` and ``own/compose.html``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response
from starlette.routing import Route

from intake.domain.conversation import complaint_about, tidied
from intake.domain.distress import Alarm
from intake.domain.errors import TooMany
from intake.domain.visit import Visit
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.lib.ids import new_id
from intake.services import messages, revisions
from intake.services.messages import Message
from intake.services.receiving import Outcome
from intake.web.common.forms import Sent
from intake.web.common.locale import locale_of
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.arriving import LARGEST_DECLARED
from intake.web.public.inquiry_form import TOKEN
from intake.web.public.own.files_presenter import CHOOSE_AGAIN, UploadView, upload_view
from intake.web.public.own.uploads import files_are_missing, inside_with_files
from intake.web.public.own.visit import DOOR, inside, is_switch, own_page, to
from intake.web.public.panels import DistressView, distress_view
from intake.web.public.voice import Voice, voice_of

PATH = f"{DOOR}/messages"
COMPLAINTS = {
    "empty": N_("Please write your message first."),
    "too_long": N_("This message is too long. Please send it in two parts."),
    "unreadable": N_("There is a character here that cannot be read. Please type the text again."),
    "too_many": N_("You have sent many messages in a short time. Please wait a few minutes, then send this one again."),
}

BY_MACHINE = N_("A machine made this text, and nobody has checked it. If something is unclear, please ask us here.")
IN_LANGUAGE = N_("This message is in this language: %(language)s")


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message. ``by``: ``you`` or ``us``; ``moment`` orders it among other things, ``at`` says it in words.

    ``labels``: what must be known before it is read.
    """

    by: str
    moment: datetime
    at: str
    body: str
    lang: str
    new: bool
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConversationView:
    """The thread, and the box with what was typed."""

    messages: tuple[MessageView, ...]
    form_id: str
    typed: str = ""
    complaint: str = ""
    upload: UploadView | None = None
    distress: DistressView | None = None


async def show(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """GET /{locale}/follow-up/messages"""
    return await _page(request, visit, sent)


async def send(request: IntakeRequest, visit: Visit, sent: Sent, outcomes: Sequence[Outcome]) -> Response:
    """POST /{locale}/follow-up/messages: kept, and back to the timeline; or the same page with the text and why not.

    Files are kept by now. One that was refused keeps no text from being sent, and files need no text beside them.
    """
    if is_switch(sent):
        return await _page(request, visit, sent, outcomes)
    text = tidied(_first(sent, "message"))
    refused = any(outcome.refusal for outcome in outcomes)
    if not text and outcomes:
        return await _page(request, visit, sent, outcomes) if refused else to(request, f"{DOOR}?done=files#thread")
    if complaint := complaint_about(text) or await _written(request, visit, text, sent):
        return await _page(request, visit, sent, outcomes, complaint=complaint)
    if refused:
        return await _page(request, visit, {}, outcomes, just_written=True)
    return to(request, f"{DOOR}?done=message#thread")


async def _written(request: IntakeRequest, visit: Visit, text: str, sent: Sent) -> str:
    """Keep the message; what is wrong where it cannot be kept now."""
    office, locale = request.state["resources"].office, locale_of(request)
    try:
        await messages.write(visit, text, _form_id(sent), locale.tag, office=office, now=receipt.now())
    except TooMany:
        return "too_many"
    return ""


ROUTES = [
    Route("/{locale}/follow-up/messages", inside(show), methods=["GET"], name="public:messages"),
    Route(
        "/{locale}/follow-up/messages",
        inside_with_files(send),
        methods=["POST"],
        name="public:write",
        max_body_size=LARGEST_DECLARED,
    ),
]


async def conversation(
    request: IntakeRequest,
    visit: Visit,
    sent: Sent | None = None,
    outcomes: Sequence[Outcome] = (),
    *,
    complaint: str = "",
    just_written: bool = False,
) -> ConversationView:
    """The thread and the box. What the office wrote counts as read once it is shown here.

    ``just_written``: the newest message was sent a moment ago; if its words sound like despair, a panel says whom to
    call now.
    """
    resources = request.state["resources"]
    given, voice = sent or {}, voice_of(resources, locale_of(request))
    found = await messages.thread(visit, office=resources.office, now=receipt.now())
    said = voice.say(COMPLAINTS[complaint]) if complaint else ""
    again = CHOOSE_AGAIN if files_are_missing(given) else ""
    upload = upload_view(resources, voice, kind=_first(given, "kind"), outcomes=outcomes, complaint=again)
    distress = await _distress(request, visit, found) if just_written else None
    return ConversationView(
        _views(request, found), _form_id(given), _first(given, "message"), said, upload=upload, distress=distress
    )


async def _distress(request: IntakeRequest, visit: Visit, found: Sequence[Message]) -> DistressView | None:
    resources = request.state["resources"]
    written = [message.text for message in found if message.author_id is None][-1:]
    if Alarm.DANGER not in resources.content.alarms(written):
        return None
    country = (await revisions.load(visit, office=resources.office)).trace.facts.country
    return distress_view(resources.content, voice_of(resources, locale_of(request)), country, on_form=False)


def _views(request: IntakeRequest, found: Sequence[Message]) -> tuple[MessageView, ...]:
    resources, tag = request.state["resources"], locale_of(request).tag
    zone, voice = resources.content.routing.calendar.zone, voice_of(resources, locale_of(request))
    return tuple(
        MessageView(
            by="us" if message.author_id else "you",
            moment=message.created_at,
            at=formats.date_time(message.created_at, tag, zone),
            body=message.text,
            lang=message.locale,
            new=message.author_id is not None and message.read_at is None,
            labels=labels(message, voice),
        )
        for message in found
    )


def labels(message: Message, voice: Voice) -> tuple[str, ...]:
    """What is said above a message of the office: that nobody checked it, or that it is not in the page's language."""
    if message.author_id is None:
        return ()
    language = {"language": formats.language_name(message.locale, voice.tag)}
    foreign = (voice.say(IN_LANGUAGE) % language,) if message.locale != voice.tag else ()
    return (*((voice.say(BY_MACHINE),) if message.machine else ()), *foreign)


async def _page(
    request: IntakeRequest,
    visit: Visit,
    sent: Sent,
    outcomes: Sequence[Outcome] = (),
    *,
    complaint: str = "",
    just_written: bool = False,
) -> Response:
    view = await conversation(request, visit, sent, outcomes, complaint=complaint, just_written=just_written)
    wrong = complaint or any(outcome.refusal for outcome in outcomes)
    status = 422 if wrong and not is_switch(sent) else 200
    return own_page(request, "public/own/messages.html", path=PATH, status=status, conversation=view)


def _form_id(sent: Sent) -> str:
    """The form's own id, so that sending it twice is one message; a new one for a new form."""
    given = _first(sent, "form_id")
    return given if TOKEN.fullmatch(given) else new_id()


def _first(sent: Sent, name: str) -> str:
    return sent.get(name, [""])[0]
