"""The configuration: one frozen object, made once from the environment and handed down.

Each setting is declared once below, with its default and its sentence; ``docs/settings.md`` is written from it.
A value that cannot be used stops the start with one line: variable, value, remedy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

LocalePolicy = Literal["complete", "reviewed"]


class SettingError(Exception):
    """A setting cannot be used: names the variable, the value (never a secret) and the remedy."""

    def __init__(self, name: str, value: str, remedy: str) -> None:
        super().__init__(f"{name}={value!r}: {remedy}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the operator decides. All paths are absolute; ``base_url`` has no trailing slash."""

    data_dir: Path
    database_url: str = field(repr=False)
    base_url: str
    smtp_url: str = field(repr=False)
    mail_from: str
    keyring: Path
    content_dir: Path | None
    locales_dir: Path | None
    trusted_proxies: tuple[str, ...]
    locale_policy: LocalePolicy
    default_locale: str
    files_dir: Path
    clamav: str
    flood: int
    demo: bool = False

    @property
    def secure(self) -> bool:
        """Whether the public address is https, so that cookies can be marked Secure."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read every ``INTAKE_*`` variable, or ``INTAKE_*_FILE``, whose content is the value. Raises `SettingError`."""
        known = {setting.name for setting in SETTINGS}
        for name in environ:
            if name.startswith("INTAKE_") and name.removesuffix("_FILE") not in known | ELSEWHERE:
                raise SettingError(name, "…", "no such setting; docs/settings.md lists them all")
        values = {setting.name: _read(setting, environ) for setting in SETTINGS}
        data_dir = Path(values["INTAKE_DATA_DIR"]).expanduser().resolve()
        keyring = values["INTAKE_KEYRING"]
        return cls(
            data_dir=data_dir,
            database_url=values["INTAKE_DATABASE_URL"] or f"sqlite:///{data_dir / 'intake.db'}",
            base_url=values["INTAKE_BASE_URL"].rstrip("/"),
            smtp_url=values["INTAKE_SMTP_URL"],
            mail_from=values["INTAKE_MAIL_FROM"],
            keyring=Path(keyring).expanduser().resolve() if keyring else data_dir / "intake.keyring",
            content_dir=_folder(values["INTAKE_CONTENT_DIR"]),
            locales_dir=_folder(values["INTAKE_LOCALES_DIR"]),
            trusted_proxies=tuple(part.strip() for part in values["INTAKE_TRUSTED_PROXIES"].split(",") if part.strip()),
            locale_policy="reviewed" if values["INTAKE_LOCALE_POLICY"] == "reviewed" else "complete",
            default_locale=values["INTAKE_DEFAULT_LOCALE"],
            files_dir=_folder(values["INTAKE_FILES_DIR"]) or data_dir / "files",
            clamav=values["INTAKE_CLAMAV"],
            flood=int(values["INTAKE_FLOOD"]),
        )

    def but(self, **changes: object) -> "Settings":
        """The same settings with some replaced (the demo and the tests use it)."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its default, its sentence, and the check that answers with a remedy or None."""

    name: str
    default: str
    help: str
    check: Callable[[str], str | None]
    secret: bool = False


# Read by the tests and the container, not by the service.
ELSEWHERE = frozenset({"INTAKE_TEST_PG"})


def _read(setting: Setting, environ: Mapping[str, str]) -> str:
    file = environ.get(f"{setting.name}_FILE")
    if file is not None and setting.name in environ:
        raise SettingError(setting.name, "…", f"given twice: keep either {setting.name} or {setting.name}_FILE")
    try:
        value = environ.get(setting.name, setting.default) if file is None else Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{setting.name}_FILE", str(file), f"cannot be read ({type(error).__name__})") from None
    remedy = setting.check(value)
    if remedy is not None:
        raise SettingError(setting.name, "…" if setting.secret else value, remedy)
    return value


def _folder(value: str) -> Path | None:
    return Path(value).expanduser().resolve() if value else None


def _anything(_: str) -> str | None:
    return None


def _some(value: str) -> str | None:
    return None if value.strip() else "must not be empty"


