"""An inquirer adds to or corrects what they told us: the next revision, weighed again, and the desk told of it.

What raises an inquiry is heard; nothing lowers it. The queue stays: moving a case is a person's decision.
"""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from intake.domain.errors import NotFound
from intake.domain.inquiry import InquirySummary
from intake.domain.message import MailKind
from intake.domain.triage import HEARD, NOT_URGENT_ALONE, Flag, with_heard
from intake.domain.values import Answer, Answers
from intake.domain.visit import Visit
from intake.lib.database import Snapshot, Transaction
from intake.services.hearing import heard_from
from intake.services.office import Office, tell_desk, this_hour
from intake.store import audit, inquiries, keys, revisions
from intake.store.answers import Trace
from intake.store.audit import Entry
from intake.store.revisions import Contents
from intake.store.sealing import to_json

__all__ = ["Contents", "Unchanged", "digest_of", "load", "load_in", "put", "revise", "revise_in"]


_CANNOT_WAIT = frozenset(HEARD.values()) - NOT_URGENT_ALONE


class Unchanged(Exception):
    """Raised by a change that finds its work done already, by another window or another click: nothing is kept."""


def digest_of(answers: Answers) -> str:
    """What stands for the answers that a page showed, in its hidden field: so that two windows are told apart."""
    return hashlib.sha256(to_json(sorted(answers.items()))).hexdigest()[:16]


async def load(visit: Visit, *, office: Office) -> Contents:
    """All that the visitor's inquiry says now. Raises `NotFound` for one that was erased meanwhile."""
    async with office.db.read() as snapshot:
        return await load_in(snapshot, visit, office=office)


async def load_in(snapshot: Snapshot, visit: Visit, *, office: Office) -> Contents:
    """The same within a transaction."""
    try:
        found = await revisions.load(snapshot, office.keyring, visit.inquiry_id)
    except keys.KeyGone:
        found = None
    if found is None:
        raise NotFound
    return found


async def revise(
    visit: Visit,
    change: Callable[[Contents], None],
    *,
    action: str,
    detail: Mapping[str, str],
    office: Office,
    now: datetime,
) -> None:
    """Change what the visitor's inquiry says; ``change`` sees the latest. ``action`` and ``detail`` are for the audit.

    Raises `NotFound`, and whatever ``change`` raises but `Unchanged`: nothing is kept then.
    """
    with suppress(Unchanged):
        async with office.db.write() as tx:
            await revise_in(tx, visit, change, action=action, detail=detail, office=office, now=now)
        office.ring()


async def revise_in(
    tx: Transaction,
    visit: Visit,
    change: Callable[[Contents], None],
    *,
    action: str,
    detail: Mapping[str, str],
    office: Office,
    now: datetime,
) -> InquirySummary:
    """The same within a transaction, `Unchanged` and all; whoever uses it rings afterwards."""
    keyring = office.keyring
    alarming: set[Flag] = set()
    _, opened = await heard_from(tx, visit.inquiry_id, office=office, now=now)

    def weighed(contents: Contents) -> None:
        known = contents.trace.flags
        change(contents)
        _weigh(contents, office, now)
        alarming.update(_CANNOT_WAIT.intersection(contents.trace.flags).difference(known))

    try:
        kept = await revisions.revise(tx, keyring, visit.inquiry_id, weighed, now=now)
    except keys.KeyGone:
        raise NotFound from None
    about = await inquiries.summary(tx, keyring, visit.inquiry_id)
    if kept is None or about is None:
        raise NotFound
    written: dict[str, str | int] = {"revision": kept[0], **opened, **detail}
    await audit.append(tx, Entry(now, "public", action, "inquiry", visit.inquiry_id, detail=written))
    # One mail an hour, however many blocks somebody saves; words of distress wait for no hour.
    because = f"revision:{kept[0]}" if alarming else this_hour(now)
    await tell_desk(tx, about, MailKind.INQUIRY_UPDATED, because=because, office=office, now=now)
    return about


def put(contents: Contents, office: Office, question_id: str, answer: Answer | None) -> None:
    """Keep an answer where its question's sensitivity says, or take it away."""
    if answer:
        contents.answers[question_id] = answer
        contents.classes[question_id] = office.content.questionnaire.question(question_id).sensitivity.value
    else:
        contents.answers.pop(question_id, None)
        contents.classes.pop(question_id, None)


def _weigh(contents: Contents, office: Office, now: datetime) -> None:
    cards = [card.answers for card in contents.cards]
    weighed = office.content.assess(contents.answers, locale=contents.locale, today=now.date(), cards=cards)
    flags = with_heard(weighed.flags, contents.trace.flags)
    contents.trace = Trace(weighed.facts, flags, contents.trace.decision, contents.trace.signs)
    contents.priority = contents.priority.or_sooner(weighed.facts.urgency)
    contents.language = weighed.facts.language
    calendar = office.content.routing.calendar_of(contents.trace.decision.queue)
    contents.due_at = min(contents.due_at, calendar.due(contents.priority, now))
