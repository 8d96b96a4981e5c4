"""Mails in words: what each is, to whom, how it stands and why, and what to do next. No address is ever among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Final

from intake.domain.mail_state import MailStanding, MailState, Reason
from intake.services.mail.outbox import OutboxEntry

TONES: Final[Mapping[MailState, str]] = {
    MailState.SENT: "good",
    MailState.TRYING_AGAIN: "waiting",
    MailState.DELAYED: "waiting",
    MailState.CAME_BACK: "same_day",
    MailState.GIVEN_UP: "same_day",
    MailState.STOPPED: "quiet",
}
_OVER: Final = {reason.value: reason for reason in (Reason.DEALT_WITH, Reason.SENT_AGAIN)}


@dataclass(frozen=True, slots=True)
class MailView:
    """One mail. ``state``: with its time; ``why`` and ``next``: in words, where there is anything to say."""

    id: str
    what: str
    to: str
    state: str
    tone: str
    why: str
    next: str


def mail_view(
    t: NullTranslations, mail: OutboxEntry, stands: MailStanding, *, time: str, names: Mapping[str, str]
) -> MailView:
    """As whoever looks after inquiries reads it. ``time``: the moment of its state; ``names``: of colleagues."""
    said = _state(t, stands, time)
    return MailView(
        id=mail.id,
        what=kinds(t).get(mail.kind.value, mail.kind.value),
        to=reader(t, mail, names),
        state=said,
        tone=TONES.get(stands.state, "open"),
        why=" ".join(_why(t, mail, stands)),
        next=_next(t, mail, stands),
    )


def reader(t: NullTranslations, mail: OutboxEntry, names: Mapping[str, str]) -> str:
    """Whom it is for: a colleague by name, anybody else by what they are."""
    if mail.staff_id is not None:
        return names.get(mail.staff_id) or t.pgettext("mail to", "a colleague who has left")
    if mail.to_staff:
        return t.pgettext("mail to", "a colleague")
    return t.pgettext("mail to", "the inquirer")


def _state(t: NullTranslations, stands: MailStanding, time: str) -> str:
    at = {"time": time}
    timed = {
        MailState.QUEUED: t.pgettext("mail", "Waiting since %(time)s"),
        MailState.HELD: t.pgettext("mail", "Held until %(time)s"),
        MailState.TRYING_AGAIN: t.pgettext("mail", "Next try %(time)s"),
        MailState.SENT: t.pgettext("mail", "Sent %(time)s"),
        MailState.DELAYED: t.pgettext("mail", "Delayed since %(time)s"),
        MailState.CAME_BACK: t.pgettext("mail", "Came back %(time)s"),
    }
    if time and stands.state in timed:
        return timed[stands.state] % at
    return states(t)[stands.state]


def _why(t: NullTranslations, mail: OutboxEntry, stands: MailStanding) -> list[str]:
    said = []
    if stands.reason is not None and stands.state is not MailState.SENT:
        said.append(reasons(t)[stands.reason])
    over = _OVER.get(mail.last_error or "")
    if over is not None and over is not stands.reason:
        said.append(reasons(t)[over])
    return said


def _next(t: NullTranslations, mail: OutboxEntry, stands: MailStanding) -> str:
    if stands.state is MailState.TRYING_AGAIN:
        return t.gettext("Nothing to do yet: it is tried again for three days.")
    if stands.state is MailState.DELAYED:
        return t.gettext("Nothing to do yet: their server keeps trying. If it is urgent, call.")
    if not stands.unreached:
        return ""
    if mail.to_staff and stands.reason not in _OURS:
        return t.gettext("Tell your colleague another way, and an administrator that their mail does not arrive.")
    return _advice(t).get(stands.reason or Reason.OTHER) or t.gettext("Send it again, or call.")


_OURS: Final = frozenset({Reason.OUR_SERVER, Reason.OUR_FAULT, Reason.TOO_BIG, Reason.NO_READER})


def _advice(t: NullTranslations) -> Mapping[Reason, str]:
    """What helps, by why it did not arrive."""
    ours = t.gettext("Tell whoever keeps the service running; when it is mended, send it again.")
    return {
        Reason.BAD_ADDRESS: t.gettext("Correct the address, or call."),
        Reason.MAILBOX_FULL: t.gettext("Call, or send it again in a few days."),
        Reason.UNWANTED: t.gettext(
            "Call, and tell whoever keeps the service running: other mails may be refused, too."
        ),
        Reason.NO_READER: t.gettext("An administrator gives somebody this queue, and sends it again."),
        **dict.fromkeys((Reason.OUR_SERVER, Reason.OUR_FAULT, Reason.TOO_BIG), ours),
    }


def states(t: NullTranslations) -> Mapping[MailState, str]:
    """How a mail stands, without a time."""
    return {
        MailState.QUEUED: t.pgettext("mail", "Waiting"),
        MailState.HELD: t.pgettext("mail", "Held"),
        MailState.ON_ITS_WAY: t.pgettext("mail", "On its way"),
        MailState.TRYING_AGAIN: t.pgettext("mail", "Being tried again"),
        MailState.SENT: t.pgettext("mail", "Sent"),
        MailState.DELAYED: t.pgettext("mail", "Delayed"),
        MailState.CAME_BACK: t.pgettext("mail", "Came back"),
        MailState.GIVEN_UP: t.pgettext("mail", "Given up"),
        MailState.STOPPED: t.pgettext("mail", "Stopped"),
    }


def reasons(t: NullTranslations) -> Mapping[Reason, str]:
    """Why it stands so."""
    return {
        Reason.BAD_ADDRESS: t.gettext("The address does not exist, or takes no mail."),
        Reason.MAILBOX_FULL: t.gettext("The mailbox is full."),
        Reason.TOO_BIG: t.gettext("The mail is too big for the other server."),
        Reason.UNWANTED: t.gettext("The other server does not take this mail."),
        Reason.BUSY: t.gettext("The other server asked us to come back later."),
        Reason.NO_ANSWER: t.gettext("The other server does not answer."),
        Reason.OUR_SERVER: t.gettext("Our own mail server could not be used."),
        Reason.OUR_FAULT: t.gettext("The mail could not be written: a mistake on our side."),
        Reason.NO_READER: t.gettext("Nobody serves the queue of this inquiry."),
        Reason.NOT_WANTED: t.gettext("It was not needed any more."),
        Reason.TOO_MANY: t.gettext("This address had its automatic mails for the day."),
        Reason.THEIR_CHOICE: t.gettext("They chose not to be told of such inquiries by mail."),
        Reason.DEALT_WITH: t.gettext("Somebody has dealt with it."),
        Reason.SENT_AGAIN: t.gettext("It was sent again."),
        Reason.OTHER: t.gettext("The reason is not known."),
    }


def distinct_kinds(t: NullTranslations) -> Mapping[str, str]:
    """What a mail is, where one is chosen among all: no two are called the same."""
    return {
        **kinds(t),
        "inquiry_reminder_stand_in": t.pgettext("mail kind", "Reminder to whoever stands in"),
        "inquiry_reminder_lead": t.pgettext("mail kind", "Reminder to whoever leads the desk"),
    }


def kinds(t: NullTranslations) -> Mapping[str, str]:
    """What a mail is, by its kind."""
    reminder = t.pgettext("mail kind", "Reminder: nobody has the inquiry yet")
    return {
        "inquiry_received": t.pgettext("mail kind", "Receipt: the inquiry is here"),
        "inquiry_routed": t.pgettext("mail kind", "A new inquiry"),
        "inquiry_updated": t.pgettext("mail kind", "News from the inquirer"),
        "message_waiting": t.pgettext("mail kind", "An answer is waiting"),
        "contact_changed": t.pgettext("mail kind", "The contact details were changed"),
        "one_time_link": t.pgettext("mail kind", "A link to their page"),
        "draft_saved": t.pgettext("mail kind", "A form was put aside"),
        "answer_awaited": t.pgettext("mail kind", "Reminder of what they were asked for"),
        "inquiry_reminder": reminder,
        "inquiry_reminder_stand_in": reminder,
        "inquiry_reminder_lead": reminder,
        "colleague_mentioned": t.pgettext("mail kind", "Named in a note"),
        "invitation": t.pgettext("mail kind", "Invitation of a colleague"),
        "reply_not_read": t.pgettext("mail kind", "Answer to a mail that nobody reads"),
    }
