"""The small piece about published criteria on the page of the inquiry."""

from collections.abc import Sequence

from intake.services.desk.around import Ask
from intake.services.desk.criteria import screen
from intake.services.inbox import CaseFile
from intake.web.inbox.criteria.presenter import panel_view
from intake.web.inbox.criteria.views import CriteriaPanel
from intake.web.inbox.desk import Desk

__all__ = ["CriteriaPanel", "criteria_panel"]


def criteria_panel(desk: Desk, file: CaseFile, asked: Sequence[Ask]) -> CriteriaPanel:
    """How many texts say what, and how many questions wait. Of an inquiry that was opened and written down already."""
    found = file.inquiry.summary
    screening = screen(desk.content, file.inquiry.answers, file.cards, found.locale, desk.now.date())
    open_ = [ask for ask in asked if ask.is_open]
    return panel_view(desk, found.id, screening, sum(len(set(ask.questions) - ask.told) for ask in open_))
