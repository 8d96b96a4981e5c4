"""What the page of an inquiry says of its reminders: who is waited for, and when they hear of it next."""

from dataclasses import dataclass
from datetime import timedelta

from intake.domain.triage import Waiting
from intake.services.desk.around import Climb
from intake.services.inbox import NEW, CaseFile
from intake.web.inbox.desk import Desk, Moment


@dataclass(frozen=True, slots=True)
class ProgressPanel:
    """Nothing to say: ``told`` is empty. ``mine``: it was given to the reader, who has not accepted it yet."""

    told: str = ""
    at: Moment | None = None
    mine: bool = False
    offer: str = ""


def progress_panel(desk: Desk, file: CaseFile, climb: Climb | None) -> ProgressPanel:
    """The reminders of an inquiry that somebody may read."""
    found, t = file.inquiry.summary, desk.t
    if climb is None or climb.next_at is None:
        return ProgressPanel()
    at = desk.then(max(climb.next_at, desk.now))
    if found.waiting_for is Waiting.OFFICE:
        told = t.gettext("Nobody has said yet that they have it. The next reminder goes out:")
        # Of what is new the next step says the same.
        mine = found.assignee_id == desk.actor.staff_id and found.status not in NEW
        return ProgressPanel(told, at, mine, t.gettext("I have it"))
    days, closes = desk.content.routing.reminders.days, desk.content.routing.reminders.closes_after
    after = days[climb.step] if climb.step < len(days) else closes
    at = desk.then(max(climb.next_at, climb.since + timedelta(days=after)))
    if climb.step >= len(days):
        return ProgressPanel(t.gettext("The inquirer has been reminded. Without a word from them it is closed:"), at)
    return ProgressPanel(t.gettext("The inquirer is reminded by mail of what was asked:"), at)
