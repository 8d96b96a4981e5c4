"""What other parts of the inbox show on the page of one inquiry: each part makes its own view, and stands here once."""

from dataclasses import dataclass

from intake.services.desk.around import around
from intake.services.inbox import CaseFile
from intake.web.common.state import IntakeRequest
from intake.web.inbox.criteria.panel import CriteriaPanel, criteria_panel
from intake.web.inbox.desk import Desk
from intake.web.inbox.find.pair import TogetherView, together_view
from intake.web.inbox.live.beside import BesideView, beside_view
from intake.web.inbox.live.tasks import ToDoView, to_do_view
from intake.web.inbox.mails_panel import MailsPanel, mails_panel
from intake.web.inbox.progress.panel import ProgressPanel, progress_panel
from intake.web.inbox.replies.making import MakingView, making_view


@dataclass(frozen=True, slots=True)
class Panels:
    """One field for each part."""

    together: TogetherView
    beside: BesideView
    to_do: ToDoView
    making: MakingView
    criteria: CriteriaPanel
    progress: ProgressPanel
    mails: MailsPanel


async def panels_of(request: IntakeRequest, desk: Desk, file: CaseFile) -> Panels:
    """The panels of an inquiry that somebody may read: it has been opened and written down already."""
    found = await around(desk.actor, file, office=request.state["resources"].office, now=desk.now)
    return Panels(
        together=together_view(desk, file, found.together),
        beside=await beside_view(request, desk, file.inquiry.summary.id),
        to_do=to_do_view(desk, file, found.tasks),
        making=making_view(desk, file, found.making),
        criteria=criteria_panel(desk, file, found.asks),
        progress=progress_panel(desk, file, found.climb),
        mails=mails_panel(desk, file, found.mails),
    )
