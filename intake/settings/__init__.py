"""The configuration: one frozen object, made once from the environment and handed down.

Each setting is declared once in ``declared.py``, with its default and its sentence (``docs/settings.md``).
A value that cannot be used stops the start with one line: variable, value, remedy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from intake.settings.declared import SETTINGS, Setting, settings_page

__all__ = ["SETTINGS", "Setting", "SettingError", "Settings", "settings_page"]

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
    return_path: str = ""
    mail_in: str = field(default="", repr=False)
    dkim_key: str = field(default="", repr=False)
    dkim_selector: str = "intake"
    canary_to: str = ""
    canary_mailbox: str = field(default="", repr=False)
    canary_every: int = 0
    webhook_networks: tuple[str, ...] = ()
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
            trusted_proxies=_listed(values["INTAKE_TRUSTED_PROXIES"]),
            locale_policy="reviewed" if values["INTAKE_LOCALE_POLICY"] == "reviewed" else "complete",
            default_locale=values["INTAKE_DEFAULT_LOCALE"],
            files_dir=_folder(values["INTAKE_FILES_DIR"]) or data_dir / "files",
            clamav=values["INTAKE_CLAMAV"],
            flood=int(values["INTAKE_FLOOD"]),
            return_path=values["INTAKE_RETURN_PATH"],
            mail_in=values["INTAKE_MAIL_IN"],
            dkim_key=values["INTAKE_DKIM_KEY"],
            dkim_selector=values["INTAKE_DKIM_SELECTOR"],
            canary_to=values["INTAKE_CANARY_TO"],
            canary_mailbox=values["INTAKE_CANARY_MAILBOX"],
            canary_every=int(values["INTAKE_CANARY_EVERY"]),
            webhook_networks=_listed(values["INTAKE_WEBHOOK_NETWORKS"]),
        )

    def but(self, **changes: object) -> "Settings":
        """The same settings with some replaced (the demo and the tests use it)."""
        return replace(self, **changes)  # type: ignore[arg-type]


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


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())
