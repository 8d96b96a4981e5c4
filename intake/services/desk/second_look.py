"""A second look at past inquiries, once the published criteria have changed: whose result is another one now.

Only at those who agreed to hear of studies later. People decide what comes of it; nobody is written to by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from anyio import to_thread

from intake.domain.access import SERVING, Actor
from intake.domain.consent import STUDIES, standing
from intake.domain.criteria.criterion import Criteria, Outcome
from intake.domain.errors import NotAllowed
from intake.domain.inquiry import InquirySummary
from intake.domain.shelves import Shelf
from intake.domain.triage import REOPENED_BY_CONTACT
from intake.lib.database import Database
from intake.services import inbox
from intake.services.desk.criteria import case_of, outcomes
from intake.services.inbox_list import Cursor
from intake.services.office import Office
from intake.store import answers, audit, inquiries
from intake.store.answers import CONSENT, TREATMENTS
from intake.store.audit import Entry
from intake.store.consents import consents_of
from intake.store.inquiries import Filters, Place
from intake.store.work import criteria_versions

STEP: Final = 200
"""How many past inquiries are opened at a time."""
_CLASSES: Final = (*sorted(inbox.READABLE), TREATMENTS, CONSENT)
_NOTHING: Final = frozenset({None, Outcome.NOT_APPLICABLE, Outcome.DOES_NOT_MEET})


@dataclass(frozen=True, slots=True)
class Flip:
    """A text that says something else now. None: it did not stand there then, or does not any more."""

    criterion: str
    old: Outcome | None
    new: Outcome | None


@dataclass(frozen=True, slots=True)
class Past:
    """A past inquiry, and what changed for it."""

    summary: InquirySummary
    flips: tuple[Flip, ...]


@dataclass(frozen=True, slots=True)
class SecondLook:
    """One step through the past. ``since``: when the criteria changed; None: they never did, nothing was opened.

    ``changed``: the texts that are not as they were; ``seen``: how many inquiries were looked at in this step.
    """

    since: datetime | None
    changed: tuple[str, ...] = ()
    rows: tuple[Past, ...] = ()
    seen: int = 0
    following: Cursor | None = None


async def remember(criteria: Criteria, *, db: Database, now: datetime) -> None:
    """Keep this version of the criteria, if another one was used last."""
    version = criteria.version
    async with db.read() as snapshot:
        known = await criteria_versions.latest(snapshot)
    if known != version:
        async with db.write() as tx:
            await criteria_versions.remember(tx, version, criteria.to_json(), now=now)


async def look(actor: Actor, after: Cursor | None, *, office: Office, now: datetime) -> SecondLook:
    """Go one step through this person's past inquiries, the latest first; written down. Raises `NotAllowed`."""
    if actor.role not in SERVING:
        raise NotAllowed
    found = await _look(actor, after, office=office, now=now)
    detail = {"seen": found.seen, "rows": len(found.rows)}
    version = office.content.criteria.criteria.version
    async with office.db.write() as tx:
        await audit.append(tx, Entry(now, actor.staff_id, "criteria.second_look", "criteria", version, detail=detail))
    return found


async def _look(actor: Actor, after: Cursor | None, *, office: Office, now: datetime) -> SecondLook:
    new = office.content.criteria.criteria
    async with office.db.read() as snapshot:
        known = await criteria_versions.before(snapshot, new.version)
        old = _readable(known[0]) if known else None
        if known is None or old is None:
            return SecondLook(since=None)
        wanted = Filters(shelves=(Shelf.ENDED,), queues=actor.queues, statuses=REOPENED_BY_CONTACT)
        place = after.place if after else None
        found = await inquiries.page(snapshot, office.keyring, wanted, after=place, limit=STEP + 1)
        step = found[:STEP]
        revisions = {one.id: one.revision for one in step}
        parts = await answers.load_many(snapshot, office.keyring, revisions, classes=_CLASSES)

    def compared() -> tuple[Past, ...]:
        rows = [Past(one, _flips(one, parts[one.id], old, office, now)) for one in step if one.id in parts]
        return tuple(row for row in rows if row.flips)

    told = await to_thread.run_sync(compared)  # a good part of a second, in which others are served
    last = step[-1] if len(found) > STEP else None
    following = Cursor(Place(last.shelf, last.place, last.id)) if last else None
    return SecondLook(known[1], changed(old, new), told, len(step), following)


def changed(old: Criteria, new: Criteria) -> tuple[str, ...]:
    """The texts that are new, gone, or not as they were."""
    before, after = ({one.id: one for one in version.published} for version in (old, new))
    return tuple(id_ for id_ in dict.fromkeys((*after, *before)) if before.get(id_) != after.get(id_))


def _flips(
    found: InquirySummary, parts: Mapping[str, object], old: Criteria, office: Office, now: datetime
) -> tuple[Flip, ...]:
    answered = {kind: part for kind, part in parts.items() if kind in inbox.READABLE}
    events = consents_of(parts.get(CONSENT), {kind: part for kind, part in answered.items() if isinstance(part, dict)})
    if not standing(events, STUDIES):
        return ()
    cards = answers.cards_from(parts)
    case = case_of(office.content, answers.merged(answered), cards, found.locale, now.date())
    before, after = outcomes(old, case), outcomes(office.content.criteria.criteria, case)
    flips = (Flip(id_, before.get(id_), after.get(id_)) for id_ in dict.fromkeys((*after, *before)))
    # From one way of saying nothing to another is no news.
    return tuple(flip for flip in flips if flip.old is not flip.new and not {flip.old, flip.new} <= _NOTHING)


def _readable(source: str) -> Criteria | None:
    """An earlier version; None where it asks for what this release does not know any more."""
    try:
        return Criteria.from_json(source)
    except (ValueError, KeyError, TypeError):
        return None
