"""How a mail stands for whoever looks at it, worked out from times: events arrive out of order.

A bounce may come before the worker has noted that the mail went out, a delay after the bounce. So no event moves a
state on; each leaves its time, and the times together say how the mail stands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from intake.domain.message import MAILBOX_FULL_CODES, OutboxState

S = OutboxState
# Servers try for four or five days at least (RFC 5321, 4.5.4.1), and say so when they give up.
DELAY_LASTS: Final = timedelta(days=6)


class MailState(StrEnum):
    """How a mail stands, in the order of its life."""

    QUEUED = "queued"
    HELD = "held"  # on purpose, until then: quiet hours, or mails that go out together
    ON_ITS_WAY = "on_its_way"
    TRYING_AGAIN = "trying_again"
    SENT = "sent"
    DELAYED = "delayed"  # sent, and another server has not got rid of it yet
    CAME_BACK = "came_back"
    GIVEN_UP = "given_up"
    STOPPED = "stopped"  # not wanted any more, before it reached anybody


class Reason(StrEnum):
    """Why a mail stands as it does, as far as it decides what to do next."""

    BAD_ADDRESS = "bad_address"
    MAILBOX_FULL = "mailbox_full"
    TOO_BIG = "too_big"
    UNWANTED = "unwanted"  # their server takes no mail of ours, or takes this one for spam
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    OUR_SERVER = "our_server"  # the clinic's own mail server, or the settings for it
    OUR_FAULT = "our_fault"  # it could not be written
    NO_READER = "no_reader"
    NOT_WANTED = "not_wanted"
    TOO_MANY = "too_many"
    THEIR_CHOICE = "their_choice"  # a colleague who wants no such mails
    DEALT_WITH = "dealt_with"  # a person said so
    SENT_AGAIN = "sent_again"  # as a mail of its own
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MailTimes:
    """What is known of one mail. ``error``: the code of what stood in the way last; ``digest``: it waits for others."""

    state: OutboxState
    created_at: datetime
    next_at: datetime | None = None
    sent_at: datetime | None = None
    delayed_at: datetime | None = None
    bounced_at: datetime | None = None
    error: str | None = None
    bounce_code: str | None = None
    digest: bool = False


@dataclass(frozen=True, slots=True)
class MailStanding:
    """How a mail stands, and since or until when. ``unreached``: it waits for a person to do something about it."""

    state: MailState
    at: datetime | None
    reason: Reason | None = None
    unreached: bool = False


def standing(mail: MailTimes, *, now: datetime) -> MailStanding:
    """How the mail stands now: the same whatever came first."""
    if mail.bounced_at is not None:
        # Put aside, it still came back; and what stood in the way of a try before is not why.
        why_back = reason_of(None, mail.bounce_code) or Reason.OTHER
        return MailStanding(MailState.CAME_BACK, mail.bounced_at, why_back, unreached=mail.state is not S.CANCELLED)
    why = reason_of(mail.error, mail.bounce_code)
    if mail.sent_at is not None:
        return _sent(mail, mail.sent_at, why, now)
    if mail.state is S.CANCELLED:
        return MailStanding(MailState.STOPPED, None, why)
    if mail.state is S.DEAD:
        return MailStanding(MailState.GIVEN_UP, None, why or Reason.OTHER, unreached=True)
    if mail.state is S.LEASED:
        return MailStanding(MailState.ON_ITS_WAY, None)
    if mail.digest:
        return MailStanding(MailState.HELD, mail.next_at)
    if mail.error is not None:
        return MailStanding(MailState.TRYING_AGAIN, mail.next_at, why)
    ahead = mail.next_at is not None and mail.next_at > now
    return MailStanding(MailState.HELD, mail.next_at) if ahead else MailStanding(MailState.QUEUED, mail.created_at)


def _sent(mail: MailTimes, sent_at: datetime, why: Reason | None, now: datetime) -> MailStanding:
    if mail.delayed_at is not None and now - mail.delayed_at < DELAY_LASTS:
        return MailStanding(MailState.DELAYED, mail.delayed_at, why)
    return MailStanding(MailState.SENT, sent_at)


_WORD = re.compile(r"(?P<stage>[a-z_]+?)(?:_(?P<code>[0-9]{3}))?")
_ENHANCED = re.compile(r"(?P<class>[245])\.(?P<subject>[0-9]{1,3})\.(?P<detail>[0-9]{1,3})")
_WHOLE: Mapping[str, Reason] = {
    "not_composed": Reason.OUR_FAULT,
    "fault": Reason.OUR_FAULT,
    "nobody_serves_this_queue": Reason.NO_READER,
    "put_off": Reason.NO_ANSWER,  # nobody at that domain is written to for now
    "not_wanted_any_more": Reason.NOT_WANTED,
    "too_many_today": Reason.TOO_MANY,
    **{reason.value: reason for reason in (Reason.THEIR_CHOICE, Reason.DEALT_WITH, Reason.SENT_AGAIN)},
}
_STAGES: Mapping[str, Reason] = {
    **dict.fromkeys(("connection", "tls", "login", "disk", "sender"), Reason.OUR_SERVER),
    **dict.fromkeys(("timeout", "cut"), Reason.NO_ANSWER),
    "address": Reason.BAD_ADDRESS,
}
_NO_SUCH_MAILBOX: Final = frozenset({511, 550, 551, 553})
# RFC 3463: subject and detail. The whole subject where no detail is named.
_SUBJECTS: Mapping[str, Reason] = {
    "1.7": Reason.OUR_SERVER,  # our own address, as sender
    "1.8": Reason.OUR_SERVER,
    "1": Reason.BAD_ADDRESS,
    "2.1": Reason.BAD_ADDRESS,  # closed
    "2.2": Reason.MAILBOX_FULL,
    "2.3": Reason.TOO_BIG,
    "3.4": Reason.TOO_BIG,
    "3": Reason.BUSY,
    "4": Reason.NO_ANSWER,
    "7": Reason.UNWANTED,
}


def reason_of(error: str | None, bounce_code: str | None = None) -> Reason | None:
    """Why, from our own word for what stood in the way, and the other server's code (RFC 3463); None without either.

    The code says more than our word, but for what lies with us: a server's code for a wrong log-in is ours.
    """
    if error and error in _WHOLE:
        return _WHOLE[error]
    word = _WORD.fullmatch(error or "")
    stage, code = (word["stage"], int(word["code"] or 0)) if word else ("", 0)
    if stage in _STAGES:
        return _STAGES[stage]
    if told := _ENHANCED.fullmatch(bounce_code or ""):
        subject = told["subject"]
        return _SUBJECTS.get(f"{subject}.{told['detail']}") or _SUBJECTS.get(subject, Reason.OTHER)
    if word is None:
        return Reason.OTHER if error or bounce_code else None
    if code in MAILBOX_FULL_CODES:
        return Reason.MAILBOX_FULL
    if stage == "recipient" and code in _NO_SUCH_MAILBOX:
        return Reason.BAD_ADDRESS
    if 500 <= code < 600:
        return Reason.UNWANTED
    return Reason.BUSY if 400 <= code < 500 else Reason.OTHER
