"""What the log-in page reads. Lengths are cut to one more than is allowed, so that what is too long stays too long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.services.accounts import LONGEST_EMAIL, LONGEST_PASSWORD


@dataclass(frozen=True, slots=True)
class LogInForm:
    """Address and password as typed, and where to go afterwards."""

    email: str
    password: str
    next: str


def read_log_in(sent: Mapping[str, Sequence[str]]) -> LogInForm:
    """The form's own fields, each sent once; anything else is not looked at."""
    fields = {name: values[0] for name, values in sent.items() if len(values) == 1}
    return LogInForm(
        email=fields.get("email", "").strip()[: LONGEST_EMAIL + 1],
        password=fields.get("password", "")[: LONGEST_PASSWORD + 1],
        next=fields.get("next", "")[:501],
    )
