"""Exhibits of the mails: subject, text and page, as the composer writes them to nobody."""

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import partial
from typing import Final

from markupsafe import Markup

from intake.domain.message import MailKind
from intake.domain.values import Priority
from intake.lib.catalogs import N_
from intake.services.mail.kinds import Mail
from intake.web.common.looking import Exhibit, Stage
from intake.web.public.exhibits import sample

DISCREET: Final = frozenset(
    {
        MailKind.INQUIRY_RECEIVED,
        MailKind.MESSAGE_WAITING,
        MailKind.CONTACT_CHANGED,
        MailKind.ONE_TIME_LINK,
        MailKind.ANSWER_AWAITED,
        MailKind.DRAFT_SAVED,
        MailKind.REPLY_NOT_READ,
    }
)
"""Kinds that are also written without saying who writes."""


def mails() -> Iterator[Exhibit]:
    """Each kind; some also without the clinic's name; what the desk reads with each urgency."""
    for kind in MailKind:
        yield Exhibit(f"mail.{kind}", N_("Mail"), partial(_made, kind), about=kind)
        if kind in DISCREET:
            yield Exhibit(
                f"mail.{kind}.discreet",
                N_("Mail that does not say who writes"),
                partial(_made, kind, discreet=True),
                about=kind,
            )
    for priority in Priority:
        make = partial(_made, MailKind.INQUIRY_ROUTED, priority=priority, country=None)
        yield Exhibit(f"mail.{MailKind.INQUIRY_ROUTED}.{priority}", N_("Mail"), make, about=priority)


def _made(
    kind: MailKind,
    stage: Stage,
    *,
    discreet: bool = False,
    priority: Priority = Priority.ROUTINE,
    country: str | None = "DE",
) -> str:
    mail = Mail(
        kind,
        "demo@example.org",
        stage.locale.tag,
        "<demo@example.org>",
        sample.NOW,
        "demo",
        sample.REFERENCE,
        sample.NOW,
        sample.NOW,
        priority,
        country=country,
        token="demo",  # noqa: S106 — it opens nothing
        discreet=discreet,
    )
    composed = stage.resources.composer.compose(mail, now=sample.NOW)
    return _page(BytesParser(EmailMessage, policy=policy.default).parsebytes(composed), stage)


def _page(letter: EmailMessage, stage: Stage) -> str:
    """One page with all three: the words of a mail's frame are nobody's, so it has none."""
    html, text = letter.get_body(("html",)), letter.get_body(("plain",))
    inner = html.get_content() if html else ""
    title = inner.partition("<title>")[2].partition("</title>")[0]
    inner = inner[inner.find("<body") :].partition(">")[2].partition("</body>")[0]
    frame = Markup(
        '<!doctype html><html lang="{0}" dir="{1}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{5}</title></head>'
        '<body class="letter"><h1>{2}</h1><div>{3}</div><hr><pre>{4}</pre></body></html>'
    )
    written = text.get_content() if text else ""
    # The mail's own page is a template of ours, with everything in it escaped.
    body, named = Markup(inner), Markup(title)  # noqa: S704
    return frame.format(stage.locale.tag, stage.locale.direction, str(letter["subject"]), body, written, named)
