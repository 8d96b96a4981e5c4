"""Somebody says that they do not understand a sentence: counted, and nothing of them is kept."""

from datetime import datetime, timedelta
from typing import Final

from intake.lib.throttle import Bucket
from intake.services.office import Office
from intake.services.tallies import Counted
from intake.store import throttles

OF_ADDRESS: Final = Bucket(size=40, refill=timedelta(minutes=5))
OF_ALL: Final = Bucket(size=1_000, refill=timedelta(seconds=10))
"""What one network and what all together may say: a flood would put at the top of a list what nobody stumbled on."""


async def tell(page: str, message_id: str, locale: str, *, address: str, office: Office, now: datetime) -> bool:
    """Count that a sentence on a page was not understood. False: too many came, and this one was not counted."""
    async with office.db.write() as tx:
        for what, who, bucket in (("unclear", address, OF_ADDRESS), ("unclear", "all", OF_ALL)):
            if await throttles.take(tx, throttles.key_of(office.keyring, what, who), bucket, now=now):
                return False
    office.tallies.add(Counted.UNCLEAR, locale, f"{page}:{message_id}", now=now)
    return True
