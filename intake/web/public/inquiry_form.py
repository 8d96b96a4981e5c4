"""The form as it was sent: bytes to named values.

Field names are question ids (a stable surface). What was typed is kept exactly, whatever is wrong with it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from intake.domain.suspicion import Sent
from intake.lib.ids import new_id, new_secret
from intake.web.common.forms import read_form
from intake.web.common.state import IntakeRequest

# What we make ourselves looks so. It goes into a cookie and a query: nothing that means something there may pass.
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
TRAP = "form_note"  # nobody sees this field, and nothing that fills in forms for people knows such a name
LONGEST_MOMENT = 11  # digits; seconds since 1970
COMPLAINED = re.compile(r"[a-z_0-9]{1,40}:[a-z_]{1,40}")
MOST_COMPLAINTS = 40


@dataclass(frozen=True, slots=True)
class SentForm:
    """What a browser sent: values by field name in the order they came, and the form's own hidden fields.

    ``asks``: the hash of all it asked to agree to.
    ``met``: the complaints this form had before, as ``question:complaint``: so it is known what people mend, without
    a cookie.
    """

    values: Mapping[str, Sequence[str]]
    form_id: str
    form_secret: str
    form_version: str
    action: str
    opened: str = ""
    trap: str = ""
    proof: str = ""
    met: frozenset[str] = frozenset()
    asks: str = ""

    def without(self, names: Iterable[str]) -> "SentForm":
        """The form without what was said to these questions."""
        left_out = frozenset(names)
        return replace(self, values={name: value for name, value in self.values.items() if name not in left_out})

    def observed(self, now: datetime) -> Sent:
        """How it was sent, for the look at whether a person did."""
        known = self.opened.isascii() and self.opened.isdecimal() and len(self.opened) <= LONGEST_MOMENT
        took = now - datetime.fromtimestamp(int(self.opened), UTC) if known else None
        return Sent(self.form_id, self.trap, took, self.proof)


async def read_inquiry(request: IntakeRequest) -> SentForm:
    """The inquiry form as it was sent. A client that brings no form id gets one now: its inquiry is kept as well."""
    values = await read_form(request)
    form_id, form_secret = _token(values, "form_id"), _token(values, "form_secret")
    if not form_id or not form_secret:
        form_id, form_secret = new_id(), new_secret()
    return SentForm(
        values,
        form_id,
        form_secret,
        _token(values, "form_version"),
        _token(values, "action"),
        opened=_token(values, "opened"),
        trap=values.get(TRAP, ("",))[0].strip()[:1],
        proof=_token(values, "proof"),
        met=frozenset(COMPLAINED.findall(values.get("met", ("",))[0][:4_000])[:MOST_COMPLAINTS]),
        asks=_token(values, "asks"),
    )


def _token(values: Mapping[str, Sequence[str]], name: str) -> str:
    """A hidden field's value, or nothing where it cannot be one of ours."""
    value = values.get(name, ("",))[0]
    return value if TOKEN.fullmatch(value) else ""
