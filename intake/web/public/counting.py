"""What is counted of the form: which complaints people meet and which they mend. Nobody can be told from it."""

from collections.abc import Mapping
from dataclasses import replace

from intake.domain.typed import Complaint
from intake.lib.locales import Locale
from intake.services.tallies import Counted
from intake.web.common.frame import looked_at
from intake.web.common.state import IntakeRequest
from intake.web.public import canary, receipt
from intake.web.public.inquiry_form import SentForm


def met(request: IntakeRequest, locale: Locale, form: SentForm, complaints: Mapping[str, Complaint]) -> SentForm:
    """The form with what it has been complained of by now; what is new is counted."""
    now = {f"{question}:{complaint.value}" for question, complaint in complaints.items()}
    fresh = sorted(now - form.met)
    if fresh:
        request.state["resources"].office.tallies.add(Counted.MET, locale.tag, *fresh, now=receipt.now())
    return replace(form, met=form.met | now)


def sent(request: IntakeRequest, locale: Locale, form: SentForm) -> None:
    """It arrived after all: whatever it was complained of is mended."""
    known = _known(request, form)
    if known:
        request.state["resources"].office.tallies.add(Counted.MENDED, locale.tag, *known, now=receipt.now())


def viewed(request: IntakeRequest, locale: Locale, path: str, template: str = "") -> None:
    """Somebody looked at a page: how much a sentence on it matters."""
    if locale.preview or canary.is_looking(request):
        return
    for exhibit in request.state["looking"].at(looked_at(template, path))[:1]:
        request.state["resources"].office.tallies.add(Counted.VIEWED, locale.tag, exhibit.name, now=receipt.now())


def _known(request: IntakeRequest, form: SentForm) -> list[str]:
    """Only what can have been: a browser may send anything in a hidden field."""
    asked = {question.id for question in request.state["resources"].content.questionnaire.short}
    codes = set(Complaint)
    return sorted(key for key in form.met if key.partition(":")[0] in asked and key.partition(":")[2] in codes)
