"""What the page of one inquiry shows: answers in the coordinator's language, the patient's words in their own."""

from intake.domain.asking import enabled, facts_for_asking
from intake.domain.consent import FOR_SOMEBODY_ELSE, OF_PATIENT, ConsentEvent, Deed, latest
from intake.domain.questionnaire import Questionnaire, QuestionType
from intake.domain.suspicion import Sign
from intake.domain.triage import MOVES, SIDE_EXITS, moves_from
from intake.domain.values import YES, Status
from intake.services.desk.sensitive import OPENED
from intake.services.inbox import NEW, CaseFile, Event, Member
from intake.services.quarantine import PAUSED
from intake.web.inbox import words
from intake.web.inbox.desk import Desk
from intake.web.inbox.files import documents_view
from intake.web.inbox.messages import conversation_view
from intake.web.inbox.presenters import OptionView, tone
from intake.web.inbox.reach import contact_view
from intake.web.inbox.sheet_answers import blocks, pair, with_details
from intake.web.inbox.sheet_views import (
    ConsentView,
    DecisionView,
    EventView,
    MovesView,
    NextView,
    NoteView,
    PassedView,
    SheetView,
    SuspicionView,
)

USUAL_NEXT = {
    Status.IN_TRIAGE: Status.RECORDS_REQUESTED,
    Status.NEED_INFO: Status.IN_TRIAGE,
    Status.RECORDS_REQUESTED: Status.RECORDS_COMPLETE,
    Status.RECORDS_COMPLETE: Status.MEDICAL_REVIEW,
    Status.MEDICAL_REVIEW: Status.PROPOSAL_READY,
    Status.PROPOSAL_READY: Status.COST_ESTIMATE_SENT,
    Status.COST_ESTIMATE_SENT: Status.ACCEPTED,
    Status.ACCEPTED: Status.SCHEDULING,
    Status.SCHEDULING: Status.TRAVEL_VISA,
    Status.TRIAL_SCREENING_REFERRAL: Status.TRAVEL_VISA,
    Status.TRAVEL_VISA: Status.HANDED_OVER,
    Status.HANDED_OVER: Status.CLOSED,
}


def sheet_view(desk: Desk, file: CaseFile, *, wanted_status: str = "") -> SheetView:
    """One inquiry as its coordinator reads it."""
    found, t = file.inquiry.summary, desk.t
    asked, answers = with_details(file.asked, desk.content.questionnaire), file.inquiry.answers
    called = words.flags(t)
    return SheetView(
        url=f"/staff/inquiries/{found.id}",
        version=found.version,
        reference=found.reference,
        priority=found.priority,
        urgency=words.priorities(t)[found.priority],
        age=desk.age(found.facts.age_group),
        condition=desk.condition(found.facts.condition),
        status=words.statuses(t)[found.status],
        tone=tone(found.status),
        queue=desk.queue(found.queue),
        country=desk.country(found.facts.country),
        language_tag=found.facts.language,
        language_name=desk.language(found.facts.language),
        received=desk.ago(found.received_at),
        due=None if _wrote_last(file) else desk.due(found.due_at, found.status),
        zone=desk.zone_sentence(),
        assignee=file.assignee,
        revised=_revised(desk, file),
        flags=tuple(called.get(flag, flag) for flag in file.inquiry.flags),
        words=tuple(
            pair(desk, question, answers, found.locale)
            for question in asked.questions
            if question.type is QuestionType.PARAGRAPHS and answers.get(question.id)
        ),
        contact=contact_view(desk, asked, answers, found.reference, found.status),
        blocks=blocks(desk, asked, answers, found.locale),
        consents=_consents(desk, asked, file),
        decision=_decision(desk, file),
        conversation=conversation_view(desk, file),
        documents=documents_view(desk, file),
        notes=_notes(desk, file),
        history=tuple(_event(desk, file, event) for event in file.history),
        suspicion=_suspicion(desk, file),
        next=None if found.quarantined else _next(desk, file),
        moves=_moves(desk, found.status, wanted_status, by_mail="email" in answers),
        members=tuple(OptionView(m.staff_id, _named(desk, m), m.staff_id == found.assignee_id) for m in file.members),
    )


