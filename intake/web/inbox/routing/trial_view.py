"""What an edited routing file would do, in words; and where two files differ, line by line."""

import difflib
from dataclasses import dataclass
from typing import Final

from intake.services.desk.routing import REPLAYED, Moved, Published, Trial
from intake.web.inbox import words
from intake.web.inbox.desk import Desk, Moment

AROUND: Final = 2  # unchanged lines shown round each change


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of a comparison. ``kind``: added, removed, same, or gap between two places."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class MovedView:
    """An inquiry that would have gone elsewhere."""

    url: str
    reference: str
    was: str
    would: str
    rule: str


@dataclass(frozen=True, slots=True)
class TrialView:
    """The outcome. With ``complaints`` nothing else was tried."""

    complaints: tuple[str, ...]
    said: str
    examples: str
    ways: tuple[str, ...]
    moved: tuple[MovedView, ...]
    elsewhere: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version in the list. ``restores``: what it brought back, in words."""

    url: str
    name: str
    author: str
    at: Moment
    in_force: bool
    restores: str


def trial_view(desk: Desk, trial: Trial) -> TrialView:
    """A trial as it is shown."""
    t, moving = desk.t, sum(count for _, count in trial.ways)
    said = t.ngettext("%(count)s inquiry would move", "%(count)s inquiries would move", moving) % {"count": moving}
    said = said if moving else t.gettext("Nobody would move")
    of = t.gettext("of the latest %(count)s looked at (at most %(most)s).")
    examples = t.ngettext("%(count)s example holds.", "All %(count)s examples hold.", trial.examples)
    hidden = moving - len(trial.moved)
    elsewhere = t.ngettext(
        "%(count)s more is at a desk you do not serve.", "%(count)s more are at desks you do not serve.", hidden
    )
    return TrialView(
        complaints=trial.complaints,
        said=f"{said} {of % {'count': trial.looked_at, 'most': REPLAYED}}",
        examples=examples % {"count": trial.examples},
        ways=tuple(_way(desk, *way, count) for way, count in trial.ways),
        moved=tuple(_moved(desk, move) for move in trial.moved),
        elsewhere=elsewhere % {"count": hidden} if hidden else "",
    )


def difference(old: str, new: str) -> tuple[LineView, ...]:
    """Where two texts differ, with a few lines round each place; nothing where they are equal."""
    found: list[LineView] = []
    for line in list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=AROUND))[2:]:
        kind = {"+": "added", "-": "removed", "@": "gap"}.get(line[:1], "same")
        found.append(LineView(kind, "" if kind == "gap" else line[1:]))
    return tuple(found)


def version_view(desk: Desk, published: Published) -> VersionView:
    """A version in the list."""
    version, t = published.version, desk.t
    restores = "" if version.restores is None else version_name(desk, version.restores)
    return VersionView(
        url=f"/staff/routing/versions/{version.number}",
        name=version_name(desk, version.number),
        author=published.author,
        at=desk.then(version.published_at),
        in_force=published.in_force,
        restores=t.gettext("brought back: %(version)s") % {"version": restores} if restores else "",
    )


def version_name(desk: Desk, number: int | None) -> str:
    """What a version is called; 0 and None: the file that came with the service."""
    if not number:
        return desk.t.gettext("the file that came with the service")
    return desk.t.gettext("version %(number)s") % {"number": number}


def _way(desk: Desk, old: str, new: str, count: int) -> str:
    urgencies = desk.t.ngettext(
        "%(count)s stays at %(queue)s, with another urgency", "%(count)s stay at %(queue)s, with another urgency", count
    )
    if old == new:
        return urgencies % {"count": count, "queue": desk.queue(old)}
    said = desk.t.ngettext("%(count)s from %(old)s to %(new)s", "%(count)s from %(old)s to %(new)s", count)
    return said % {"count": count, "old": desk.queue(old), "new": desk.queue(new)}


def _moved(desk: Desk, move: Moved) -> MovedView:
    urgency = words.priorities(desk.t)
    return MovedView(
        url=f"/staff/inquiries/{move.inquiry.id}",
        reference=move.inquiry.reference,
        was=f"{desk.queue(move.now.queue)} · {urgency[move.now.priority]}",
        would=f"{desk.queue(move.then.queue)} · {urgency[move.then.priority]}",
        rule=move.then.rule_id,
    )
