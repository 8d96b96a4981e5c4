"""The mails about an inquiry, as its page shows them: how each stands, and what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.domain.triage import UNMAILED
from intake.services.desk.around import AboutMail
from intake.services.inbox import CaseFile
from intake.web.common.mails import MailView, mail_view
from intake.web.inbox.desk import Desk, Moment


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail. ``earlier``: it went to an address they have left. ``again``, ``correct``: what can be done."""

    mail: MailView
    at: Moment
    earlier: str = ""
    again: bool = False
    correct: bool = False


@dataclass(frozen=True, slots=True)
class MailsPanel:
    """The mails that wait for somebody, and the others, each the latest first. ``email``: to be corrected.

    ``missed``: one that waits is the inquirer's, and they may think that nobody answers.
    """

    unreached: tuple[MailRow, ...] = ()
    others: tuple[MailRow, ...] = ()
    email: str = ""
    missed: bool = False


def mails_panel(desk: Desk, file: CaseFile, about: Sequence[AboutMail]) -> MailsPanel:
    """The mails of an inquiry that somebody may read."""
    closed = file.inquiry.summary.status in UNMAILED
    rows = [(one.unreached and not closed, _row(desk, file, one, closed=closed)) for one in about]
    return MailsPanel(
        unreached=tuple(row for waits, row in rows if waits),
        others=tuple(row for waits, row in rows if not waits),
        email=str(file.inquiry.answers.get("email", "")),
        missed=any(one.unreached and not closed and not one.mail.to_staff for one in about),
    )


def _row(desk: Desk, file: CaseFile, about: AboutMail, *, closed: bool) -> MailRow:
    mail, t = about.mail, desk.t
    stands = mail.standing(desk.now)
    at = desk.then(stands.at or mail.created_at)
    time = at.said if stands.at else ""
    return MailRow(
        mail=mail_view(t, mail, stands, time=time, names=file.names),
        at=at,
        earlier="" if about.current else t.gettext("It went to an earlier address."),
        again=about.repeatable and not closed,
        correct=about.unreached and about.current and not mail.to_staff and not closed,
    )