def _wrote_last(file: CaseFile) -> bool:
    """Whether the office wrote last: then nobody waits for a first answer any more, and the list says so, too."""
    return bool(file.messages) and file.messages[-1].author_id is not None


def _revised(desk: Desk, file: CaseFile) -> str:
    """Only where the form was sent again: details added or a withdrawal stand in the history."""
    if not any(event.action == "inquiry.amended" for event in file.history):
        return ""
    sentence = desk.t.gettext(
        "Sent again with changes. These are the newest answers, version %(number)s; earlier ones are kept."
    )
    return sentence % {"number": file.inquiry.summary.revision}


def _consents(desk: Desk, asked: Questionnaire, file: CaseFile) -> tuple[ConsentView, ...]:
    t, called = desk.t, words.consents(desk.t)
    views = []
    answers = file.inquiry.answers
    facts = facts_for_asking(asked, answers, desk.now.date())
    for question in asked.questions:
        if question.legal and enabled(question, answers, facts):
            legal_id = question.legal.rpartition(".")[2]
            kept = latest(file.consents, legal_id)
            given = kept.is_given if kept else answers.get(question.id) == YES
            state = t.pgettext("consent", "given") if given else t.pgettext("consent", "not given")
            if kept is not None and not given:
                state = t.pgettext("consent", "withdrawn")
            views.append(ConsentView(given, state, called.get(legal_id, question.label), _read_as(desk, kept)))
    return (*views, *_of_patient(desk, file))


def _of_patient(desk: Desk, file: CaseFile) -> tuple[ConsentView, ...]:
    """What the patient says for themselves, where somebody else wrote."""
    t, kept = desk.t, latest(file.consents, OF_PATIENT)
    if kept is None and file.inquiry.answers.get("inquirer_role") not in FOR_SOMEBODY_ELSE:
        return ()
    said = {Deed.GIVEN: t.pgettext("consent", "given"), Deed.REFUSED: t.pgettext("consent", "refused by the patient")}
    state = said[kept.deed] if kept and kept.deed in said else t.pgettext("consent", "not given")
    label = words.consents(t)[OF_PATIENT]
    return (ConsentView(kept is not None and kept.is_given, state, label, _read_as(desk, kept)),)


def _read_as(desk: Desk, kept: ConsentEvent | None) -> str:
    if kept is None:
        return ""
    read = {"version": kept.version or "?", "language": desk.language(kept.locale)}
    if kept.original:
        return desk.t.gettext("version %(version)s, read in %(language)s with the English beside it") % read
    return desk.t.gettext("version %(version)s, read in %(language)s") % read


def _decision(desk: Desk, file: CaseFile) -> DecisionView:
    decision, facts = file.inquiry.decision, words.facts(desk.t)
    said = {rule.id: rule.because for rule in desk.content.routing.rules}.get(decision.rule_id)
    because = desk.t.pgettext(f"routing.{decision.rule_id}.because", said) if said else ""
    passed = tuple(
        PassedView(rule.rule_id, desk.t.gettext("did not fit: %(fact)s") % {"fact": facts.get(rule.key, rule.key)})
        for rule in decision.considered
        if rule.key is not None
    )
    return DecisionView(decision.rule_id, desk.queue(decision.queue), because, passed)


def _notes(desk: Desk, file: CaseFile) -> tuple[NoteView, ...]:
    """The notes; one that was a reason says of which change."""
    called = words.statuses(desk.t)
    reasons = {
        str(event.detail["note"]): called.get(new, new)
        for event in file.history
        if "note" in event.detail and (new := str(event.detail.get("to", "")))
    }
    about = {key: desk.t.gettext("Reason for “%(status)s”") % {"status": status} for key, status in reasons.items()}
    opened = desk.t.gettext("Why what is extra sensitive was opened")
    about |= {str(event.detail["note"]): opened for event in file.history if event.action == OPENED}
    return tuple(
        NoteView(file.names.get(note.author_id, ""), note.text, desk.then(note.created_at), about.get(note.id, ""))
        for note in file.notes
    )


