"""What the pages about many inquiries at once show, in the coordinator's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import NullTranslations

from intake.domain.triage import MOVES, moves_from
from intake.domain.values import Status
from intake.services.desk.bulk import AT_ONCE, Deed, Plan, Step, Wish
from intake.services.desk.undoing import Outcome, Result
from intake.services.inbox import NEW
from intake.web.inbox import words
from intake.web.inbox.desk import Desk
from intake.web.inbox.presenters import OptionView


@dataclass(frozen=True, slots=True)
class StepView:
    """One inquiry: what happens to it, or why nothing does. ``key``: its id and the version that was looked at."""

    key: str
    url: str
    reference: str
    condition: str
    what: str
    refused: bool


@dataclass(frozen=True, slots=True)
class PlanView:
    """The page before anything happens. ``fields``: what must be said first; ``said``: it was, and this is the plan."""

    deed: str
    title: str
    back: str
    batch: str
    said: bool
    problem: str
    summary: str
    warning: str
    button: str
    steps: tuple[StepView, ...]
    gone: str
    hidden: tuple[tuple[str, str], ...]
    members: tuple[OptionView, ...]
    statuses: tuple[OptionView, ...]
    languages: tuple[OptionView, ...]
    reason: str
    text: str

    @property
    def ready(self) -> bool:
        """Whether there is something to confirm."""
        return self.said and not self.problem and any(not step.refused for step in self.steps)


@dataclass(frozen=True, slots=True)
class ResultView:
    """The page afterwards. ``undo``: its address, while something can be taken back."""

    title: str
    summary: str
    steps: tuple[StepView, ...]
    undo: str
    final: str


@dataclass(frozen=True, slots=True)
class NoneView:
    """Nothing, or too much, was chosen."""

    title: str
    advice: str
    back: str


def refused_form(desk: Desk, back: str, *, chosen: int) -> NoneView:
    """Why there is nothing to show, and what to do."""
    t = desk.t
    if chosen > AT_ONCE:
        advice = t.gettext("At most %(count)s inquiries can be changed at once. Choose fewer, and do the rest after.")
        return NoneView(t.gettext("Too many are chosen"), advice % {"count": AT_ONCE}, back)
    advice = t.gettext("Tick the boxes beside some inquiries, then choose again what to do with them.")
    return NoneView(t.gettext("No inquiry is chosen"), advice, back)


def plan_view(desk: Desk, wish: Wish, plan: Plan, *, back: str, said: bool, problem: str, batch: str) -> PlanView:
    """What would happen to each of the chosen."""
    t = desk.t
    steps = tuple(_step(desk, wish, step, plan.members) if said else _bare(desk, step) for step in plan.steps)
    count = sum(not step.refused for step in steps)
    return PlanView(
        deed=wish.deed.value,
        title=_titles(t)[wish.deed],
        back=back,
        batch=batch,
        said=said,
        problem=_problem(t, problem),
        summary=_summary(t, count, len(steps)) if said else "",
        warning=_warning(t, wish, plan),
        button=_buttons(desk, wish, count, plan.members),
        steps=steps,
        gone=_gone(t, plan.gone),
        hidden=_hidden(wish),
        members=tuple(OptionView(id_, name, id_ == wish.to) for id_, name in sorted(plan.members.items(), key=_name)),
        statuses=_statuses(desk, plan, wish),
        languages=tuple(OptionView(tag, desk.language(tag), tag == wish.language) for tag in plan.languages),
        reason=wish.reason,
        text=wish.text,
    )


def result_view(desk: Desk, batch: str, found: Result) -> ResultView:
    """How it went."""
    t = desk.t
    steps = tuple(_went(desk, found.deed, outcome) for outcome in found.outcomes)
    done = sum(not outcome.refusal for outcome in found.outcomes)
    final = t.gettext("What was sent cannot be taken back.") if found.deed is Deed.REPLY and done else ""
    return ResultView(
        title=_titles(t)[found.deed],
        summary=_did(t, done, len(steps)),
        steps=steps,
        undo=f"/staff/bulk/{batch}/undo" if found.may_undo else "",
        final=final,
    )


def _name(member: tuple[str, str]) -> str:
    return member[1]


def _titles(t: NullTranslations) -> Mapping[Deed, str]:
    return {
        Deed.TAKE: t.gettext("Take these inquiries"),
        Deed.ASSIGN: t.gettext("Assign these inquiries"),
        Deed.STATUS: t.gettext("Change the status of these inquiries"),
        Deed.REPLY: t.gettext("Answer these inquiries"),
    }


def _step(desk: Desk, wish: Wish, step: Step, members: Mapping[str, str]) -> StepView:
    if step.refusal:
        return _line(desk, step, refusals(desk.t)[step.refusal], refused=True)
    t, called = desk.t, words.statuses(desk.t)
    status = {"old": called[step.summary.status]}
    owner = step.assignee or t.gettext("nobody")
    match wish.deed:
        case Deed.TAKE:
            new = called[Status.IN_TRIAGE] if step.summary.status in NEW else ""
            what = t.gettext("From %(name)s to you.") % {"name": owner}
            moved = t.pgettext("history", "%(old)s → %(new)s") % {**status, "new": new} if new else ""
            what = " ".join(filter(None, (what, moved)))
        case Deed.ASSIGN:
            to = members.get(wish.to) or t.gettext("nobody")
            what = t.gettext("From %(old)s to %(new)s.") % {"old": owner, "new": to}
        case Deed.STATUS:
            new = called[wish.status] if wish.status else ""
            what = t.pgettext("history", "%(old)s → %(new)s") % {**status, "new": new}
        case Deed.REPLY if step.by_mail:
            what = t.gettext("Your answer is put behind the access code, and a mail says that it is there.")
        case Deed.REPLY:
            what = t.gettext("Your answer is put behind the access code. No mail tells them: please tell them.")
    return _line(desk, step, what)


def _bare(desk: Desk, step: Step) -> StepView:
    return _line(desk, step, words.statuses(desk.t)[step.summary.status])


def _line(desk: Desk, step: Step, what: str, *, refused: bool = False) -> StepView:
    found = step.summary
    condition = f"{desk.condition(found.facts.condition)} · {desk.age(found.facts.age_group)}"
    url = f"/staff/inquiries/{found.id}"
    return StepView(f"{found.id}:{found.version}", url, found.reference, condition, what, refused)


def _went(desk: Desk, deed: Deed, outcome: Outcome) -> StepView:
    t = desk.t
    done = {
        Deed.TAKE: t.gettext("It is yours now."),
        Deed.ASSIGN: t.gettext("Saved: who looks after it."),
        Deed.STATUS: t.gettext("Saved: the new status."),
        Deed.REPLY: t.gettext("Your answer is there."),
    }
    what = refusals(t).get(outcome.refusal, outcome.refusal) if outcome.refusal else done[deed]
    what = {
        "done": t.gettext("Undone: it stands where it stood before."),
        "changed": t.gettext("Not undone: somebody has changed it since."),
    }.get(outcome.undone, what)
    refused = bool(outcome.refusal) or outcome.undone == "changed"
    url = f"/staff/inquiries/{outcome.inquiry_id}"
    return StepView(outcome.inquiry_id, url, outcome.reference, "", what, refused)


def refusals(t: NullTranslations) -> dict[str, str]:
    """Why nothing is done to one of many."""
    return {
        **words.refusals(t),
        "same_status": t.gettext("It has this status already."),
        "no_such_move": t.gettext("This status does not follow from its present one."),
        "reason_needed": t.gettext("This step needs a reason. Write one above."),
        "held": t.gettext("It looks like spam. Open it and say first whether it is a real message."),
        "yours_already": t.gettext("It is yours already."),
        "assigned_already": t.gettext("This is who looks after it already."),
        "not_a_member": t.gettext("This colleague does not serve its queue."),
        "other_language": t.gettext("They read another language. Answer them apart, in theirs."),
        "changed": t.gettext("Not done: somebody has changed it meanwhile. Open it to see how it stands."),
        "pending": t.gettext("It is not known whether this was done. Open it to see how it stands."),
    }


def _problem(t: NullTranslations, code: str) -> str:
    if code == "no_such_move":
        return t.gettext("Choose the new status, then show again what will happen.")
    return words.refusals(t).get(code, "") if code else ""


def _summary(t: NullTranslations, count: int, of: int) -> str:
    if not count:
        return t.gettext("Nothing would be changed. Beside each stands why.")
    said = t.ngettext("%(count)s of %(all)s would be changed.", "%(count)s of %(all)s would be changed.", count)
    return said % {"count": count, "all": of}


def _did(t: NullTranslations, count: int, of: int) -> str:
    said = t.ngettext("%(count)s of %(all)s was done.", "%(count)s of %(all)s were done.", count)
    return said % {"count": count, "all": of}


def _warning(t: NullTranslations, wish: Wish, plan: Plan) -> str:
    if wish.deed is Deed.REPLY:
        return t.gettext("An answer that was sent cannot be undone.")
    if wish.deed is Deed.STATUS:
        return t.gettext("This changes the status only. No message goes to the patients. You can undo it for a day.")
    return t.gettext("You can undo this for a day.") if plan.some else ""


def _buttons(desk: Desk, wish: Wish, count: int, members: Mapping[str, str]) -> str:
    t, number = desk.t, {"count": count}
    match wish.deed:
        case Deed.TAKE:
            return t.ngettext("Take %(count)s inquiry", "Take %(count)s inquiries", count) % number
        case Deed.ASSIGN:
            name = {**number, "name": members.get(wish.to) or t.gettext("nobody")}
            said = t.ngettext("Assign %(count)s to %(name)s", "Assign %(count)s to %(name)s", count)
            return said % name
        case Deed.STATUS:
            said = t.ngettext("Change %(count)s status", "Change %(count)s statuses", count)
            return said % number
        case Deed.REPLY:
            return t.ngettext("Send %(count)s answer", "Send %(count)s answers", count) % number


def _gone(t: NullTranslations, count: int) -> str:
    said = t.ngettext(
        "%(count)s of those chosen is not in your list any more.",
        "%(count)s of those chosen are not in your list any more.",
        count,
    )
    return said % {"count": count} if count else ""


def _hidden(wish: Wish) -> tuple[tuple[str, str], ...]:
    """The wish as it is confirmed."""
    status = wish.status.value if wish.status else ""
    fields = {"do": wish.deed.value, "to": wish.to, "status": status, "reason": wish.reason, "language": wish.language}
    return tuple((name, value) for name, value in (fields | {"text": wish.text}).items() if value)


def _statuses(desk: Desk, plan: Plan, wish: Wish) -> tuple[OptionView, ...]:
    """What may follow for at least one of them, onward steps before those that need a reason."""
    called = words.statuses(desk.t)
    moves = {(step.summary.status, new) for step in plan.steps for new in moves_from(step.summary.status)}
    offered = {new for _, new in moves} - {Status.ERASED, Status.ACKNOWLEDGED, Status.SUBMITTED}
    plain = {new for old, new in moves if not MOVES[old, new].reason}
    ordered = sorted(offered, key=lambda status: (status not in plain, list(Status).index(status)))
    return tuple(OptionView(new.value, called[new], new is wish.status) for new in ordered)
