"""What the page of an inquiry shows of answers that are not sent yet, and of the mails about those that are."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.domain.reply import ReplyState
from intake.lib import formats
from intake.services.desk.replies import InTheMaking, Reply
from intake.services.desk.their_day import zones_of
from intake.services.inbox import CaseFile
from intake.web.inbox.desk import Desk
from intake.web.inbox.replies import words


@dataclass(frozen=True, slots=True)
class ReplyView:
    """One of them: where it is, since when, or when it goes out."""

    url: str
    state: str
    title: str
    detail: str
    held: str


@dataclass(frozen=True, slots=True)
class MakingView:
    """All of them, and by the id of a message what became of its mail."""

    replies: tuple[ReplyView, ...]
    mails: Mapping[str, str]


def making_view(desk: Desk, file: CaseFile, found: InTheMaking) -> MakingView:
    """For an inquiry that its reader has opened."""
    called = words.mails(desk.t)
    ours = [one.id for one in file.messages if one.author_id]
    mails = {id_: called[found.mails[id_].value if id_ in found.mails else ""] for id_ in ours}
    return MakingView(tuple(_view(desk, file, one) for one in found.replies), mails)


def _view(desk: Desk, file: CaseFile, reply: Reply) -> ReplyView:
    t, since = desk.t, {"when": desk.then(reply.updated_at).said}
    state, detail = reply.state, t.gettext("since %(when)s") % since
    title = words.states(t)[state]
    if state is ReplyState.TO_TRANSLATE:
        title = t.gettext("With %(name)s for translation") % {"name": file.names.get(reply.translator_id or "", "")}
    elif state is ReplyState.SCHEDULED and reply.send_at:
        zones = zones_of(file.inquiry.answers)
        zone = zones[0] if len(zones) == 1 else desk.zone
        title, detail = t.gettext("An answer goes out"), formats.date_time(reply.send_at, desk.tag, zone)
    else:
        title = t.gettext("An answer of %(name)s: %(state)s") % {
            "name": file.names.get(reply.author_id, ""),
            "state": title,
        }
    url = f"/staff/inquiries/{reply.inquiry_id}/replies/{reply.id}"
    return ReplyView(url, state.value, title, detail, words.held(t)[reply.texts.held] if reply.texts.held else "")