def _named(desk: Desk, member: Member) -> str:
    """Whoever gives an inquiry to somebody sees whether they are there."""
    if not member.duty.is_away(desk.now):
        return member.name
    return desk.t.gettext("%(name)s (away)") % {"name": member.name}


def _event(desk: Desk, file: CaseFile, event: Event) -> EventView:
    t = desk.t
    called = words.statuses(t)
    old, new = str(event.detail.get("from", "")), str(event.detail.get("to", ""))
    if event.action == "inquiry.assign":
        detail = file.names.get(new) or t.gettext("nobody")
    elif old and new:
        # No arrow of ours: it would point back to the old status where lines run from right to left.
        detail = t.pgettext("history", "%(old)s → %(new)s") % {"old": called.get(old, old), "new": called.get(new, new)}
    else:
        detail = ""
    who = event.who or words.actors(t).get(event.actor, event.actor)
    return EventView(words.actions(t).get(event.action, event.action), detail, who, desk.then(event.at))


def _suspicion(desk: Desk, file: CaseFile) -> SuspicionView | None:
    """Nothing once somebody has looked; that mail is paused is told always, also where a look found it so."""
    held, called = file.inquiry.summary.quarantined, words.signs(desk.t)
    signs = dict.fromkeys(file.inquiry.signs)
    if any(event.detail.get("mail") == PAUSED for event in file.history):
        signs[Sign.MAIL_PAUSED] = None
    why = tuple(called[sign] for sign in signs if held or sign is Sign.MAIL_PAUSED)
    reason = desk.t.gettext("Looks like spam: %(why)s") % {"why": " ".join(why)}
    return SuspicionView(held, why, reason) if held or why else None


def _next(desk: Desk, file: CaseFile) -> NextView | None:
    t, found = desk.t, file.inquiry.summary
    if found.assignee_id is None and (found.status in NEW or found.status in USUAL_NEXT):
        return NextView("take", t.gettext("Take this inquiry"), t.gettext("Nobody looks after it yet."))
    if found.assignee_id != desk.actor.staff_id:
        if found.status not in NEW and found.status not in USUAL_NEXT:
            return None
        why = t.gettext("%(name)s looks after it.") % {"name": file.assignee}
        return NextView("take", t.gettext("Take it over"), why, usual=False)
    if found.status in NEW:
        return NextView("take", t.gettext("Begin with it"), t.gettext("It is yours and still new."))
    following = USUAL_NEXT.get(found.status)
    if following is None:
        return None
    label = t.gettext("Change to “%(status)s”") % {"status": words.statuses(t)[following]}
    return NextView("status", label, t.gettext("It is yours. The usual next step:"), following.value)


def _moves(desk: Desk, old: Status, wanted: str, *, by_mail: bool) -> tuple[MovesView, ...]:
    """Onward first: whoever opens the menu mostly wants that. Nothing is chosen before they choose."""
    t, called = desk.t, words.statuses(desk.t)
    # Back to the beginning is back to "receipt sent" where there was one to send, and to "new" where there was not.
    never = {Status.ERASED, Status.SUBMITTED if by_mail else Status.ACKNOWLEDGED}
    offered = [new for new in moves_from(old) if new not in never]
    ends = [new for new in offered if new in SIDE_EXITS]
    onward = [new for new in offered if new not in ends and not MOVES[old, new].reason]
    back = [new for new in offered if new not in ends and MOVES[old, new].reason]
    groups = (
        # Translators: A link to the next inquiry.
        (t.gettext("Onward"), onward),
        (t.gettext("Back – needs a reason"), back),
        (t.gettext("End – needs a reason"), ends),
    )
    return tuple(
        MovesView(label, tuple(OptionView(new.value, called[new], new.value == wanted) for new in statuses))
        for label, statuses in groups
        if statuses
    )
