"""The codes everything else speaks in. Stored, exported and routed on: a code keeps its meaning for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Answer = str | tuple[str, ...]
Answers = Mapping[str, Answer]
"""Question id → code or text; a tuple only for questions with several answers. A ticked box is ``"yes"``."""

YES = "yes"
UNKNOWN = "unknown"
"""``I do not know``: an answer like any other, and not the same as none."""


class Priority(StrEnum):
    """How soon a person must see an inquiry."""

    SAME_DAY = "same_day"
    ONE_DAY = "one_day"
    ROUTINE = "routine"

    @property
    def rank(self) -> int:
        """0 is the most urgent."""
        return list(Priority).index(self)

    def or_sooner(self, other: "Priority | None") -> "Priority":
        """The more urgent of the two: whatever raises an inquiry, nothing lowers it again."""
        return self if other is None or self.rank <= other.rank else other


class Status(StrEnum):
    """Where an inquiry stands. What may follow what is in `triage`."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACKNOWLEDGED = "acknowledged"
    IN_TRIAGE = "in_triage"
    NEED_INFO = "need_info"
    RECORDS_REQUESTED = "records_requested"
    RECORDS_COMPLETE = "records_complete"
    MEDICAL_REVIEW = "medical_review"
    PROPOSAL_READY = "proposal_ready"
    COST_ESTIMATE_SENT = "cost_estimate_sent"
    ACCEPTED = "accepted"
    SCHEDULING = "scheduling"
    TRIAL_SCREENING_REFERRAL = "trial_screening_referral"
    TRAVEL_VISA = "travel_visa"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    NOT_OFFERED = "not_offered"
    REDIRECTED_LOCAL = "redirected_local"
    TRIAL_CLOSED_OR_FULL = "trial_closed_or_full"
    WITHDRAWN = "withdrawn"
    NO_RESPONSE = "no_response"
    DUPLICATE = "duplicate"
    SPAM = "spam"
    DECEASED = "deceased"
    ERASED = "erased"


class AgeGroup(StrEnum):
    """The patient's age as far as routing and desks need it."""

    UNDER_12 = "0-11"
    TEENAGER = "12-17"
    YOUNG_ADULT = "18-25"
    ADULT = "26-64"
    OLDER = "65+"
    UNKNOWN = "unknown"


class Sensitivity(StrEnum):
    """P0 not personal · P1 contact · P2 health · P3 extra-sensitive health · P4 identity document or money."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class EvidenceStatus(StrEnum):
    """What regulators say of CAR-T for a condition. Never what this clinic offers, never what suits a person."""

    APPROVED = "approved"
    APPROVED_US_ONLY = "approved_us_only"
    APPROVED_OTHER_REGION = "approved_other_region"
    TRIALS_ONLY = "trials_only"
    EARLY_RESEARCH = "early_research"
    NO_RATIONALE = "no_rationale"
    UNKNOWN = "unknown"


class FormRole(StrEnum):
    """What the form does with a condition."""

    OFFER = "offer"
    OFFER_TRIAL = "offer_trial"
    OFFER_WITH_NOTE = "offer_with_note"
    NOT_OFFERED = "not_offered"
    CATCH_ALL = "catch_all"


class InquirerRole(StrEnum):
    """Who is writing."""

    SELF = "self"
    CHILD = "child"
    RELATIVE = "relative"
    PHYSICIAN = "physician"
    AGENT = "agent"
    QUESTION = "question"


class StaffRole(StrEnum):
    """What somebody of the office is there for."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    TRANSLATOR = "translator"


class GroupKind(StrEnum):
    """The families condition groups belong to."""

    HEME = "heme"
    AUTOIMMUNE = "autoimmune"
    SOLID = "solid"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class ConditionGroup:
    """A group of conditions, as the form shows them. ``programme`` is where such an inquiry belongs by its disease."""

    slug: str
    label: str
    kind: GroupKind
    programme: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A disease the form offers. The slug is the key, stable for ever; several diseases share one ICD code."""

    slug: str
    group: str
    form_role: FormRole
    name: str
    clinical_name: str
    synonyms: tuple[str, ...]
    evidence_status: EvidenceStatus
    evidence_detail: str
    targets: tuple[str, ...]
    icd10_who: tuple[str, ...]
    icd10_cm: tuple[str, ...]
    icd_note: str
    age_typical: str
    seeds: str
    review_flag: str
    sources: tuple[str, ...]
