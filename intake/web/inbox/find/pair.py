"""What is shown of inquiries that belong together, or may: on the page of one, and side by side."""

from dataclasses import dataclass
from typing import Final

from intake.domain.inquiry import Inquiry, InquirySummary, names_of
from intake.domain.relation import Relation, Signal
from intake.domain.values import UNKNOWN
from intake.services.desk.together import Pair, Tie, Together
from intake.services.inbox import CaseFile
from intake.web.inbox import words
from intake.web.inbox.desk import Desk, Moment
from intake.web.inbox.find.view import facts
from intake.web.inbox.presenters import tone

MARK: Final = {
    "name": frozenset({Signal.NAME_AND_BIRTH_YEAR, Signal.NAME_AND_CONDITION}),
    "born": frozenset({Signal.NAME_AND_BIRTH_YEAR}),
    "condition": frozenset({Signal.NAME_AND_CONDITION}),
    "email": frozenset({Signal.EMAIL}),
    "phone": frozenset({Signal.PHONE}),
    "received": frozenset({Signal.CLOSE_IN_TIME}),
}


@dataclass(frozen=True, slots=True)
class OtherView:
    """Another inquiry: what holds of the two, or what speaks for it."""

    url: str
    reference: str
    said: str
    detail: str
    facts: tuple[str, ...]
    received: Moment
    compare_url: str
    news: str = ""
    news_url: str = ""


@dataclass(frozen=True, slots=True)
class TogetherView:
    """What the page of an inquiry shows of others."""

    inquiry_id: str
    ties: tuple[OtherView, ...]
    hints: tuple[OtherView, ...]


@dataclass(frozen=True, slots=True)
class LineView:
    """One thing said in both, or in one of them. ``agrees``: it speaks for one patient."""

    label: str
    one: str
    other: str
    agrees: bool = False


@dataclass(frozen=True, slots=True)
class SideView:
    """One of the two."""

    url: str
    reference: str
    version: int
    status: str
    tone: str


@dataclass(frozen=True, slots=True)
class PairView:
    """Both, line by line. ``tie``: what holds of them, in a sentence; empty: nobody has said anything yet."""

    one: SideView
    other: SideView
    lines: tuple[LineView, ...]
    signals: tuple[str, ...]
    tie: str
    by: str
    at: Moment | None
    problem: str
    done: bool


def together_view(desk: Desk, file: CaseFile, found: Together) -> TogetherView:
    """What belongs to the inquiry, and what may, as far as it is this person's business."""
    inquiry_id = file.inquiry.summary.id
    said = signals(desk)
    return TogetherView(
        inquiry_id,
        tuple(_tie(desk, inquiry_id, tie) for tie in found.ties),
        tuple(
            _other(desk, inquiry_id, hint.other, " · ".join(said[signal] for signal in hint.signals))
            for hint in found.hints
        ),
    )


def pair_view(desk: Desk, pair: Pair, *, problem: str, done: bool) -> PairView:
    """The two side by side."""
    tie, said = pair.tie, signals(desk)
    return PairView(
        one=_side(desk, pair.one.summary),
        other=_side(desk, pair.other.summary),
        lines=tuple(line for line in _lines(desk, pair) if line.one or line.other),
        signals=tuple(said[signal] for signal in pair.signals),
        tie=_said(desk, tie) if tie else "",
        by=tie.by if tie else "",
        at=desk.then(tie.at) if tie else None,
        problem=_problems(desk).get(problem, "") if problem else "",
        done=done,
    )


def signals(desk: Desk) -> dict[Signal, str]:
    """What two inquiries have in common, in a few words each."""
    t = desk.t
    return {
        Signal.EMAIL: t.pgettext("in common", "same e-mail"),
        Signal.PHONE: t.pgettext("in common", "same phone"),
        Signal.NAME_AND_BIRTH_YEAR: t.pgettext("in common", "same name and year of birth"),
        Signal.NAME_AND_CONDITION: t.pgettext("in common", "same name and disease"),
        Signal.CLOSE_IN_TIME: t.pgettext("in common", "written within a month"),
    }


def _tie(desk: Desk, inquiry_id: str, tie: Tie) -> OtherView:
    unread, other = tie.talk.unread, tie.other
    news = desk.t.ngettext("%(count)s new message", "%(count)s new messages", unread) % {"count": unread}
    who = desk.option("inquirer_role", other.facts.role) if other.facts.role != UNKNOWN else ""
    return _other(desk, inquiry_id, other, _said(desk, tie), detail=who, news=news if unread else "")


def _other(
    desk: Desk, inquiry_id: str, other: InquirySummary, said: str, *, detail: str = "", news: str = ""
) -> OtherView:
    url = f"/staff/inquiries/{other.id}"
    compare = f"/staff/inquiries/{inquiry_id}/together/{other.id}"
    return OtherView(
        url,
        other.reference,
        said,
        detail,
        facts(desk, other),
        desk.ago(other.received_at),
        compare,
        news,
        f"{url}#messages",
    )


def _said(desk: Desk, tie: Tie) -> str:
    t = desk.t
    if tie.kind is Relation.MERGED:
        return (
            t.gettext("This one goes on in the other.") if tie.goes_on else t.gettext("The other goes on in this one.")
        )
    return {
        Relation.SAME_PATIENT: t.gettext("Same patient, two voices."),
        Relation.DIFFERENT: t.gettext("Looked at: different people."),
    }[tie.kind]


def _side(desk: Desk, found: InquirySummary) -> SideView:
    return SideView(
        f"/staff/inquiries/{found.id}",
        found.reference,
        found.version,
        words.statuses(desk.t)[found.status],
        tone(found.status),
    )


def _lines(desk: Desk, pair: Pair) -> list[LineView]:
    t, agreeing = desk.t, frozenset(pair.signals)
    one, other = _told(desk, pair.one), _told(desk, pair.other)
    labels = {
        "name": t.gettext("Names"),
        "born": t.gettext("Year of birth"),
        "condition": t.gettext("Disease"),
        "role": t.gettext("Who writes"),
        "country": t.gettext("Country"),
        "language": t.gettext("Language"),
        "email": t.gettext("E-mail"),
        "phone": t.gettext("Phone"),
        "received": t.gettext("Received"),
        "queue": t.gettext("Queue"),
    }
    return [
        LineView(label, one[name], other[name], bool(agreeing & MARK.get(name, frozenset())))
        for name, label in labels.items()
    ]


def _told(desk: Desk, inquiry: Inquiry) -> dict[str, str]:
    found, said = inquiry.summary, inquiry.answers
    known = found.facts
    return {
        "name": " · ".join(dict.fromkeys(names_of(said))),
        "born": str(said.get("birth_year", "")),
        "condition": desk.condition(known.condition),
        "role": desk.option("inquirer_role", known.role) if known.role != UNKNOWN else "",
        "country": desk.country(known.country),
        "language": desk.language(known.language),
        "email": str(said.get("email", "")),
        "phone": str(said.get("phone", "")),
        "received": desk.then(found.received_at).said,
        "queue": desk.queue(found.queue),
    }


def _problems(desk: Desk) -> dict[str, str]:
    t = desk.t
    return {
        "changed": t.gettext("One of the two has changed meanwhile. Please look at both once more, then choose again."),
        "merged_already": t.gettext("One of the two has been merged already. Undo that first."),
        "ended_already": t.gettext("What should go on in the other has ended already. It can stay as it is."),
        "other_ended": t.gettext(
            "The inquiry it should go on in has ended. Open that one first, or let it go on in this one."
        ),
        "unreadable": t.gettext("This form could not be read. Reload the page and try again."),
    }
