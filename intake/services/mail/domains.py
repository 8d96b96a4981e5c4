"""Which domains take no mail for now: learnt from what is tried, held in memory as long as the worker runs."""

from datetime import datetime

import structlog

from intake.domain.breaker import CLOSED, Breaker

log = structlog.get_logger()


class Domains:
    """A breaker for each domain that has refused something lately."""

    def __init__(self) -> None:
        self._known: dict[str, Breaker] = {}

    def may_try(self, domain: str, now: datetime) -> bool:
        """Whether a mail to the domain may be tried now; it counts as tried with that."""
        breaker = self._of(domain)
        if not breaker.may_try(now):
            return False
        self._note(domain, breaker.tried(now))
        return True

    def look_again(self, domain: str, now: datetime) -> datetime:
        """When a mail that may not be tried now is to be looked at again."""
        return self._of(domain).look_again(now)

    def failed(self, domain: str, now: datetime) -> bool:
        """It took a mail not now; whether the others wait from here on."""
        breaker = self._of(domain).failed(now)
        self._note(domain, breaker)
        return breaker.is_open

    def answered(self, domain: str) -> None:
        """It took a mail, or refused it for good: it is there."""
        self._note(domain, CLOSED)

    def _of(self, domain: str) -> Breaker:
        return self._known.get(domain, CLOSED)

    def _note(self, domain: str, breaker: Breaker) -> None:
        was = self._of(domain)
        if breaker == CLOSED:
            self._known.pop(domain, None)
        else:
            self._known[domain] = breaker
        # Not which domain: who has an address where is nothing for a log.
        if breaker.is_open and not was.is_open:
            log.warning("a domain takes no mail for now")
        elif was.is_open and not breaker.is_open:
            log.info("a domain takes mail again")
