"""What is known of the canaries: one row of the database's own facts, changed by whoever was first.

It also says whether one is under way, so that several workers never send two at once.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from intake.domain.canary import Outcome, Perch, Step, Why, next_due, without_one
from intake.lib.database import Database
from intake.store import meta

_NAME: Final = "canary"
_TRIES: Final = 20
_MARGIN: Final = timedelta(minutes=3)
"""Beyond what the mail may take: the pages, and the taking away. After that its worker is dead."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The languages a canary was ever sent in, and until when one may be under way."""

    perches: Mapping[str, Perch]
    until: datetime | None = None


async def look(*, db: Database) -> Standing:
    """How the canaries stand."""
    async with db.read() as snapshot:
        return _read(await meta.get(snapshot, _NAME))


async def missing(
    locales: Sequence[str], *, every: timedelta, db: Database, now: datetime
) -> Mapping[str, datetime | None]:
    """The languages in which none has come through for too long, and when the last one did (None: never)."""
    return without_one((await look(db=db)).perches, locales, every=every, now=now)


async def begin_next(
    locales: tuple[str, ...], *, every: timedelta, within: timedelta, db: Database, now: datetime
) -> str | None:
    """Take the turn of the next language. None: it is not time yet, or one is under way, or another worker has it."""
    async with db.write() as tx:
        old = await meta.get(tx, _NAME)
        standing = _read(old)
        # A claim from further ahead than any can be was made by a clock that has been set back since.
        if standing.until is not None and now < standing.until <= now + within + _MARGIN:
            return None
        locale = next_due(standing.perches, locales, every=every, now=now)
        if locale is None:
            return None
        perch = replace(standing.perches.get(locale, Perch()), began_at=now)
        claimed = Standing({**standing.perches, locale: perch}, now + within + _MARGIN)
        return locale if await meta.swap(tx, _NAME, old, _written(claimed)) else None


async def note(outcome: Outcome, *, db: Database) -> None:
    """Keep how one went."""

    def noted(standing: Standing) -> Standing:
        perch = standing.perches.get(outcome.locale, Perch())
        if outcome.is_ok:
            perch = replace(perch, ok_at=outcome.at)
        else:
            perch = replace(perch, failed_at=outcome.at, step=outcome.step, why=outcome.why)
        return replace(standing, perches={**standing.perches, outcome.locale: perch})

    await _change(noted, db=db)


async def end(*, db: Database) -> None:
    """None is under way any more."""
    await _change(lambda standing: replace(standing, until=None), db=db)


async def _change(change: Callable[[Standing], Standing], *, db: Database) -> None:
    for _ in range(_TRIES):
        async with db.write() as tx:
            old = await meta.get(tx, _NAME)
            if await meta.swap(tx, _NAME, old, _written(change(_read(old)))):
                return


def _written(standing: Standing) -> bytes:
    perches = {
        tag: {
            "began_at": _iso(perch.began_at),
            "ok_at": _iso(perch.ok_at),
            "failed_at": _iso(perch.failed_at),
            "step": perch.step,
            "why": perch.why,
        }
        for tag, perch in standing.perches.items()
    }
    return json.dumps({"until": _iso(standing.until), "perches": perches}, sort_keys=True).encode()


def _read(value: bytes | None) -> Standing:
    if value is None:
        return Standing({})
    known: dict[str, Any] = json.loads(value)
    perches = {
        tag: Perch(
            _moment(said["began_at"]),
            _moment(said["ok_at"]),
            _moment(said["failed_at"]),
            Step(said["step"]) if said["step"] else None,
            Why(said["why"]) if said["why"] else None,
        )
        for tag, said in known["perches"].items()
    }
    return Standing(perches, _moment(known["until"]))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
