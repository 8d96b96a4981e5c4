"""Canaries by the clock: one language after the other, spread over the period, by one worker at a time."""

from datetime import datetime, timedelta
from typing import Final

import anyio
import structlog

from intake.domain.canary import Outcome
from intake.lib.mail import maildir
from intake.lib.mail.mailbox import Mailbox
from intake.services.canary import standing
from intake.services.canary.flight import WITHIN, Box, Sky, fly, take_forgotten_away
from intake.services.canary.visit import Cage
from intake.services.office import Office
from intake.settings import Settings

LONGEST_REST: Final = timedelta(minutes=1)

log = structlog.get_logger()


class NoCanary(Exception):
    """There is none to send. The text names the setting that is missing."""


def sky_for(settings: Settings, office: Office, *, address: str = "", within: timedelta = WITHIN) -> Sky:
    """Where the canaries of this installation fly; ``address``: past the proxy. Raises `NoCanary`."""
    if not settings.canary_to:
        raise NoCanary("INTAKE_CANARY_TO")
    cage = Cage(office.keyring, settings.canary_to, office.content.questionnaire)
    return Sky(address or settings.base_url, cage, _box(settings), office.db, within)


def rest_between(every: timedelta, locales: tuple[str, ...]) -> timedelta:
    """How often to look whose turn it is."""
    return min(LONGEST_REST, every / max(1, len(locales)))


async def attend(sky: Sky, locales: tuple[str, ...], *, every: timedelta, now: datetime) -> Outcome | None:
    """Send the canary whose turn it is, if any, and keep how it went. A failure is an alarm in the log, and no mail:
    mail may be what is broken.
    """
    locale = await standing.begin_next(locales, every=every, within=sky.within, db=sky.db, now=now)
    if locale is None:
        return None
    try:
        await take_forgotten_away(sky=sky, now=now)
        outcome = await fly(locale, sky=sky, now=now)
        await standing.note(outcome, db=sky.db)
    finally:
        with anyio.CancelScope(shield=True):
            await standing.end(db=sky.db)
    if not outcome.is_ok:
        log.error("a canary failed", locale=locale, state=outcome.step, why=outcome.why, code=outcome.detail)
    return outcome


def _box(settings: Settings) -> Box:
    if settings.canary_mailbox:
        return Mailbox(settings.canary_mailbox)
    if settings.smtp_url == "file:":
        return maildir.Box(settings.data_dir / "mail")
    raise NoCanary("INTAKE_CANARY_MAILBOX")
