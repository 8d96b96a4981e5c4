"""One inquiry as one FHIR R4 Bundle a line: for a hospital's system, for somebody who takes everything along."""

import json
from datetime import datetime

from intake.content.loader import Content
from intake.domain.exports import Exported
from intake.domain.questionnaire import Questionnaire
from intake.services.desk.fhir import work
from intake.services.desk.fhir.answered import response
from intake.services.desk.fhir.illness import Illness
from intake.services.desk.fhir.parts import Bundle, Resource
from intake.services.desk.fhir.people import people
from intake.services.desk.fhir.work import STANDS

SYSTEM = "Intake"


class FhirWriter:
    """Bundles, one a line (NDJSON). ``form``: every question that was ever asked."""

    def __init__(self, form: Questionnaire, content: Content, base_url: str, now: datetime) -> None:
        self._form, self._content, self._base_url, self._now = form, content, base_url, now

    def begin(self) -> bytes:
        """Nothing."""
        return b""

    def add(self, one: Exported) -> bytes:
        """A line; nothing for what was erased."""
        if one.summary.status not in STANDS:
            return b""
        whole = bundle_of(one, self._form, self._content, self._base_url, self._now)
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    def end(self) -> bytes:
        """Nothing."""
        return b""


def bundle_of(one: Exported, form: Questionnaire, content: Content, base_url: str, now: datetime) -> Resource:
    """The Bundle of an inquiry (``shared`` nothing: every reference resolves within it)."""
    bundle = Bundle(base_url, one.summary.id, one.summary.reference, now)
    patient, informant = people(bundle, one)
    answered = response(bundle, one, form, content, patient, informant)
    illness = Illness(bundle, one, content, patient, informant)
    because = [*([illness.condition] if illness.condition else []), answered]
    wanted = work.request(bundle, one, patient, informant, because)
    task = work.task(bundle, one, wanted, patient)
    flags = work.flags(bundle, one, patient)
    work.consents(bundle, one, patient, informant)
    work.letters(bundle, one, task, patient, informant, content.clinic.name)
    work.provenance(bundle, one, [*illness.derived, *flags], informant, answered, SYSTEM)
    return bundle.whole()
