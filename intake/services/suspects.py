"""What looks sent by a machine when it arrives, and which mailboxes have had their automatic mails for today."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from intake.domain import suspicion
from intake.domain.inquiry import InquiryDraft, contacts_of
from intake.domain.questionnaire import Questionnaire
from intake.domain.suspicion import Flood, Sign
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.lib.throttle import Bucket
from intake.store import quarantine, throttles

A_DAY: Final = timedelta(hours=24)
MAILS_A_DAY: Final = 3
# What arrivals are not counted for. Full again after a day each: never more than three within twenty-four hours.
_OF_MAILBOX: Final = Bucket(size=MAILS_A_DAY, refill=A_DAY)


@dataclass(frozen=True, slots=True)
class Mailboxes:
    """How many acknowledgements addresses had within a day. Nobody's mailbox is filled in another's name."""

    had: Counter[str]

    @classmethod
    async def of(
        cls, snapshot: Snapshot, keyring: KeyRing, emails: Iterable[str | None], *, now: datetime
    ) -> "Mailboxes":
        """Those of these addresses (canonical)."""
        wanted = {email for email in emails if email}
        return cls(Counter(await quarantine.inquiries_since(snapshot, keyring, wanted, since=now - A_DAY)))

    def take(self, email: str | None) -> bool:
        """Note one mail more. False: it is one too many."""
        if email is None:
            return True
        self.had[email] += 1
        return self.had[email] <= MAILS_A_DAY


async def may_write_to(tx: Transaction, keyring: KeyRing, email: str, *, now: datetime, what: str = "mail") -> bool:
    """Note a mail that somebody asked for otherwise than by sending a form. False: it is one too many for today.

    ``what`` is counted by itself: nobody uses up one kind of mail by asking for another.
    """
    return not await throttles.take(tx, throttles.key_of(keyring, what, email.casefold()), _OF_MAILBOX, now=now)


class Gate:
    """Looks at each new inquiry. ``limit``: more than so many within a minute are an attack; 0: nothing ever is."""

    def __init__(self, limit: int) -> None:
        self._flood = Flood(limit) if limit else None

    def is_attacked(self, now: datetime) -> bool:
        """Whether each browser is asked for a proof of work."""
        return self._flood is not None and self._flood.is_on(now)

    def signs(
        self, draft: InquiryDraft, questionnaire: Questionnaire, mailboxes: Mailboxes, *, now: datetime
    ) -> tuple[Sign, ...]:
        """What speaks for a machine in an inquiry that was not known before, or why nobody gets a mail for it.

        Nothing does in a canary's: it proved whose it is, and its mails go to the operator's own mailbox.
        """
        if draft.test:
            return ()
        attacked = self._flood is not None and self._flood.arrived(now)
        said, contacts = draft.answers, contacts_of(draft.answers)
        texts = [text for text in map(said.get, questionnaire.free_texts) if isinstance(text, str)]
        found = suspicion.signs(replace(draft.sent, under_attack=attacked), str(said.get("contact_name", "")), texts)
        if not found and not mailboxes.take(contacts.get("email")):
            return (Sign.MAIL_PAUSED,)
        return found
