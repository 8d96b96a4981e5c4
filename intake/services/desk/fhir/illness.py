"""What was said of the illness: derived from answers, told by whoever wrote, confirmed by nobody."""

from collections.abc import Mapping
from typing import Final

from intake.content.loader import Content
from intake.domain.answer_dates import read_when
from intake.domain.exports import Exported
from intake.domain.files import FileInfo, FileKind, Scan
from intake.domain.treatment import TreatmentCard
from intake.domain.values import UNKNOWN, YES
from intake.lib.filetypes import FileType
from intake.services.desk.fhir.parts import (
    LOINC,
    TERMINOLOGY,
    Bundle,
    Resource,
    Value,
    coded,
    coding,
    concept,
    moment,
    when,
)
from intake.services.desk.fhir.people import many_of, text_of

STATES: Final = {
    "newly_diagnosed": "active",
    "responding": "active",
    "relapsed": "relapse",
    "refractory": "active",
}
PROCEDURES: Final = frozenset({"car-t", "transplant", "radiotherapy-other"})
NO_TREATMENT: Final = frozenset({"none-or-unknown"})
BROKEN_OFF: Final = frozenset({"did_not_work", "stopped_working", "side_effects", "other"})
PERFORMANCE: Final = "89247-1"  # ECOG performance status score
# LOINC's answer list of that code.
PERFORMANCE_ANSWERS: Final = {"0": "LA9622-7", "1": "LA9623-5", "2": "LA9624-3", "3": "LA9625-0", "4": "LA9626-8"}
ANTIGENS: Final = {
    "antigen_cd19": "cd19-expression",
    "antigen_cd22": "cd22-expression",
    "antigen_bcma": "bcma-expression",
}
SIGNS: Final = {"positive": "POS", "negative": "NEG"}
PAPERS: Final[Mapping[FileKind, str]] = {
    FileKind.DISCHARGE_SUMMARY: "34133-9",
    FileKind.PATHOLOGY: "11526-1",
    FileKind.BONE_MARROW: "11526-1",
    FileKind.FLOW_CYTOMETRY: "11526-1",
    FileKind.IMAGING: "18748-4",
    FileKind.LAB_TESTS: "11502-2",
    FileKind.TREATMENT_SUMMARY: "10160-0",
    FileKind.ANTIBODIES: "11502-2",
}


