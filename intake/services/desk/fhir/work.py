"""What is wanted and how it stands: ServiceRequest, Task, Flag, Consent, Communication, and whence all of it comes."""

from collections.abc import Mapping, Sequence
from typing import Final

from intake.domain.consent import OF_PATIENT, STUDIES, Deed, latest
from intake.domain.exports import CONSENTS, Exported
from intake.domain.values import Priority, Status
from intake.services.desk.fhir.parts import LOINC, TERMINOLOGY, Bundle, Resource, coding, concept, free, moment

S = Status
# Task.status and ServiceRequest.status of each of ours; what was erased is never exported.
STANDS: Final[Mapping[Status, tuple[str, str]]] = {
    S.DRAFT: ("draft", "draft"),
    S.SUBMITTED: ("requested", "active"),
    S.ACKNOWLEDGED: ("received", "active"),
    S.IN_TRIAGE: ("in-progress", "active"),
    S.MEDICAL_REVIEW: ("in-progress", "active"),
    S.NEED_INFO: ("on-hold", "on-hold"),
    S.RECORDS_REQUESTED: ("on-hold", "on-hold"),
    S.RECORDS_COMPLETE: ("in-progress", "active"),
    S.PROPOSAL_READY: ("in-progress", "active"),
    S.COST_ESTIMATE_SENT: ("in-progress", "active"),
    S.ACCEPTED: ("accepted", "active"),
    S.SCHEDULING: ("in-progress", "active"),
    S.TRIAL_SCREENING_REFERRAL: ("in-progress", "active"),
    S.TRAVEL_VISA: ("in-progress", "active"),
    S.HANDED_OVER: ("completed", "completed"),
    S.CLOSED: ("completed", "completed"),
    S.NOT_OFFERED: ("rejected", "revoked"),
    S.TRIAL_CLOSED_OR_FULL: ("rejected", "revoked"),
    S.REDIRECTED_LOCAL: ("rejected", "revoked"),
    S.WITHDRAWN: ("cancelled", "revoked"),
    S.NO_RESPONSE: ("cancelled", "revoked"),
    S.DECEASED: ("cancelled", "revoked"),
    S.DUPLICATE: ("entered-in-error", "entered-in-error"),
    S.SPAM: ("entered-in-error", "entered-in-error"),
}
PRIORITIES: Final = {Priority.SAME_DAY: "asap", Priority.ONE_DAY: "urgent", Priority.ROUTINE: "routine"}
EXPLAINED: Final = frozenset({"on-hold", "rejected", "cancelled", "entered-in-error"})
DEEDS: Final = {Deed.GIVEN: "active", Deed.WITHDRAWN: "inactive", Deed.REFUSED: "rejected"}


def request(
    bundle: Bundle, one: Exported, patient: Resource, informant: Resource, because: Sequence[Resource]
) -> Resource:
    """The inquiry as a request; ``because``: the illness, then the answers it rests on."""
    summary = one.summary
    return bundle.add(
        "ServiceRequest",
        {
            "status": STANDS[summary.status][1],
            "intent": "proposal",
            "priority": PRIORITIES[summary.priority],
            "category": [concept(text="inquiry")],
            "code": concept(bundle.own("programme", summary.facts.programme)),
            "subject": patient,
            "requester": informant,
            "authoredOn": moment(summary.received_at),
            **({"reasonReference": because[:-1]} if because[:-1] else {}),
            "supportingInfo": because[-1:],
        },
    )


def task(bundle: Bundle, one: Exported, focus: Resource, patient: Resource) -> Resource:
    """What the office does about it. The one who looks after it is a name alone."""
    summary = one.summary
    status = STANDS[summary.status][0]
    code = concept(bundle.own("status", summary.status.value), text=summary.status.value)
    return bundle.add(
        "Task",
        {
            "status": status,
            **({"statusReason": code} if status in EXPLAINED else {}),
            "businessStatus": code,
            "intent": "order",
            "priority": PRIORITIES[summary.priority],
            "code": concept(coding("http://hl7.org/fhir/CodeSystem/task-code", "fulfill")),
            "focus": focus,
            "for": patient,
            "authoredOn": moment(summary.received_at),
            "lastModified": moment(one.updated_at),
            **({"owner": {"display": free(one.assignee)}} if free(one.assignee) else {}),
            "restriction": {"period": {"end": moment(summary.due_at)}},
        },
    )


def flags(bundle: Bundle, one: Exported, patient: Resource) -> list[Resource]:
    """Warning signs in the answers."""
    return [
        bundle.add(
            "Flag",
            {
                "status": "active",
                "category": [concept(text="intake")],
                "code": concept(bundle.own("flag", flag.value)),
                "subject": patient,
                "period": {"start": moment(one.summary.received_at)},
            },
        )
        for flag in one.summary.flags
    ]


def consents(bundle: Bundle, one: Exported, patient: Resource, informant: Resource) -> None:
    """How each consent stands: who gave it or took it back, when, and to which text."""
    for id_ in CONSENTS:
        event = latest(one.consents, id_)
        if event is None:
            continue
        scope, purpose = ("research", "HRESCH") if id_ == STUDIES else ("patient-privacy", "TREAT")
        # One attachment is all R4 takes: it names the text that was shown, and the English that stood beside it.
        beside = f"en {event.original_sha256}" if event.original else ""
        title = " ".join(part for part in (id_, event.version, event.sha256, beside) if part)
        text: Resource = {"contentType": "text/plain", "title": title}
        bundle.add(
            "Consent",
            {
                "status": DEEDS[event.deed],
                "scope": concept(coding(f"{TERMINOLOGY}consentscope", scope)),
                "category": [concept(coding(LOINC, "59284-0"), bundle.own("consent", id_))],
                "patient": patient,
                "dateTime": moment(event.at),
                "performer": [patient if id_ == OF_PATIENT else informant],
                "sourceAttachment": {**text, "language": event.locale},
                "policy": [{"uri": bundle.url(f"consent/{id_}/{event.version or '0'}/{event.locale}")}],
                "provision": {
                    "type": "permit" if event.is_given else "deny",
                    "purpose": [coding(f"{TERMINOLOGY}v3-ActReason", purpose)],
                },
            },
        )


def letters(
    bundle: Bundle, one: Exported, about: Resource, patient: Resource, informant: Resource, clinic: str
) -> None:
    """That somebody wrote, and when; not a word of what."""
    office: Resource = {"display": clinic}
    for letter in one.letters:
        sender, recipient = (office, informant) if letter.from_office else (informant, office)
        bundle.add(
            "Communication",
            {
                "status": "completed",
                "category": [concept(coding(f"{TERMINOLOGY}communication-category", "notification"))],
                "subject": patient,
                "about": [about],
                "sent": moment(letter.at),
                "sender": sender,
                "recipient": [recipient],
            },
        )


def provenance(
    bundle: Bundle, one: Exported, derived: Sequence[Resource], informant: Resource, source: Resource, system: str
) -> None:
    """Whence the derived resources come: told by the informant, put together by us, out of the answers."""
    kind = f"{TERMINOLOGY}provenance-participant-type"
    for target in derived:
        bundle.add(
            "Provenance",
            {
                "target": [target],
                "occurredDateTime": moment(one.updated_at),
                "recorded": moment(one.updated_at),
                "activity": concept(coding(f"{TERMINOLOGY}v3-DataOperation", "CREATE")),
                "agent": [
                    {"type": concept(coding(kind, "author")), "who": informant},
                    {"type": concept(coding(kind, "assembler")), "who": {"display": system}},
                ],
                "entity": [{"role": "source", "what": source}],
            },
        )
