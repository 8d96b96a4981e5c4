"""What a setting may be. Each check answers with a remedy, or None where the value will do."""

from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def anything(_: str) -> str | None:
    """Whatever is given will do."""
    return None


def some(value: str) -> str | None:
    """Something must be given."""
    return None if value.strip() else "must not be empty"


def _parts(value: str) -> SplitResult:
    """The parts of an address; those of an empty one where it cannot be read."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return urlsplit("")
    return parts


def database(value: str) -> str | None:
    """An address of a database."""
    if not value:
        return None
    parts = _parts(value)
    if parts.scheme == "sqlite" and value.startswith("sqlite:///") and len(parts.path) > 1:
        return None
    if parts.scheme in {"postgresql", "postgres"} and parts.path.strip("/"):
        return None
    return "use sqlite:////absolute/path/intake.db or postgresql://user:password@host/database"


def web_address(value: str) -> str | None:
    """The public address."""
    parts = _parts(value)
    if not value.isascii():
        return "write the host in ASCII (xn--…), as browsers send it"
    plain = not (parts.query or parts.fragment or parts.username is not None)
    if parts.scheme in {"http", "https"} and parts.hostname and plain:
        return None
    return "use the address patients type, such as https://intake.example.org"


def smtp(value: str) -> str | None:
    """An address of a mail server."""
    if value == "file:":
        return None
    parts = _parts(value)
    loopback = parts.hostname in LOOPBACK
    if parts.scheme == "smtps" and parts.hostname:
        return None
    if parts.scheme == "smtp" and parts.hostname and (parts.query == "starttls=required" or (loopback and parts.port)):
        return None
    return (
        "use smtp://user:password@host:587?starttls=required, smtps://user:password@host, "
        "file: (a Maildir in the data folder), or plain smtp://127.0.0.1:25 on this machine only"
    )


def sender(value: str) -> str | None:
    """One address, with or without a name."""
    _, address = parseaddr(value)
    good = address.count("@") == 1 and not any(character in value for character in "\r\n\0") and " " not in address
    return None if good else "use one address, with or without a name: Example Clinic <intake@example.org>"


def folder_exists(value: str) -> str | None:
    """A folder that is there."""
    return (
        None
        if not value or Path(value).expanduser().is_dir()
        else "is not a folder; leave it out to use the one shipped"
    )


def networks(value: str) -> str | None:
    """Addresses or networks, separated by commas."""
    for part in filter(None, (part.strip() for part in value.split(","))):
        try:
            ip_network(part)
        except ValueError:
            return f"{part!r} is not an address or network; use a list such as 127.0.0.1,10.0.0.0/8"
    return None


def clamav(value: str) -> str | None:
    """Where clamd listens."""
    parts = _parts(value)
    if not value or (parts.scheme == "tcp" and parts.hostname and parts.port):
        return None
    if parts.scheme == "unix" and not parts.netloc and len(parts.path) > 1:
        return None
    return "use tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl"


def number(value: str) -> str | None:
    """A whole number."""
    return None if value.isascii() and value.isdecimal() and len(value) < 7 else "use a whole number; 0 means never"


def policy(value: str) -> str | None:
    """When a language is served."""
    return None if value in {"complete", "reviewed"} else "use complete or reviewed"


def address(value: str) -> str | None:
    """One plain address of a mailbox, or none."""
    good = not value or (parseaddr(value)[1] == value and value.count("@") == 1 and " " not in value)
    return None if good else "use one plain address, such as bounces@example.org"


def mailbox(value: str) -> str | None:
    """A mailbox that IMAP reads, or none."""
    parts = _parts(value)
    plain = parts.scheme == "imap" and parts.hostname in LOOPBACK
    if not value or ((parts.scheme == "imaps" or plain) and parts.hostname and parts.username):
        return None
    return "use imaps://user:password@host/INBOX, or plain imap:// on this machine only"


def mail_in(value: str) -> str | None:
    """A mailbox that IMAP reads, a place where LMTP hands mail over, or none."""
    parts = _parts(value)
    local = parts.scheme == "lmtp" and (
        (parts.hostname in LOOPBACK and parts.port) or (not parts.netloc and len(parts.path) > 1)
    )
    return None if local or mailbox(value) is None else f"{mailbox(value)}; or lmtp://127.0.0.1:2424"


def private_key(value: str) -> str | None:
    """A private key in PEM, or none."""
    return None if not value or value.startswith("-----BEGIN ") else "use a private key in PEM (-----BEGIN …)"


def label(value: str) -> str | None:
    """One name of the DNS, or several with dots between."""
    good = value and len(value) < 64 and all(part.replace("-", "").isalnum() for part in value.split("."))
    return None if good and value.isascii() else "use letters, digits and hyphens"
