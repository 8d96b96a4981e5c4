"""What the pages of an answer in the making read from a form: strict words only; texts stay as they were typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from intake.domain import conversation
from intake.domain.conversation import tidied
from intake.lib import ids
from intake.lib.translations import SOURCE
from intake.services.desk.replies import Written
from intake.web.common.forms import Sent, single

LONGEST_CODE = 64


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent. A version below zero: it was mangled. ``seen`` is the inquiry's version.

    ``locale``: English, where the text is not in the inquirer's language; else empty.
    """

    do: str = ""
    reply: str = ""
    version: int = 0
    seen: int = 0
    template: str = ""
    status: str = ""
    locale: str = ""
    source: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    machine: bool = False
    checked: bool = False
    translator: str = ""
    when: str = "now"
    day: str = ""
    hour: str = ""

    @property
    def written(self) -> Written:
        """The words for the service."""
        return Written(self.source, self.text, self.locale, self.template, self.machine, self.checked)

    def moment(self, zone: ZoneInfo) -> datetime | None:
        """Day and hour by this clock; None where they cannot be read."""
        try:
            chosen = datetime.combine(date.fromisoformat(self.day), time.fromisoformat(self.hour), zone)
            return chosen.astimezone(UTC)
        except (ValueError, OverflowError):
            return None


def read(sent: Sent) -> Typed:
    """The fields of the form; anything else is not looked at."""
    fields = single(sent)
    reply = fields.get("reply", "")
    return Typed(
        do=_code(fields, "do"),
        reply=reply if ids.is_id(reply) else "",
        version=_number(fields, "version"),
        seen=_number(fields, "seen"),
        template=_code(fields, "template"),
        status=_code(fields, "status"),
        locale=SOURCE if fields.get("locale") == SOURCE else "",
        source=tidied(fields.get("source", "")),
        text=tidied(fields.get("text", "")),
        machine=fields.get("machine") == "yes",
        checked=fields.get("checked") == "yes",
        translator=_code(fields, "translator"),
        when=_code(fields, "when") or "now",
        day=_code(fields, "day"),
        hour=_code(fields, "hour"),
    )


def complaint_about(typed: Typed) -> str | None:
    """Why this cannot be done with these words, as a code; None where it can."""
    if typed.version < 0 or typed.seen < 0:
        return "unreadable"
    needed = {"send": ("text",), "translate": ("source",), "hand_back": ("text",)}.get(typed.do, ())
    for name, words in (("text", typed.text), ("source", typed.source)):
        complaint = conversation.complaint_about(words)
        if complaint and (complaint != "empty" or name in needed):
            return f"{name}_{complaint}"
    if typed.do == "translate" and not typed.translator:
        return "no_translator"
    return None


def _code(fields: Mapping[str, str], name: str) -> str:
    return fields.get(name, "")[:LONGEST_CODE]


def _number(fields: Mapping[str, str], name: str) -> int:
    text = fields.get(name, "0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
