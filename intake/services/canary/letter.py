"""Whether the mail that arrived is the one that was meant: its language, its subject, our headers, both parts."""

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from typing import Final

from intake.domain.canary import Step, Why
from intake.services.canary.visit import Failed

# Each exactly once. Servers on the way add their own; none of them may write one of these a second time.
ONCE: Final = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Language", "Content-Type")
AUTOMATIC: Final = "Auto-Submitted"


def examine(raw: bytes, *, locale: str, to: str, reference: str) -> None:
    """Read it as a mail program does. Raises `Failed` with what is wrong."""
    mail = BytesParser(policy=SMTP).parsebytes(raw)
    for name in ONCE:
        if len(mail.get_all(name, [])) != 1:
            raise Failed(Step.LETTER, Why.HEADERS, name.lower())
    if str(mail[AUTOMATIC] or "").split(";")[0].strip() not in {"auto-generated", "auto-replied"}:
        raise Failed(Step.LETTER, Why.HEADERS, AUTOMATIC.lower())
    if str(mail["To"]).strip().casefold() != to.casefold():
        raise Failed(Step.LETTER, Why.HEADERS, "to")
    if str(mail["Content-Language"]).strip() != locale:
        raise Failed(Step.LETTER, Why.LANGUAGE)
    if reference not in str(mail["Subject"]):
        raise Failed(Step.LETTER, Why.SUBJECT)
    for kind in ("plain", "html"):
        if reference not in _part(mail, kind):
            raise Failed(Step.LETTER, Why.PARTS, kind)


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    try:
        return str(part.get_content()) if part is not None else ""
    except (LookupError, KeyError, UnicodeError):
        return ""
