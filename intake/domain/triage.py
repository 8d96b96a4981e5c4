"""How an inquiry moves through the office, and which answers mean that somebody must look today."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from intake.domain.answer_dates import PartialDate, read_when
from intake.domain.distress import Alarm
from intake.domain.errors import MoveRefused
from intake.domain.values import YES, Answers, Priority, Status

S = Status


class Mover(StrEnum):
    """By whom a status changes: a person of the office, the service itself, or the patient getting in touch."""

    STAFF = "staff"
    SYSTEM = "system"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Move:
    """One move that exists: who may make it, and whether they must say why."""

    by: frozenset[Mover] = frozenset({Mover.STAFF})
    reason: bool = False


FORWARD = (
    (S.ACKNOWLEDGED, S.IN_TRIAGE),
    (S.SUBMITTED, S.IN_TRIAGE),  # phone-only inquiries skip the acknowledgement
    (S.IN_TRIAGE, S.NEED_INFO),
    (S.IN_TRIAGE, S.RECORDS_REQUESTED),
    (S.IN_TRIAGE, S.MEDICAL_REVIEW),
    (S.RECORDS_REQUESTED, S.RECORDS_COMPLETE),
    (S.RECORDS_COMPLETE, S.MEDICAL_REVIEW),
    (S.NEED_INFO, S.MEDICAL_REVIEW),
    (S.MEDICAL_REVIEW, S.PROPOSAL_READY),
    (S.MEDICAL_REVIEW, S.TRIAL_SCREENING_REFERRAL),
    (S.PROPOSAL_READY, S.COST_ESTIMATE_SENT),
    (S.COST_ESTIMATE_SENT, S.ACCEPTED),
    (S.ACCEPTED, S.SCHEDULING),
    (S.ACCEPTED, S.TRIAL_SCREENING_REFERRAL),
    (S.SCHEDULING, S.TRAVEL_VISA),
    (S.TRIAL_SCREENING_REFERRAL, S.TRAVEL_VISA),
    (S.TRAVEL_VISA, S.HANDED_OVER),
    (S.HANDED_OVER, S.CLOSED),
)
BACK_AND_FORTH = (S.NEED_INFO, S.RECORDS_REQUESTED, S.MEDICAL_REVIEW)
SIDE_EXITS = (
    S.NOT_OFFERED,
    S.REDIRECTED_LOCAL,
    S.TRIAL_CLOSED_OR_FULL,
    S.WITHDRAWN,
    S.NO_RESPONSE,
    S.DUPLICATE,
    S.SPAM,
    S.DECEASED,
    S.ERASED,
)
OPEN = tuple(status for status in S if status not in {S.DRAFT, S.CLOSED, *SIDE_EXITS})
UNANSWERED = frozenset({S.SUBMITTED, S.ACKNOWLEDGED, S.IN_TRIAGE})
"""Nobody has answered yet: the statuses in which the clock of the first answer runs."""
REOPENED_BY_CONTACT = (S.CLOSED, S.NO_RESPONSE, S.NOT_OFFERED, S.REDIRECTED_LOCAL, S.TRIAL_CLOSED_OR_FULL)
REOPENED_BY_HAND = (S.DUPLICATE, S.SPAM, S.WITHDRAWN, S.DECEASED)
WAITS_FOR_INQUIRER = frozenset({S.NEED_INFO, S.RECORDS_REQUESTED})
"""The office has asked for something: the clock stands still until it comes."""
SILENT = frozenset({S.DECEASED, S.ERASED})
"""Statuses that stop every automatic mail at once."""
UNMAILED = SILENT | {S.WITHDRAWN}
"""Statuses in which no mail tells of an answer either: who has withdrawn finds it behind the code."""


class Waiting(StrEnum):
    """Whose turn it is."""

    OFFICE = "office"
    INQUIRER = "inquirer"
    NOBODY = "nobody"


def whose_turn(status: Status) -> Waiting:
    """Whose turn it is once an inquiry has come to this status."""
    if status not in OPEN:
        return Waiting.NOBODY
    return Waiting.INQUIRER if status in WAITS_FOR_INQUIRER else Waiting.OFFICE


def _moves() -> dict[tuple[Status, Status], Move]:
    """Later entries give way to earlier ones: a plain move stays plain where it is also a way back."""
    everybody = frozenset(Mover)
    hands = frozenset({Mover.STAFF, Mover.SYSTEM})
    moves: dict[tuple[Status, Status], Move] = {
        (S.DRAFT, S.SUBMITTED): Move(by=frozenset({Mover.PATIENT, Mover.SYSTEM})),
        # Only the service knows that the acknowledgement went out.
        (S.SUBMITTED, S.ACKNOWLEDGED): Move(by=frozenset({Mover.SYSTEM})),
    }
    moves |= {step: Move() for step in FORWARD}
    moves |= {(status, S.IN_TRIAGE): Move(by=everybody) for status in BACK_AND_FORTH}
    for old, new in FORWARD:
        moves.setdefault((new, old), Move(reason=True))
    for old in OPEN:
        for new in SIDE_EXITS:
            moves.setdefault((old, new), Move(by=everybody if new is S.WITHDRAWN else hands, reason=True))
    for old in REOPENED_BY_CONTACT:
        moves[old, S.IN_TRIAGE] = Move(by=frozenset({Mover.PATIENT, Mover.STAFF}), reason=True)
    for old in REOPENED_BY_HAND:
        moves[old, S.IN_TRIAGE] = Move(reason=True)
    # What is finished can still be erased, and a death stops the mails of whatever is not erased.
    for old in (S.DRAFT, S.CLOSED, *SIDE_EXITS):
        for new in (S.ERASED, S.DECEASED):
            if old not in {S.ERASED, new} and (old, new) != (S.DRAFT, S.DECEASED):
                moves.setdefault((old, new), Move(by=hands, reason=True))
    return moves


MOVES = _moves()
"""(old, new) → the move. Anything else is refused."""


def may_move(old: Status, new: Status, *, reason: str | None, by: Mover = Mover.STAFF) -> MoveRefused | None:
    """``None`` where the move may be made, else the refusal with its code."""
    if old is new:
        return MoveRefused(old, new, "same_status")
    move = MOVES.get((old, new))
    if move is None:
        return MoveRefused(old, new, "no_such_move")
    if by not in move.by:
        return MoveRefused(old, new, "not_by_hand" if by is Mover.STAFF else "only_by_hand")
    # What the patient or the service does is its own reason.
    if move.reason and by is Mover.STAFF and not (reason and reason.strip()):
        return MoveRefused(old, new, "reason_needed")
    return None


def moves_from(old: Status, by: Mover = Mover.STAFF) -> tuple[Status, ...]:
    """What may follow, for a menu, in the order of `Status`."""
    return tuple(new for new in Status if (old, new) in MOVES and by in MOVES[old, new].by)


# --- urgency --------------------------------------------------------------------------------------------------------


class Flag(StrEnum):
    """Warning signs that answers can show, numbered as in the triage rules; and a guardian who is missing."""

    RF1 = "RF1"  # acute leukaemia or aggressive lymphoma, fast worsening or very many white blood cells
    RF2 = "RF2"  # in hospital or intensive care
    RF3 = "RF3"  # fever or infection
    RF4 = "RF4"  # bleeding, severe breathlessness
    RF5 = "RF5"  # weak legs, confusion
    RF6 = "RF6"  # no urine; in myeloma also confusion
    RF7 = "RF7"  # trouble swallowing; in myasthenia also breathing
    RF8 = "RF8"  # coughing blood, chest pain; in lupus or vasculitis also kidney failure and signs of a stroke
    RF9 = "RF9"  # under 18
    RF10 = "RF10"  # fever or confusion soon after CAR-T
    RF11 = "RF11"  # pregnant, and the disease is active
    RF12 = "RF12"  # words of somebody who may harm themselves, or is harmed
    RF13 = "RF13"  # it came back soon after CAR-T
    RF14 = "RF14"  # sold, or offered for money, a cell product that nobody has approved
    GUARDIAN_MISSING = "guardian_missing"  # a patient under 18 writes alone: kept, and somebody must ask


ACUTE = frozenset(
    {
        "b-all",
        "t-all",
        "aml",
        "mixed-phenotype-leukaemia",
        "burkitt-lymphoma",
        "high-grade-b-cell-lymphoma",
        "dlbcl",
    }
)
MYASTHENIA = frozenset({"myasthenia-gravis"})
MYELOMA = frozenset({"multiple-myeloma", "plasma-cell-leukaemia"})
LUPUS_OR_VASCULITIS = frozenset({"sle", "lupus-nephritis", "anca-vasculitis", "vasculitis-other"})

# A tick raises its flag whatever the disease: people do not know which sign belongs to which illness.
BY_TICK = {
    "fever": Flag.RF3,
    "bleeding": Flag.RF4,
    "breathless": Flag.RF4,
    "weak_legs_or_confusion": Flag.RF5,
    "no_urine": Flag.RF6,
    "swallowing": Flag.RF7,
    "cough_blood_or_chest_pain": Flag.RF8,
}
BY_TICK_AND_CONDITION = (
    ("weak_legs_or_confusion", MYELOMA, Flag.RF6),
    ("breathless", MYASTHENIA, Flag.RF7),
    ("no_urine", LUPUS_OR_VASCULITIS, Flag.RF8),
    ("weak_legs_or_confusion", LUPUS_OR_VASCULITIS, Flag.RF8),
)
AFTER_CART = frozenset({"fever", "weak_legs_or_confusion"})
JUST_AFTER_CART = timedelta(weeks=8)
EARLY_RELAPSE_MONTHS = 3
INACTIVE = frozenset({"responding"})
HEARD = {Alarm.DANGER: Flag.RF12, Alarm.PAID_PRODUCT: Flag.RF14}
"""Flags raised by words, wherever somebody wrote them: no later answer takes them back."""
EMERGENCY = frozenset({Flag.RF3, Flag.RF4, Flag.RF5, Flag.RF6, Flag.RF7, Flag.RF8, Flag.RF10})
"""Flags that call for an ambulance or a hospital now, not for our answer."""
NOT_URGENT_ALONE = frozenset({Flag.RF9, Flag.RF14, Flag.GUARDIAN_MISSING})


def urgency(
    answers: Answers,
    *,
    today: date,
    child: bool = False,
    guardian_missing: bool = False,
    alarms: Collection[Alarm] = (),
    when: Callable[[str], PartialDate | None] = read_when,
) -> tuple[Priority, tuple[Flag, ...]]:
    """How soon somebody must look, and the flags that say why, in their order. Errs towards today."""
    condition, ticks = answers.get("condition"), answers.get("red_flags", ())
    found = {flag for tick, flag in BY_TICK.items() if tick in ticks}
    found |= {flag for tick, slugs, flag in BY_TICK_AND_CONDITION if tick in ticks and condition in slugs}
    if condition in ACUTE and YES in {answers.get("last_worsening"), answers.get("wbc_high")}:
        found.add(Flag.RF1)
    if answers.get("in_hospital") in {"ward", "icu"}:
        found.add(Flag.RF2)
    if answers.get("pregnancy") == "pregnant" and answers.get("disease_state") not in INACTIVE:
        found.add(Flag.RF11)
    found |= _after_cart(answers, today, when)
    found |= {HEARD[alarm] for alarm in alarms}
    if child:
        found.add(Flag.RF9)
    if guardian_missing:
        found.add(Flag.GUARDIAN_MISSING)
    flags = tuple(flag for flag in Flag if flag in found)
    if found - NOT_URGENT_ALONE:
        return Priority.SAME_DAY, flags
    return (Priority.ONE_DAY if condition in ACUTE else Priority.ROUTINE), flags


def with_heard(flags: Collection[Flag], before: Collection[Flag]) -> tuple[Flag, ...]:
    """The flags of new answers, with those raised by words before, in their order."""
    return tuple(flag for flag in Flag if flag in flags or (flag in before and flag in HEARD.values()))


def _after_cart(answers: Answers, today: date, when: Callable[[str], PartialDate | None]) -> set[Flag]:
    """What an earlier CAR-T makes of it. A date that is not plain raises no flag; a person reads it anyway."""
    given, back = (
        when(told) if isinstance(told, str) else None
        for told in (answers.get("cart_date"), answers.get("cart_relapse_date"))
    )
    found = set()
    # The last day it can have been: whoever knows only the year is urgent already by the tick.
    if given and today - given.latest < JUST_AFTER_CART and AFTER_CART & set(answers.get("red_flags", ())):
        found.add(Flag.RF10)
    # Two years, even the same, do not tell an early relapse from a late one; two months do.
    if given and back and given.month and back.month:
        months = 12 * (back.year - given.year) + back.month - given.month
        early = months < EARLY_RELAPSE_MONTHS or (months == EARLY_RELAPSE_MONTHS and _before(back.day, given.day))
        if early and back.latest >= given.earliest:
            found.add(Flag.RF13)
    return found


def _before(day: int, other: int) -> bool:
    """Whether a day of the month may lie before another; an unknown one may."""
    return not day or not other or day < other
