"""What the log-in page reads. Lengths are cut to one more than is allowed, so that what is too long stays too long."""

from dataclasses import dataclass

from intake.services.accounts import LONGEST_EMAIL, LONGEST_PASSWORD
from intake.web.common.forms import Sent, single


@dataclass(frozen=True, slots=True)
class LogInForm:
    """Address and password as typed, and where to go afterwards."""

    email: str
    password: str
    next: str


def read_log_in(sent: Sent) -> LogInForm:
    """The form's own fields; anything else is not looked at."""
    fields = single(sent)
    return LogInForm(
        email=fields.get("email", "").strip()[: LONGEST_EMAIL + 1],
        password=fields.get("password", "")[: LONGEST_PASSWORD + 1],
        next=fields.get("next", "")[:501],
    )
