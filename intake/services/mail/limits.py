"""How many automatic mails one address gets in a day: one rule for all of them, whatever sets them off.

Automatic is whatever nobody wrote: receipts, links that work once, reminders, what a draft's page or a reply to our
address sets off, and that an address was changed. Their text is fixed. What a person wrote (`MESSAGE_WAITING`) is not
limited. Whoever knows somebody's address can have such mails sent there, so three a day are the most an address gets
that nobody has shown to be theirs: two of whatever kind, and one place is kept for the notice that an address was taken
out of an inquiry. Nobody makes that change unseen by using the other two up. By a keyed tag of the address, across all
inquiries; it outlives their erasure. Decided when a mail is ordered, and never again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from intake.lib.database import Transaction
from intake.lib.keyring import KeyRing
from intake.lib.throttle import Bucket
from intake.store import identities, throttles

A_DAY: Final = timedelta(days=1)
TOO_MANY: Final = "too_many_today"
"""Why an order was never sent: its address has had its automatic mails for today."""
MOST: Final = 3
MOST_VERIFIED: Final = 12

# What was used up comes back a day later: never more than this within any twenty-four hours.
ANY: Final = Bucket(size=MOST - 1, refill=A_DAY)
KEPT: Final = Bucket(size=1, refill=A_DAY)
# Five at once and six more in a day. Somebody used a link that was sent there: the mailbox is theirs.
ANY_VERIFIED: Final = Bucket(size=5, refill=timedelta(hours=4))


async def may_write(
    tx: Transaction, keyring: KeyRing, email: str, *, now: datetime, inquiry_id: str | None = None
) -> bool:
    """Note one automatic mail. False: it is one too many for today.

    ``inquiry_id``: what it is about; more may be written about an inquiry whose link was used in this mailbox.
    """
    verified = inquiry_id is not None and await _is_verified(tx, keyring, inquiry_id, email)
    key, bucket = ("mail-verified", ANY_VERIFIED) if verified else ("mail", ANY)
    return not await throttles.take(tx, _key(keyring, key, email), bucket, now=now)


async def may_tell_of_change(tx: Transaction, keyring: KeyRing, email: str, *, now: datetime) -> bool:
    """Note the mail that says that this address is no longer the one of an inquiry: its own place, one a day."""
    return not await throttles.take(tx, _key(keyring, "mail-kept", email), KEPT, now=now)


async def may_write_to_each(tx: Transaction, keyring: KeyRing, emails: Sequence[str], *, now: datetime) -> list[bool]:
    """The same as `may_write` for addresses nobody verified, in their order; one statement for all but repeats."""
    keys = [_key(keyring, "mail", email) for email in emails]
    first = {key: place for place, key in reversed(list(enumerate(keys)))}
    let_through = await throttles.take_each(tx, sorted(first), ANY, now=now)
    return [
        key in let_through if first[key] == place else not await throttles.take(tx, key, ANY, now=now)
        for place, key in enumerate(keys)
    ]


async def _is_verified(tx: Transaction, keyring: KeyRing, inquiry_id: str, email: str) -> bool:
    tag = identities.identity_tag(keyring, "email", email.casefold())
    return await identities.is_verified(tx, inquiry_id, tag)


def _key(keyring: KeyRing, what: str, email: str) -> str:
    return throttles.key_of(keyring, what, email.casefold())
