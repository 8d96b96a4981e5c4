"""More details as their pages show them: the list of parts, and one part with what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from intake.content.loader import Content
from intake.domain.completeness import Progress
from intake.domain.questionnaire import Question, Step
from intake.domain.values import Answers
from intake.lib.catalogs import N_
from intake.services.details import Saved
from intake.web.public.fields import Fields, Typed
from intake.web.public.form_presenter import block_view, complaints_of
from intake.web.public.options import Options
from intake.web.public.presenters import BlockView, ComplaintView, FieldView
from intake.web.public.spoken import said, typed_of
from intake.web.public.voice import Voice

DETAILS = "/follow-up/details"
TREATMENTS = "/follow-up/treatments"
FILES = "/follow-up/files"
CARDS_BLOCK = "treatments"
LISTED = N_("Treatments, one by one")
DOCUMENTS = N_("Documents and pictures")
COUNTED = N_("%(answered)s of %(asked)s answered")
# Translators: All questions of one part.
ALL = N_("All answered")
# Translators: No treatments were written down yet.
NONE = N_("None yet")
IN_THE_LIST = N_("In the list: %(count)s")
NO_ANSWER = N_("no answer")


@dataclass(frozen=True, slots=True)
class TaskView:
    """One line of the list. ``asked`` is 0 where there is nothing to count, and then there is no bar."""

    id: str
    path: str
    title: str
    state: str
    answered: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True)
class DetailsView:
    """The list of parts. ``saved`` names the part that was saved just now."""

    tasks: tuple[TaskView, ...]
    saved: str = ""


@dataclass(frozen=True, slots=True)
class PartView:
    """One part. ``seen`` goes into its hidden field; ``kept``: right answers beside wrong ones are saved."""

    block: BlockView
    seen: str
    complaints: tuple[ComplaintView, ...] = ()
    conflict: bool = False
    kept: bool = False
    saved: str = ""
    to_cards: bool = False


def details_view(progress: Progress, voice: Voice, content: Content, *, files: int, saved: str) -> DetailsView:
    """The list of parts, what is worth most to the doctors first."""
    tasks: list[TaskView] = []
    for part in progress.blocks:
        if part.id == CARDS_BLOCK:
            tasks.append(_counted("cards", TREATMENTS, LISTED, progress.cards, voice))
        state = ALL if part.answered == part.asked else COUNTED
        state = voice.say(state) % {"answered": part.answered, "asked": part.asked}
        title = title_of(part.id, voice, content)
        tasks.append(TaskView(part.id, f"{DETAILS}/{part.id}", title, state, part.answered, part.asked))
    tasks.append(_counted("files", FILES, DOCUMENTS, files, voice))
    return DetailsView(tuple(tasks), title_of(saved, voice, content))


def title_of(block_id: str, voice: Voice, content: Content) -> str:
    """What a part is called; nothing for one that does not exist."""
    found = next((block for block in content.questionnaire.blocks if block.id == block_id), None)
    return voice.content(f"block.{block_id}.title", found.title) if found else ""


def part_view(
    block_id: str,
    answers: Answers,
    voice: Voice,
    content: Content,
    today: date,
    *,
    seen: str,
    sent: Typed | None = None,
    outcome: Saved | None = None,
    saved: str = "",
) -> PartView:
    """One part: as it is stored, or with what was ``sent`` and what became of it."""
    form = content.questionnaire
    questions = form.in_block(block_id, Step.MORE)
    fields = fields_of(questions, answers, answers, voice, content, today, sent=sent, outcome=outcome)
    return PartView(
        block_view(form.block(block_id), fields, voice),
        outcome.seen if outcome else seen,
        complaints_of(fields),
        conflict=outcome is not None and outcome.conflict is not None,
        kept=outcome is not None and bool(outcome.kept),
        saved=title_of(saved, voice, content),
        to_cards=block_id == CARDS_BLOCK,
    )


def fields_of(
    questions: tuple[Question, ...],
    stored: Answers,
    known: Answers,
    voice: Voice,
    content: Content,
    today: date,
    *,
    sent: Typed | None,
    outcome: Saved | None,
) -> tuple[FieldView, ...]:
    """The fields of a part or a card: as it is ``stored``, or as it was ``sent``. ``known`` is all the inquiry says."""
    options = Options(content.questionnaire, voice, content)
    return Fields(
        content.questionnaire,
        voice,
        content,
        today,
        typed=typed_of(questions, stored, options) if sent is None else sent,
        complaints=outcome.complaints if outcome else {},
        known=known,
        elsewhere=_elsewhere(questions, outcome, sent or {}, options),
    ).of(questions)


def _elsewhere(
    questions: tuple[Question, ...], outcome: Saved | None, sent: Typed, options: Options
) -> Mapping[str, str]:
    """What another window stored meanwhile, in words, for each question where this one says something else."""
    if outcome is None or outcome.conflict is None:
        return {}
    stored = outcome.conflict
    return {
        question.id: said(question, stored[question.id], options)
        if question.id in stored
        else options.voice.say(NO_ANSWER)
        for question in questions
        if _told(question, typed_of((question,), stored, options)) != _told(question, sent)
    }


def _told(question: Question, typed: Typed) -> dict[str, list[str]]:
    """What the fields of one question say, without those that say nothing."""
    own = {name: values for name, values in typed.items() if name == question.id or _is_part(question.id, name)}
    return {
        name: said
        for name, values in own.items()
        if (said := [line for value in values if (line := value.replace("\r\n", "\n").strip())])
    }


def _is_part(question_id: str, name: str) -> bool:
    return name.rpartition(".")[0] == question_id and name.rpartition(".")[2] in {"day", "month", "year", "unknown"}


def _counted(id_: str, path: str, title: str, count: int, voice: Voice) -> TaskView:
    return TaskView(id_, path, voice.say(title), voice.say(IN_THE_LIST if count else NONE) % {"count": count})
