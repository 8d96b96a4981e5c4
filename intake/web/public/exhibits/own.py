"""Exhibits of the pages behind the access code, each in the states it can be in."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from intake.content.loader import Content
from intake.domain.files import FileKind, Refusal
from intake.domain.records import Record, RecordState
from intake.domain.typed import Complaint
from intake.domain.values import Status
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.services import contact
from intake.services.contact import Changed
from intake.services.files import Listed
from intake.services.receiving import Outcome
from intake.web.common.looking import Exhibit, Stage
from intake.web.public.exhibits import own_consents, own_details, own_rights, sample
from intake.web.public.exhibits.common import page
from intake.web.public.fields import Fields
from intake.web.public.form_presenter import complaints_of
from intake.web.public.own import messages, timeline
from intake.web.public.own.files_presenter import CHOOSE_AGAIN, NONE_CHOSEN, FilesView, files_view, upload_view
from intake.web.public.own.messages import ConversationView
from intake.web.public.own.visit import DOOR
from intake.web.public.panels import distress_view
from intake.web.public.reading import FollowUpView, ItemView
from intake.web.public.statuses import told
from intake.web.public.voice import Voice


def pages(content: Content) -> Iterator[Exhibit]:
    """All of them."""
    yield page("timeline", N_("One’s own message"), "public/own/timeline.html", _timeline, path=DOOR)
    for status in Status:
        context = partial(_timeline, status=status, late=status is Status.SUBMITTED)
        yield page(f"timeline.{status}", N_("One’s own message"), "public/own/timeline.html", context, about=status)
    for what in timeline.DONE:
        yield page(
            f"timeline.done.{what}",
            N_("One’s own message"),
            "public/own/timeline.html",
            partial(_timeline, done=what),
            about=what,
        )
    yield page("messages", N_("Messages"), "public/own/messages.html", _messages, path=messages.PATH)
    for wrong in (*messages.COMPLAINTS, "refused"):
        yield page(
            f"messages.{wrong}",
            N_("Messages"),
            "public/own/messages.html",
            partial(_messages, wrong=wrong),
            about=wrong,
        )
    for template in content.replies:
        context = partial(_reply, template)
        yield page(
            f"reply.{template}", N_("A letter of the office"), "public/own/messages.html", context, about=template
        )
    yield from own_details.pages(content)
    yield page("files", N_("Documents"), "public/own/files.html", _files, path=f"{DOOR}/files")
    for name in ("refused", "again", "known", "link", "none"):
        yield page(f"files.{name}", N_("Documents"), "public/own/files.html", partial(_files, state=name), about=name)
    yield page("contact", N_("How we reach you"), "public/own/contact.html", _contact, path=f"{DOOR}/contact")
    yield page(
        "contact.stale", N_("How we reach you"), "public/own/contact.html", partial(_contact, stale=True), about="stale"
    )
    yield from own_consents.pages()
    yield from own_rights.pages()


def _conversation(stage: Stage, voice: Voice, *, wrong: str = "", refused: bool = False) -> ConversationView:
    outcomes = [Outcome("demo.pdf", Refusal.EMPTY)] if refused else []
    upload = upload_view(stage.resources, voice, outcomes=outcomes, complaint=CHOOSE_AGAIN if wrong else "")
    zone = stage.resources.content.routing.calendar.zone
    language = {"language": formats.language_name("en", voice.tag)}
    labels = (voice.say(messages.BY_MACHINE), voice.say(messages.IN_LANGUAGE) % language)
    thread = tuple(
        replace(one, at=formats.date_time(one.moment, voice.tag, zone), labels=labels if one.by == "us" else ())
        for one in sample.conversation()
    )
    complaint = voice.say(messages.COMPLAINTS[wrong]) if wrong else ""
    distress = distress_view(stage.resources.content, voice, "US", on_form=False)
    return ConversationView(thread, "demo", sample.TEXT, complaint, upload=upload, distress=distress)


def _timeline(
    stage: Stage, voice: Voice, *, status: Status = Status.IN_TRIAGE, late: bool = False, done: str = ""
) -> dict[str, object]:
    found, talk = sample.follow_up(status), _conversation(stage, voice)
    zone = stage.resources.content.routing.calendar.zone
    found = replace(found, looked=()) if late else found
    step, meaning = told(status, voice.say)
    lines = [
        ItemView("system", formats.date_time(at, voice.tag, zone), text) for at, text in timeline.lines(found, voice)
    ]
    lines += [ItemView(one.by, one.at, "", one.body, one.lang, one.new, one.labels) for one in talk.messages]
    view = FollowUpView(
        sample.REFERENCE,
        step,
        meaning,
        formats.date_time(found.received_at, voice.tag, zone),
        due=formats.date(sample.NOW, voice.tag, zone),
        late=late,
        items=tuple(lines),
        looked=timeline.looked(found, voice, str(zone)),
        begun=1,
        parts=9,
        files=0 if late else 2,
        by_link=bool(done),
        asked=1 if done else 2,
    )
    return {"follow_up": view, "conversation": talk, "done": voice.say(timeline.DONE[done]) if done else ""}


def _messages(stage: Stage, voice: Voice, *, wrong: str = "") -> dict[str, object]:
    talk = _conversation(stage, voice, wrong=wrong if wrong in messages.COMPLAINTS else "", refused=wrong == "refused")
    if wrong == "empty":
        talk = replace(talk, messages=())
    return {"conversation": talk}


def _reply(template: str, stage: Stage, voice: Voice) -> dict[str, object]:
    """A letter as a coordinator begins it, before a name stands in it."""
    words = stage.resources.catalogs.translations(voice.tag, "mail")
    body = words.pgettext(f"reply.{template}.body", stage.resources.content.replies[template].body)
    talk = _conversation(stage, voice)
    written = (replace(one, body=body, lang=voice.tag, labels=()) for one in talk.messages if one.by == "us")
    return {"conversation": replace(talk, messages=tuple(written))}


def _files(stage: Stage, voice: Voice, *, state: str = "") -> dict[str, object]:
    outcomes: dict[str, list[Outcome]] = {
        "refused": [Outcome(f"{why}.pdf", why) for why in Refusal],
        "known": [Outcome("demo.pdf"), Outcome("", known=True)],
    }
    complaint = {"again": CHOOSE_AGAIN, "none": NONE_CHOSEN}.get(state, "")
    upload = upload_view(stage.resources, voice, outcomes=outcomes.get(state, ()), complaint=complaint)
    states = tuple(RecordState)
    records = tuple(Record(kind, states[at % len(states)]) for at, kind in enumerate(FileKind))
    sent = () if state == "none" else sample.files()
    listed = Listed(sent, records, frozenset(one.id for one in sent))
    view: FilesView = files_view(
        listed, stage.resources, voice, upload, trusted=state != "link", arrived=0 if state else 2
    )
    return {"view": view, "by_link": state == "link"}


def _contact(stage: Stage, voice: Voice, *, stale: bool = False) -> dict[str, object]:
    content, office = stage.resources.content, stage.resources.office
    wrong = {} if stale else {"email": Complaint.NOT_AN_EMAIL}
    form = Fields(content.questionnaire, voice, content, sample.TODAY, typed=sample.TYPED, complaints=wrong)
    fields = form.of(contact.questions(office))
    return {"fields": fields, "complaints": complaints_of(fields), "changed": Changed(wrong, "demo", stale)}
