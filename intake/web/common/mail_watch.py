"""Whether mail is stuck, for the line over every staff page: looked up once a minute, not for each page."""

from datetime import datetime, timedelta
from typing import Final

from intake.lib.database import Database
from intake.services.mail.watching import MailHealth, look

EVERY: Final = timedelta(minutes=1)


class MailWatch:
    """What the last look said, in this process."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._looked_at: datetime | None = None
        self._health = MailHealth()

    async def health(self, now: datetime) -> MailHealth:
        """How the mail stands, as of a minute ago at most. While one page looks, others go by what was known."""
        if self._looked_at is None or now - self._looked_at >= EVERY:
            self._looked_at = now
            self._health = await look(db=self._db, now=now)
        return self._health

    def forget(self) -> None:
        """Somebody has put something right: the next page looks anew."""
        self._looked_at = None
