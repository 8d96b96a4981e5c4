"""Every setting, declared once: its default, its sentence and its check."""

from collections.abc import Callable
from dataclasses import dataclass

from intake.settings import checks


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its default, its sentence, and the check that answers with a remedy or None."""

    name: str
    default: str
    help: str
    check: Callable[[str], str | None]
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("INTAKE_DATA_DIR", "./data", "The folder for everything the embedded default writes.", checks.some),
    Setting(
        "INTAKE_DATABASE_URL",
        "",
        "`sqlite:///…` or `postgresql://…`. Empty: an SQLite file in the data folder.",
        checks.database,
        secret=True,
    ),
    Setting(
        "INTAKE_BASE_URL",
        "http://127.0.0.1:8000",
        "The public address. Links in mails come from here alone; https marks cookies Secure.",
        checks.web_address,
    ),
    Setting(
        "INTAKE_SMTP_URL",
        "file:",
        "Where mail goes: `smtp://user:password@host:587?starttls=required`, `smtps://…`, "
        "plain `smtp://127.0.0.1:2525` on this machine only, or `file:` for a Maildir in the data folder.",
        checks.smtp,
        secret=True,
    ),
    Setting(
        "INTAKE_MAIL_FROM",
        "Intake <intake@localhost>",
        "The sender of every mail, with or without a display name.",
        checks.sender,
    ),
    Setting("INTAKE_KEYRING", "", "The key ring file. Empty: `intake.keyring` in the data folder.", checks.anything),
    Setting(
        "INTAKE_CONTENT_DIR",
        "",
        "A copy of the content folder, to change it. Empty: the one shipped.",
        checks.folder_exists,
    ),
    Setting(
        "INTAKE_LOCALES_DIR",
        "",
        "A copy of the locales folder, to change it. Empty: the one shipped.",
        checks.folder_exists,
    ),
    Setting(
        "INTAKE_TRUSTED_PROXIES",
        "",
        "Addresses or networks, separated by commas, whose `X-Forwarded-For` is believed.",
        checks.networks,
    ),
    Setting(
        "INTAKE_LOCALE_POLICY",
        "complete",
        "`complete`: a language is served once it is offered; where nobody has read what must be exact, its English "
        "stands beside it. "
        "`reviewed`: only languages whose protected texts are all approved.",
        checks.policy,
    ),
    Setting(
        "INTAKE_FILES_DIR",
        "",
        "The folder for patients' files, each sealed. Empty: `files` in the data folder. Several nodes share one.",
        checks.anything,
    ),
    Setting(
        "INTAKE_CLAMAV",
        "",
        "Where clamd listens: `tcp://127.0.0.1:3310` or `unix:///run/clamav/clamd.ctl`. "
        "Empty: files are kept as “not scanned”, and everybody who opens one is told so.",
        checks.clamav,
    ),
    Setting(
        "INTAKE_FLOOD",
        "60",
        "More new inquiries than this within a minute are an attack: browsers are asked for a proof of work, and what "
        "comes without one waits in quarantine for a person. 0: never.",
        checks.number,
    ),
    Setting(
        "INTAKE_RETURN_PATH",
        "",
        "The address servers send back to what they could not deliver. Empty: that of the sender.",
        checks.address,
    ),
    Setting(
        "INTAKE_MAIL_IN",
        "",
        "Where mail to the sender and to the return path comes back: a mailbox of its own, "
        "`imaps://user:password@host/INBOX` (plain `imap://` on this machine only), in which reports on our mails are "
        "deleted and all else is flagged and stays, unread, for people; or `lmtp://127.0.0.1:2424` or "
        "`lmtp:///run/intake/lmtp.sock`, where a mail server hands it over and nothing is kept (needs "
        "`intake[mail-in]`). Empty: nobody reads it.",
        checks.mail_in,
        secret=True,
    ),
    Setting(
        "INTAKE_DKIM_KEY",
        "",
        "A private key in PEM (best as `INTAKE_DKIM_KEY_FILE`) that signs mails. Empty: the mail server signs.",
        checks.private_key,
        secret=True,
    ),
    Setting("INTAKE_DKIM_SELECTOR", "intake", "The name the public key has in the DNS.", checks.label),
    Setting(
        "INTAKE_CANARY_TO",
        "",
        "The address `intake canary` has its acknowledgements sent to, the same for all processes. Empty: no canary.",
        checks.address,
    ),
    Setting(
        "INTAKE_CANARY_MAILBOX",
        "",
        "Where they arrive: `imaps://user:password@host/INBOX`. Empty: the Maildir of `INTAKE_SMTP_URL=file:`.",
        checks.mailbox,
        secret=True,
    ),
    Setting("INTAKE_CANARY_EVERY", "0", "Minutes between two canaries of the worker's own. 0: never.", checks.number),
    Setting(
        "INTAKE_WEBHOOK_NETWORKS",
        "",
        "Private networks, separated by commas, that webhooks may reach all the same. Empty: none.",
        checks.networks,
    ),
    Setting("INTAKE_DEFAULT_LOCALE", "en", "The language of a visitor whose languages we do not have.", checks.some),
)


def settings_page() -> str:
    """``docs/settings.md``: every variable with its default and sentence, as Markdown."""
    lines = [
        "# Settings",
        "",
        "Written from `intake/settings/declared.py` by `intake docs`; do not edit by hand.",
        "Each is an environment variable. `NAME_FILE` names a file whose content is the value, for secrets.",
        "A wrong value stops the start with one line that says what to do.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    lines += [f"| `{item.name}` | {f'`{item.default}`' if item.default else '–'} | {item.help} |" for item in SETTINGS]
    return "\n".join(lines) + "\n"
