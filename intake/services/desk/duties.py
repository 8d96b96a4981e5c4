"""What the worker looks after every minute, beside the mail: each duty by itself, so that one fault stops no other."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

import structlog

from intake.services.desk.find import spell_names_again
from intake.services.desk.handing_out import hand_out
from intake.services.desk.reminders import send_reminders
from intake.services.desk.routing import keep_routing
from intake.services.desk.sending import send_due
from intake.services.desk.statistics import write_tallies
from intake.services.desk.undoing import forget_undos
from intake.services.mail.watching import watch_mail
from intake.services.office import Office

Duty = Callable[[Office, datetime], Awaitable[None]]

DUTIES: Final[Mapping[str, Duty]] = {
    "routing": keep_routing,
    "tallies": write_tallies,
    "replies": send_due,
    "hand out": hand_out,
    "remind": send_reminders,
    "undos": forget_undos,
    "names": spell_names_again,
    "mail": watch_mail,
}
"""By the name the log knows them."""

log = structlog.get_logger()


async def attend(office: Office, *, now: datetime) -> None:
    """Do every duty once. What fails is logged and tried again the next minute."""
    for name, duty in DUTIES.items():
        try:
            await duty(office, now)
        except Exception:
            log.exception("a duty failed", kind=name)