class Illness:
    """Takes the clinical resources of one inquiry into a bundle; ``derived`` are references to them."""

    def __init__(self, bundle: Bundle, one: Exported, content: Content, patient: Resource, informant: Resource) -> None:
        self._bundle, self._one, self._content = bundle, one, content
        self._patient, self._informant = patient, informant
        self.derived: list[Resource] = []
        self.condition = self._condition()
        for card in one.cards:
            self._treatment(card)
        self._earlier()
        self._observations()
        if allergies := text_of(one.answers, "allergies"):
            status = coding(f"{TERMINOLOGY}allergyintolerance-verification", "unconfirmed")
            self._add(
                "AllergyIntolerance",
                verificationStatus=concept(status),
                code=concept(text=allergies),
                patient=patient,
                asserter=informant,
            )
        for file in one.files:
            if file.scan is not Scan.INFECTED:
                self._document(file)

    def _add(self, kind: str, /, **content: "Value | None") -> Resource:
        reference = self._bundle.add(kind, {name: value for name, value in content.items() if value})
        self.derived.append(reference)
        return reference

    def _because(self) -> list[Resource]:
        return [self.condition] if self.condition else []

    def _condition(self) -> Resource | None:
        answers = self._one.answers
        slug = text_of(answers, "condition")
        known = self._content.conditions.get(slug)
        if known is None:
            return None
        codes = [self._bundle.own("condition", slug, coded(known.clinical_name))]
        # Several codes are as many possibilities, and nothing here tells which it is.
        for system, found in (("icd-10", known.icd10_who), ("icd-10-cm", known.icd10_cm)):
            if len(found) == 1:
                codes.append(coding(f"http://hl7.org/fhir/sid/{system}", found[0]))
        state = STATES.get(text_of(answers, "disease_state"))
        since, stage = text_of(answers, "diagnosis_date"), text_of(answers, "stage_risk")
        listed = concept(coding(f"{TERMINOLOGY}condition-category", "problem-list-item"))
        return self._add(
            "Condition",
            clinicalStatus=concept(coding(f"{TERMINOLOGY}condition-clinical", state)) if state else None,
            verificationStatus=concept(coding(f"{TERMINOLOGY}condition-ver-status", "unconfirmed")),
            category=[listed] if state else None,  # a problem on a list must say how it stands (con-3)
            code=concept(*codes, text=coded(known.name)),
            subject=self._patient,
            recordedDate=moment(self._one.summary.received_at),
            asserter=self._informant,
            stage=[{"summary": {"text": stage}}] if stage else None,
            **when("onset", read_when(since), since),
        )

    def _treatment(self, card: TreatmentCard) -> None:
        typed = text_of(card.answers, "treatment.drug")
        known = self._content.treatments.get(typed)
        if not typed or (known and known.kind in NO_TREATMENT):
            return
        named = concept(self._bundle.own("treatment", known.slug), text=coded(known.name)) if known else None
        what = named or concept(text=typed)
        response = text_of(card.answers, "treatment.response") or text_of(card.answers, "treatment.response_autoimmune")
        reason = text_of(card.answers, "treatment.stop_reason")
        note = text_of(card.answers, "treatment.note")
        notes = [f"response: {response}"] if response else []
        notes += [note] if note else []
        status, told = _status(card, reason), [{"text": text} for text in notes]
        if known and known.kind in PROCEDURES:
            performed = _period(card)
            self._add(
                "Procedure",
                status="in-progress" if status == "active" else status,
                statusReason=concept(self._bundle.own("stop_reason", reason)) if reason else None,
                code=what,
                subject=self._patient,
                performedPeriod=performed,
                asserter=self._informant,
                reasonReference=self._because(),
                note=told,
            )
            return
        self._add(
            "MedicationStatement",
            status=status,
            statusReason=[concept(self._bundle.own("stop_reason", reason))] if reason else None,
            medicationCodeableConcept=what,
            subject=self._patient,
            effectivePeriod=_period(card),
            dateAsserted=moment(self._one.updated_at),
            informationSource=self._informant,
            reasonReference=self._because(),
            note=told,
        )

    def _earlier(self) -> None:
        """CAR-T and transplants, as the details tell of them apart from the cards."""
        answers = self._one.answers
        if answers.get("prior_cart") == YES:
            product, at = text_of(answers, "cart_product"), text_of(answers, "cart_date")
            known = self._content.treatments.get(product)
            what = concept(self._bundle.own("treatment", known.slug), text=coded(known.name)) if known else None
            best = text_of(answers, "cart_best_response")
            self._procedure(what or concept(text=product or "CAR-T cell therapy"), at, best)
        for kind in many_of(answers, "transplant"):
            if kind in {"own", "donor"}:
                name = {"own": "stem-cell transplant, own cells", "donor": "stem-cell transplant, donor cells"}[kind]
                what = concept(self._bundle.own("transplant", kind), text=name)
                self._procedure(what, text_of(answers, "transplant_date"), "")

    def _procedure(self, what: Resource, typed: str, outcome: str) -> None:
        self._add(
            "Procedure",
            status="completed",
            code=what,
            subject=self._patient,
            asserter=self._informant,
            reasonReference=self._because(),
            outcome=concept(self._bundle.own("response", outcome), text=outcome) if outcome else None,
            **when("performed", read_when(typed), typed),
        )

    def _observations(self) -> None:
        answers = self._one.answers
        score = text_of(answers, "performance")
        if score in PERFORMANCE_ANSWERS:
            reference = self._observe(
                coding(LOINC, PERFORMANCE), at=moment(self._one.updated_at), valueInteger=int(score)
            )
            self.derived.append(reference)
        for name, code in ANTIGENS.items():
            sign = SIGNS.get(text_of(answers, name))
            if sign is not None:
                value = concept(coding(f"{TERMINOLOGY}v3-ObservationInterpretation", sign))
                known = read_when(text_of(answers, "antigen_date"))
                own = self._bundle.own("observation", code)
                self.derived.append(self._observe(own, at=str(known) if known else "", valueCodeableConcept=value))

    def _observe(self, code: Resource, *, at: str, **value: int | Resource) -> Resource:
        interpretation = PERFORMANCE_ANSWERS.get(str(value.get("valueInteger")))
        content: Resource = {
            "status": "preliminary",
            "code": concept(code),
            "subject": self._patient,
            "performer": [self._informant],
            "method": concept(text="self-reported"),
            **value,
        }
        if interpretation:
            content["interpretation"] = [concept(coding(LOINC, interpretation))]
        if at:
            content["effectiveDateTime"] = at
        return self._bundle.add("Observation", content)

    def _document(self, file: FileInfo) -> None:
        """That it was sent, not what is in it. Its name stays here: people write names into it."""
        own, known = self._bundle.own("file_kind", file.kind.value), PAPERS.get(file.kind)
        media_type = FileType(file.type).media_type
        attachment: Resource = {"contentType": media_type, "size": file.size, "creation": moment(file.created_at)}
        content: Resource = {
            "status": "current",
            "type": concept(*([coding(LOINC, known)] if known else []), own),
            "subject": self._patient,
            "date": moment(file.created_at),
            "author": [self._informant],
            "securityLabel": [concept(coding(f"{TERMINOLOGY}v3-Confidentiality", "R"))],
            "content": [{"attachment": attachment}],
        }
        self.derived.append(self._bundle.add("DocumentReference", content, restricted=True))


def _status(card: TreatmentCard, reason: str) -> str:
    if card.answers.get("treatment.ongoing") == YES:
        return "active"
    if reason in BROKEN_OFF:
        return "stopped"
    return "completed" if reason or text_of(card.answers, "treatment.end") else UNKNOWN


def _period(card: TreatmentCard) -> Resource | None:
    """Begin and end as far as they can be read; as they were typed they stand in the QuestionnaireResponse."""
    read = {name: read_when(text_of(card.answers, f"treatment.{name}")) for name in ("start", "end")}
    return {name: str(known) for name, known in read.items() if known is not None} or None
