"""What is shown of finding: cards of inquiries, where words stand, and how far somebody has looked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from intake.domain.inquiry import InquirySummary
from intake.lib import formats
from intake.services.desk.find import Found, Looked, Match
from intake.services.desk.inside import SHORTEST, Piece, Step
from intake.services.inbox import ListPage
from intake.web.inbox import words
from intake.web.inbox.desk import Desk, Moment
from intake.web.inbox.presenters import tone
from intake.web.inbox.queue.asked import Asked
from intake.web.inbox.queue.choices import ChipView, chips


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed. ``list``: the list they came from, as its address; ``looked``: at how many before."""

    words: str = field(default="", repr=False)
    reference: str = ""
    beside: str = ""
    list: str = ""
    looked: int = 0


@dataclass(frozen=True, slots=True)
class PieceView:
    """Where the words stand, and what stands round them."""

    where: str
    before: str
    found: str
    after: str


@dataclass(frozen=True, slots=True)
class CardView:
    """An inquiry that was found."""

    url: str
    reference: str
    priority: str
    names: tuple[str, ...]
    facts: tuple[str, ...]
    received: Moment
    status: str
    tone: str
    pieces: tuple[PieceView, ...] = ()


@dataclass(frozen=True, slots=True)
class InsideView:
    """Looking into texts: in which list, how far, and where to go on."""

    chips: tuple[ChipView, ...]
    progress: str = ""
    following: str = ""
    looked: int = 0


@dataclass(frozen=True, slots=True)
class FindView:
    """The page. ``problem``: why nothing was looked for."""

    typed: Typed
    sentence: str
    problem: str
    cards: tuple[CardView, ...]
    inside: InsideView | None
    zone: str


def nothing_view(desk: Desk, typed: Typed) -> FindView:
    """The box alone, or after a reference that leads nowhere."""
    problem = _no_such_reference(desk) if typed.reference else ""
    return FindView(typed, _advice(desk), problem, (), None, desk.zone_sentence())


def found_view(desk: Desk, typed: Typed, asked: Asked, found: Found) -> FindView:
    """Who was found."""
    nothing = found.looked is Looked.NOTHING
    return FindView(
        typed,
        _advice(desk) if nothing else _sentence(desk, found),
        "",
        tuple(card(desk, match) for match in found.matches),
        None if nothing else InsideView(chips(desk, asked, ListPage(()))),
        desk.zone_sentence(),
    )


def inside_view(desk: Desk, typed: Typed, asked: Asked, step: Step | None) -> FindView:
    """Where words were found. No step: there were too few of them."""
    within = chips(desk, asked, ListPage(()))
    if step is None:
        said = desk.t.gettext("Please type at least %(count)s letters to look for in texts.") % {"count": SHORTEST}
        return FindView(typed, "", said, (), InsideView(within), desk.zone_sentence())
    looked = typed.looked + step.looked
    inside = InsideView(within, _progress(desk, step, looked), str(step.following or ""), looked)
    cards = tuple(card(desk, hit.match, hit.pieces) for hit in step.hits)
    said = desk.t.gettext("Nothing in these texts.") if not cards else ""
    return FindView(typed, said, "", cards, inside, desk.zone_sentence())


def card(desk: Desk, match: Match, pieces: Sequence[Piece] = ()) -> CardView:
    """One inquiry, to be told from others at a glance."""
    found = match.summary
    return CardView(
        url=f"/staff/inquiries/{found.id}",
        reference=found.reference,
        priority=found.priority,
        names=match.names,
        facts=facts(desk, found),
        received=desk.ago(found.received_at),
        status=words.statuses(desk.t)[found.status],
        tone=tone(found.status),
        pieces=tuple(_piece(desk, piece) for piece in pieces),
    )


def facts(desk: Desk, found: InquirySummary) -> tuple[str, ...]:
    """What it is about, in a few words each."""
    known = found.facts
    queue = desk.queue(found.queue) if len(desk.queues()) > 1 else ""
    said = (desk.condition(known.condition), desk.age(known.age_group), desk.country(known.country))
    return tuple(fact for fact in (*said, desk.language(known.language), queue) if fact)


def _piece(desk: Desk, piece: Piece) -> PieceView:
    asked, t = desk.content.questionnaire, desk.t
    if not piece.question_id:
        where = t.gettext("in a message")
    elif asked.has(piece.question_id):
        question = asked.question(piece.question_id)
        where = desk.reader.content(f"question.{question.id}.label", question.label)
    else:
        where = t.gettext("in an answer to an earlier form")
    found = piece.excerpt
    return PieceView(where, found.before, found.found, found.after)


def _sentence(desk: Desk, found: Found) -> str:
    t, count = desk.t, len(found.matches)
    if not count and found.looked is Looked.REFERENCE:
        return _no_such_reference(desk)
    understood = {
        Looked.EMAIL: t.gettext("Looked for an e-mail address."),
        Looked.PHONE: t.gettext("Looked for a phone number, with and without its country code."),
        Looked.NAME: t.gettext("Looked for a name: other scripts and spellings are found, too."),
    }.get(found.looked, "")
    if not count:
        advice = t.gettext("Nothing in your queues. Try fewer words, another spelling or the reference.")
        return f"{understood} {advice}"
    if found.more:
        newest = t.gettext("These are the newest; there are more. Add a word to the name to see fewer.")
        return f"{understood} {newest}"
    number = t.ngettext("%(count)s inquiry, the newest first.", "%(count)s inquiries, the newest first.", count)
    return f"{understood} {number % {'count': count}}"


def _progress(desk: Desk, step: Step, looked: int) -> str:
    t = desk.t
    if not looked:
        return t.gettext("There is no inquiry in this list.")
    many = t.ngettext(
        "Looked at %(looked)s of %(total)s inquiry", "Looked at %(looked)s of %(total)s inquiries", step.total
    )
    if step.more:
        many = t.gettext("Looked at %(looked)s of more than %(total)s inquiries")
    said = many % {"looked": looked, "total": max(step.total, looked)}
    if step.back_to is None:
        return said
    day = formats.date(step.back_to, desk.tag, desk.zone)
    return t.gettext("%(looked)s, back to %(day)s.") % {"looked": said, "day": day}


def _advice(desk: Desk) -> str:
    return desk.t.gettext("Type a reference, an e-mail address, a phone number or a name, in any script.")


def _no_such_reference(desk: Desk) -> str:
    return desk.t.gettext(
        "No inquiry of your queues has this reference. Please compare it sign by sign with where you read it."
    )
