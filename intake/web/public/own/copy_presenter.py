"""A copy of everything: for people in words of their language, for machines as codes and texts (``docs/copy.md``)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from intake.domain.questionnaire import Question, Questionnaire, QuestionType
from intake.domain.values import Answer, Answers
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.services.copies import Copy
from intake.services.office import Office
from intake.web.public.options import Options
from intake.web.public.own import messages, timeline
from intake.web.public.own.consents_presenter import ORDER, DeedView, deed_view, title_of
from intake.web.public.reading import LookedView
from intake.web.public.spoken import said
from intake.web.public.statuses import told
from intake.web.public.voice import Voice

FORMAT: Final = "intake-copy-1"
TYPED: Final = frozenset({QuestionType.TEXT, QuestionType.PARAGRAPHS, QuestionType.LATIN})
YOU, OFFICE = N_("You"), N_("Our office")
EARLIER_DAYS: Final = N_("Questions of earlier days")


@dataclass(frozen=True, slots=True)
class PairView:
    """A question and its answer; ``typed``: in somebody's own words, whatever their language."""

    label: str
    text: str
    typed: bool


@dataclass(frozen=True, slots=True)
class PartView:
    """A heading and what stands under it."""

    title: str
    pairs: tuple[PairView, ...]


@dataclass(frozen=True, slots=True)
class AgreedView:
    """A consent and everything done about it."""

    title: str
    deeds: tuple[DeedView, ...]


@dataclass(frozen=True, slots=True)
class LineView:
    """A message, a file or an event: who or what, when, and the words."""

    head: str
    at: str
    text: str = ""
    lang: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyView:
    """The whole page."""

    taken: str
    reference: str
    received: str
    status: str
    parts: tuple[PartView, ...]
    cards: tuple[tuple[PairView, ...], ...]
    consents: tuple[AgreedView, ...]
    messages: tuple[LineView, ...]
    files: tuple[LineView, ...]
    history: tuple[LineView, ...]
    looked: tuple[LookedView, ...]


def copy_view(copy: Copy, voice: Voice, office: Office) -> CopyView:
    """The copy in words."""
    form, zone = office.content.questionnaire, office.content.routing.calendar.zone
    options = Options(form, voice, office.content)
    events = copy.contents.consents

    def then(moment: datetime) -> str:
        return formats.date_time(moment, voice.tag, zone)

    return CopyView(
        taken=then(copy.taken_at),
        reference=copy.stands.reference,
        received=then(copy.stands.received_at),
        status=told(copy.stands.status, voice.say)[0],
        parts=tuple(_parts(copy, form, options)),
        cards=tuple(tuple(_pairs(card.answers, form.on_card(), options)) for card in copy.contents.cards),
        consents=tuple(
            AgreedView(title_of(id_, voice), deeds)
            for id_ in ORDER
            if (deeds := tuple(deed_view(event, voice, str(zone)) for event in events if event.id == id_))
        ),
        messages=tuple(
            LineView(
                voice.say(OFFICE if one.author_id else YOU),
                then(one.created_at),
                one.text,
                one.locale,
                messages.labels(one, voice),
            )
            for one in copy.messages
        ),
        files=tuple(
            LineView(one.name, then(one.created_at), formats.file_size(one.size, voice.tag)) for one in copy.files
        ),
        history=tuple(LineView(text, then(at)) for at, text in timeline.lines(copy.stands, voice)),
        looked=timeline.looked(copy.stands, voice, str(zone)),
    )


def copy_value(copy: Copy) -> dict[str, Any]:
    """The copy as codes and texts. What each field means stands in ``docs/copy.md``; a test compares the two."""
    stands, contents = copy.stands, copy.contents
    return {
        "format": FORMAT,
        "taken_at": _moment(copy.taken_at),
        "reference": stands.reference,
        "received_at": _moment(stands.received_at),
        "status": stands.status.value,
        "answer_due_at": _moment(stands.due_at) if stands.due_at else None,
        "locale": contents.locale,
        "answer_language": contents.language,
        "form_version": contents.form_version,
        "answers": _plain(contents.answers),
        "treatments": [{"id": card.id, "answers": _plain(card.answers)} for card in contents.cards],
        "consents": [
            {
                "id": event.id,
                "deed": event.deed.value,
                "text": event.text,
                "version": event.version,
                "locale": event.locale,
                "sha256": event.sha256,
                "original": event.original,
                "original_sha256": event.original_sha256,
                "at": _moment(event.at),
                "by": event.by,
            }
            for event in contents.consents
        ],
        "messages": [
            {
                "from": "office" if one.author_id else "inquirer",
                "at": _moment(one.created_at),
                "locale": one.locale,
                "text": one.text,
                "machine": one.machine,
            }
            for one in copy.messages
        ],
        "files": [
            {
                "name": one.name,
                "kind": one.kind.value,
                "type": one.type,
                "size": one.size,
                "scan": one.scan.value,
                "at": _moment(one.created_at),
            }
            for one in copy.files
        ],
        "history": [
            {"at": _moment(event.at), "by": "inquirer" if event.by_visitor else "office", "action": event.action}
            for event in stands.events
            if timeline.is_told(event)
        ],
        "opened_by": [
            {
                "what": "documents" if one.documents else "message",
                "role": one.role,
                "times": one.times,
                "last_at": _moment(one.last_at),
            }
            for one in stands.looked
        ],
    }


def _parts(copy: Copy, form: Questionnaire, options: Options) -> Iterator[PartView]:
    """Block by block, as the questions are asked today; what is no longer asked comes last, in the words of then."""
    answers, voice = copy.contents.answers, options.voice
    for block in form.blocks:
        asked = [one for one in form.questions if one.block == block.id and not one.card and not one.legal]
        pairs = tuple(_pairs(answers, asked, options))
        if pairs:
            yield PartView(voice.content(f"block.{block.id}.title", block.title), pairs)
    former = [one for one in copy.asked.questions if not form.has(one.id) and not one.legal]
    if pairs := tuple(_pairs(answers, former, options)):
        yield PartView(voice.say(EARLIER_DAYS), pairs)


def _pairs(answers: Answers, asked: Sequence[Question], options: Options) -> Iterator[PairView]:
    for question in asked:
        answer = answers.get(question.id)
        if answer:
            label = options.voice.content(f"question.{question.id}.label", question.label)
            yield PairView(label, said(question, answer, options), question.type in TYPED)


def _plain(answers: Answers) -> dict[str, str | list[str]]:
    def plain(answer: Answer) -> str | list[str]:
        return answer if isinstance(answer, str) else list(answer)

    return {name: plain(answer) for name, answer in sorted(answers.items())}


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
