"""The conversation with the inquirer, as a coordinator reads it: their words as typed, with their language."""

from collections.abc import Mapping

from intake.domain.contact import ContactLimits, Limit
from intake.domain.triage import UNMAILED
from intake.lib.ids import new_id
from intake.services.inbox import CaseFile
from intake.services.messages import Message
from intake.web.inbox.desk import Desk
from intake.web.inbox.reach import at_an_end
from intake.web.inbox.sheet_views import ConversationView, MessageView


def conversation_view(desk: Desk, file: CaseFile) -> ConversationView:
    """The messages, the oldest first, and the box to answer in."""
    found, t = file.inquiry.summary, desk.t
    silent = found.status in UNMAILED
    by_mail = "email" in file.inquiry.answers and not silent
    if by_mail:
        told = t.gettext("The patient reads this behind the access code; the mail says only that an answer is waiting.")
    elif silent:
        told = t.gettext("The patient reads this behind the access code. In this status no mail is sent.")
    elif Limit.NO_CALLS in ContactLimits.of(file.inquiry.answers).named:
        told = t.gettext(
            "The patient reads this behind the access code. They gave no e-mail address and asked us not to call: no "
            "mail tells them that an answer is waiting."
        )
    else:
        told = t.gettext(
            "The patient reads this behind the access code. They gave no e-mail address: tell them by phone that an "
            "answer is waiting."
        )
    return ConversationView(
        messages=tuple(message_view(desk, file.names, message) for message in file.messages),
        answer_in=t.gettext("Answer in %(language)s") % {"language": desk.language(found.facts.language)},
        lang=found.facts.language,
        by_mail=by_mail,
        told=told,
        form_id=new_id(),
        warning=" ".join(at_an_end(desk, found.status)),
    )


def message_view(desk: Desk, names: Mapping[str, str], message: Message) -> MessageView:
    """One message. ``names`` of colleagues by their id."""
    t, ours = desk.t, message.author_id is not None
    if ours and message.read_at is None:
        mark = t.pgettext("message", "not opened yet")
    elif ours and message.read_at is not None:
        mark = t.pgettext("message", "opened %(when)s") % {"when": desk.then(message.read_at).said}
    else:
        mark = "" if message.read_at else t.pgettext("message", "new")
    author = names.get(message.author_id or "", "") if ours else t.pgettext("actor", "the inquirer")
    translated = {"author": author, "translator": names.get(message.translator_id, "")}
    return MessageView(
        id=message.id,
        author=author,
        ours=ours,
        text=message.text,
        lang=message.locale,
        language=desk.language(message.locale),
        at=desk.then(message.created_at),
        new=not ours and message.read_at is None,
        mark=mark,
        original=message.original,
        original_lang=message.original_locale,
        byline=t.gettext("written by %(author)s, translated by %(translator)s") % translated
        if message.translator_id
        else "",
        machine=t.gettext("Made by a machine, checked by nobody. Their page says so.") if message.machine else "",
    )
