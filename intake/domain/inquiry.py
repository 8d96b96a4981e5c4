"""An inquiry: as it arrives, as a row of a list, opened; and what routing and triage may know of it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from intake.domain.ages import age_group, born_of, maybe_child
from intake.domain.answer_dates import PartialDate, read_when
from intake.domain.distress import Alarm
from intake.domain.routing import Decision, RoutingFacts
from intake.domain.shelves import Shelf
from intake.domain.suspicion import NOT_OBSERVED, Sent, Sign
from intake.domain.triage import Flag, Waiting, urgency
from intake.domain.values import (
    UNKNOWN,
    YES,
    Answers,
    Condition,
    ConditionGroup,
    FormRole,
    InquirerRole,
    Priority,
    Status,
)

REPEAT_PROGRAMME = "repeat-car-t"
NOT_SURE_PROGRAMME = "not-sure"


@dataclass(frozen=True, slots=True)
class InquiryDraft:
    """A form that was sent and holds up: nothing is stored yet. ``test``: our own canary sent it, no person."""

    form_id: str
    form_secret: str
    form_version: str
    locale: str
    answers: Answers
    sent: Sent = NOT_OBSERVED
    test: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the answers mean for routing, and the warning signs in them."""

    facts: RoutingFacts
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class InquirySummary:
    """A row of the list."""

    id: str
    reference: str
    status: Status
    priority: Priority
    queue: str
    facts: RoutingFacts
    locale: str
    received_at: datetime
    due_at: datetime
    assignee_id: str | None
    revision: int
    version: int
    quarantined: bool = False
    flags: tuple[Flag, ...] = ()
    waiting_for: Waiting = Waiting.OFFICE
    test: bool = False
    merged_into: str | None = None
    shelf: Shelf = Shelf.ANSWER
    place: int = 0


@dataclass(frozen=True, slots=True)
class Inquiry:
    """An inquiry opened by somebody who may read it."""

    summary: InquirySummary
    form_version: str
    answers: Answers
    decision: Decision
    flags: tuple[Flag, ...]
    signs: tuple[Sign, ...] = ()


def contacts_of(answers: Answers) -> Mapping[str, str]:
    """Ways to reach the inquirer by kind, in the one form in which two spellings of the same address are equal."""
    # The readers have put both into their canonical form; people write their address with and without capitals.
    found = {"email": _one(answers, "email").casefold(), "phone": _one(answers, "phone")}
    return {kind: value for kind, value in found.items() if value}


def names_of(answers: Answers) -> Sequence[str]:
    """The names somebody gave, as they wrote them: the patient's, their own, the one in the passport."""
    return [name for id_ in ("patient_name", "contact_name", "contact_name_latin") if (name := _one(answers, id_))]


def assess(
    answers: Answers,
    *,
    condition: Condition | None,
    group: ConditionGroup | None,
    locale: str,
    today: date,
    alarms: Collection[Alarm] = (),
    when: Callable[[str], PartialDate | None] = read_when,
) -> Assessment:
    """The facts and flags of checked answers. ``condition`` and ``group`` are those the answer names, if known.

    ``alarms``: what the free texts call for; ``when`` reads dates as they were typed.
    """
    born = born_of(answers)
    child = born is not None and maybe_child(born, today)
    role = _one(answers, "inquirer_role")
    alone = child and role == InquirerRole.SELF and answers.get("authority_ok") != YES
    priority, flags = urgency(answers, child=child, guardian_missing=alone, today=today, alarms=alarms, when=when)
    facts = RoutingFacts(
        urgency=priority,
        programme=_programme(answers, condition, group),
        condition=condition.slug if condition else UNKNOWN,
        condition_group=group.slug if group else UNKNOWN,
        form_role=condition.form_role if condition else UNKNOWN,
        age_group=age_group(born, today),
        role=role or UNKNOWN,
        prior_cart=_one(answers, "prior_cart") or UNKNOWN,
        disease_state=_one(answers, "disease_state") or UNKNOWN,
        in_hospital=_one(answers, "in_hospital") or UNKNOWN,
        language=_one(answers, "preferred_language") or locale,
        country=_one(answers, "residence_country") or UNKNOWN,
    )
    return Assessment(facts, flags)


def _programme(answers: Answers, condition: Condition | None, group: ConditionGroup | None) -> str:
    """Where such an inquiry belongs. What is not offered stays with its disease, whatever came before."""
    if condition is None or group is None:
        return NOT_SURE_PROGRAMME
    offered = condition.form_role is not FormRole.NOT_OFFERED
    return REPEAT_PROGRAMME if offered and answers.get("prior_cart") == YES else group.programme


def _one(answers: Answers, name: str) -> str:
    value = answers.get(name, "")
    return value if isinstance(value, str) else ""