def _parts(value: str) -> SplitResult:
    """The parts of an address; those of an empty one where it cannot be read."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return urlsplit("")
    return parts


def _database(value: str) -> str | None:
    if not value:
        return None
    parts = _parts(value)
    if parts.scheme == "sqlite" and value.startswith("sqlite:///") and len(parts.path) > 1:
        return None
    if parts.scheme in {"postgresql", "postgres"} and parts.path.strip("/"):
        return None
    return "use sqlite:////absolute/path/intake.db or postgresql://user:password@host/database"


def _web_address(value: str) -> str | None:
    parts = _parts(value)
    if not value.isascii():
        return "write the host in ASCII (xn--…), as browsers send it"
    plain = not (parts.query or parts.fragment or parts.username is not None)
    if parts.scheme in {"http", "https"} and parts.hostname and plain:
        return None
    return "use the address patients type, such as https://intake.example.org"


def _smtp(value: str) -> str | None:
    if value == "file:":
        return None
    parts = _parts(value)
    loopback = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme == "smtps" and parts.hostname:
        return None
    if parts.scheme == "smtp" and parts.hostname and (parts.query == "starttls=required" or (loopback and parts.port)):
        return None
    return (
        "use smtp://user:password@host:587?starttls=required, smtps://user:password@host, "
        "file: (a Maildir in the data folder), or plain smtp://127.0.0.1:25 on this machine only"
    )


def _sender(value: str) -> str | None:
    _, address = parseaddr(value)
    good = address.count("@") == 1 and not any(character in value for character in "\r\n\0") and " " not in address
    return None if good else "use one address, with or without a name: Example Clinic <intake@example.org>"


def _folder_exists(value: str) -> str | None:
    return (
        None
        if not value or Path(value).expanduser().is_dir()
        else "is not a folder; leave it out to use the one shipped"
    )


def _networks(value: str) -> str | None:
    for part in filter(None, (part.strip() for part in value.split(","))):
        try:
            ip_network(part)
        except ValueError:
            return f"{part!r} is not an address or network; use a list such as 127.0.0.1,10.0.0.0/8"
    return None


def _clamav(value: str) -> str | None:
    parts = _parts(value)
    if not value or (parts.scheme == "tcp" and parts.hostname and parts.port):
        return None
    if parts.scheme == "unix" and not parts.netloc and len(parts.path) > 1:
        return None
    return "use tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl"


def _number(value: str) -> str | None:
    return None if value.isascii() and value.isdecimal() and len(value) < 7 else "use a whole number; 0 means never"


def _policy(value: str) -> str | None:
    return None if value in {"complete", "reviewed"} else "use complete or reviewed"


SETTINGS: tuple[Setting, ...] = (
    Setting("INTAKE_DATA_DIR", "./data", "The folder for everything the embedded default writes.", _some),
    Setting(
        "INTAKE_DATABASE_URL",
        "",
        "`sqlite:///…` or `postgresql://…`. Empty: an SQLite file in the data folder.",
        _database,
        secret=True,
    ),
    Setting(
        "INTAKE_BASE_URL",
        "http://127.0.0.1:8000",
        "The public address. Links in mails come from here alone; https marks cookies Secure.",
        _web_address,
    ),
    Setting(
        "INTAKE_SMTP_URL",
        "file:",
        "Where mail goes: `smtp://user:password@host:587?starttls=required`, `smtps://…`, "
        "plain `smtp://127.0.0.1:2525` on this machine only, or `file:` for a Maildir in the data folder.",
        _smtp,
        secret=True,
    ),
    Setting(
        "INTAKE_MAIL_FROM",
        "Intake <intake@localhost>",
        "The sender of every mail, with or without a display name.",
        _sender,
    ),
    Setting("INTAKE_KEYRING", "", "The key ring file. Empty: `intake.keyring` in the data folder.", _anything),
    Setting(
        "INTAKE_CONTENT_DIR", "", "A copy of the content folder, to change it. Empty: the one shipped.", _folder_exists
    ),
    Setting(
        "INTAKE_LOCALES_DIR", "", "A copy of the locales folder, to change it. Empty: the one shipped.", _folder_exists
    ),
    Setting(
        "INTAKE_TRUSTED_PROXIES",
        "",
        "Addresses or networks, separated by commas, whose `X-Forwarded-For` is believed.",
        _networks,
    ),
    Setting(
        "INTAKE_LOCALE_POLICY",
        "complete",
        "`complete`: a language is served once it is offered; where nobody has read what must be exact, its English "
        "stands beside it. "
        "`reviewed`: only languages whose protected texts are all approved.",
        _policy,
    ),
    Setting(
        "INTAKE_FILES_DIR",
        "",
        "The folder for patients' files, each sealed. Empty: `files` in the data folder. Several nodes share one.",
        _anything,
    ),
    Setting(
        "INTAKE_CLAMAV",
        "",
        "Where clamd listens: `tcp://127.0.0.1:3310` or `unix:///run/clamav/clamd.ctl`. "
        "Empty: files are kept as “not scanned”, and everybody who opens one is told so.",
        _clamav,
    ),
    Setting(
        "INTAKE_FLOOD",
        "60",
        "More new inquiries than this within a minute are an attack: browsers are asked for a proof of work, and what "
        "comes without one waits in quarantine for a person. 0: never.",
        _number,
    ),
    Setting("INTAKE_DEFAULT_LOCALE", "en", "The language of a visitor whose languages we do not have.", _some),
)


def settings_page() -> str:
    """``docs/settings.md``: every variable with its default and sentence, as Markdown."""
    lines = [
        "# Settings",
        "",
        "Written from `intake/settings.py` by `intake docs`; do not edit by hand.",
        "Each is an environment variable. `NAME_FILE` names a file whose content is the value, for secrets.",
        "A wrong value stops the start with one line that says what to do.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    lines += [f"| `{item.name}` | {f'`{item.default}`' if item.default else '–'} | {item.help} |" for item in SETTINGS]
    return "\n".join(lines) + "\n"
