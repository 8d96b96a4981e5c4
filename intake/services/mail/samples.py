"""One mail of each kind to look at, in every way it can be said: plainly about nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from intake.domain.message import MailKind
from intake.domain.recipients import Because
from intake.domain.values import Priority
from intake.lib.translations import SOURCE
from intake.services.mail.composer import Composer
from intake.services.mail.kinds import KEY_UNUSABLE, Mail

NOW: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DISCREET: Final = frozenset(
    {
        MailKind.INQUIRY_RECEIVED,
        MailKind.MESSAGE_WAITING,
        MailKind.CONTACT_CHANGED,
        MailKind.ONE_TIME_LINK,
        MailKind.ANSWER_AWAITED,
        MailKind.DRAFT_SAVED,
        MailKind.REPLY_NOT_READ,
    }
)
"""Kinds that are also written without saying who writes."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A mail to look at. ``variant`` tells it from others of its kind: discreet, an urgency, a reason."""

    kind: str
    variant: str
    mail: Mail

    @property
    def name(self) -> str:
        """What it is known by."""
        return f"{self.kind}.{self.variant}" if self.variant else self.kind

    def written(self, composer: Composer, locale: str) -> bytes:
        """The message, as it would go over the wire to nobody."""
        mail = replace(self.mail, locale=locale)
        return (composer.instead if self.kind == KEY_UNUSABLE else composer.compose)(mail, now=NOW)


def _samples() -> Mapping[str, Sample]:
    found = []
    for kind in MailKind:
        found.append(Sample(kind, "", _mail(kind)))
        if kind in DISCREET:
            found.append(Sample(kind, "discreet", replace(_mail(kind), discreet=True)))
    new = replace(_mail(MailKind.INQUIRY_ROUTED), country=None)
    found += [Sample(new.kind, priority, replace(new, priority=priority)) for priority in Priority]
    found += [Sample(new.kind, because, replace(new, because=because)) for because in Because]
    found.append(Sample(KEY_UNUSABLE, "", new))
    return {sample.name: sample for sample in found}


def _mail(kind: MailKind) -> Mail:
    mail = Mail(
        kind,
        "demo@example.org",
        SOURCE,
        "<demo@example.org>",
        NOW,
        "demo",
        "demo-2345",
        NOW,
        NOW + timedelta(days=1),
        country="DE",
        token="demo",  # noqa: S106 — it opens nothing
    )
    if kind is not MailKind.DESK_DIGEST:
        return mail
    row = replace(mail, kind=MailKind.INQUIRY_ROUTED)
    news = replace(row, kind=MailKind.INQUIRY_UPDATED, reference="demo-6789", language="ka", country="GE")
    return replace(mail, rows=(replace(row, priority=Priority.ONE_DAY), row, news))


SAMPLES: Final = _samples()
"""By their names."""
