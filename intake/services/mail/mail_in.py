"""Where mail comes back from: a mailbox that is looked into each minute, or this machine's mail server by LMTP."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import find_spec
from typing import Final

import anyio
import structlog

from intake.lib.database import DatabaseError
from intake.lib.mail.mailbox import MOST_AT_ONCE, Mailbox, MailboxUnreadable
from intake.services.mail.coming_back import Reception

LOOK_EVERY: Final = 60.0  # seconds
MISSING: Final = "pip install intake[mail-in]"

log = structlog.get_logger()


async def trouble(url: str) -> str | None:
    """Why nothing can be read from there, in a few words; None where all is well. Tries a mailbox, not a socket."""
    if url.startswith("lmtp:"):
        return None if find_spec("aiosmtpd") else MISSING
    try:
        await Mailbox(url).reach()
    except MailboxUnreadable as error:
        return error.where
    return None


@dataclass(frozen=True, slots=True)
class MailIn:
    """``url``: what `INTAKE_MAIL_IN` says."""

    url: str = field(repr=False)
    reception: Reception

    async def run(self, clock: Callable[[], datetime]) -> None:
        """Take what comes back until the caller cancels. A fault is logged, and all is tried again after a minute.

        Cancelled at any moment it loses nothing: what was not done with is shown, or handed over, again.
        """
        mailbox = Mailbox(self.url)
        while True:
            try:
                await (self._listen(clock) if self.url.startswith("lmtp:") else self._look(mailbox, clock))
            except ModuleNotFoundError:
                log.error("no mail can be handed over by LMTP", why=MISSING)
            except MailboxUnreadable as error:
                log.warning("the mailbox of what comes back cannot be read", problem=error.where)
            except DatabaseError as error:
                log.warning("what comes back cannot be noted", problem=type(error).__name__)
            except Exception:
                log.exception("what comes back could not be read")
            await anyio.sleep(LOOK_EVERY)

    async def _listen(self, clock: Callable[[], datetime]) -> None:
        async def take(wire: bytes, sender: str) -> None:
            await self.reception.take(wire, now=clock(), sender=sender)

        from intake.lib.mail import lmtp  # needs what not every installation has

        try:
            async with lmtp.listening(self.url, receives=self.reception.receives, take=take):
                await anyio.sleep_forever()
        except lmtp.CannotListen as error:
            log.warning("no mail can be handed over by LMTP", problem=str(error))

    async def _look(self, mailbox: Mailbox, clock: Callable[[], datetime]) -> None:
        """Show everything that is new."""

        async def take(wire: bytes, came: datetime) -> bool:
            return await self.reception.take(wire, now=clock(), came=came)

        while await mailbox.look(take) == MOST_AT_ONCE:
            pass
