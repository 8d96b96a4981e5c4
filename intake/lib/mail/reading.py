"""Read one of our own messages as a mail program would show it."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP

_parser = BytesParser(EmailMessage, policy=SMTP)


@dataclass(frozen=True, slots=True)
class Readable:
    """What is in it. ``headers`` in their order, decoded."""

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str

    def header(self, name: str) -> str:
        """The header of that name; empty where there is none."""
        return next((value for found, value in self.headers if found.lower() == name.lower()), "")


def readable(raw: bytes) -> Readable:
    """The message of these bytes."""
    message = _parser.parsebytes(raw)
    headers = tuple((name, str(value)) for name, value in message.items())
    return Readable(headers, _part(message, "plain"), _part(message, "html"))


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    return str(part.get_content()) if part is not None else ""
