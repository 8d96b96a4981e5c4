"""The questionnaire as the form page shows it: every question in the reader's language, with what was typed."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from intake.content.legal import Panel
from intake.content.loader import Content
from intake.content.programmes import Band
from intake.domain.asking import in_answers_only
from intake.domain.questionnaire import Block, Option, Question, Questionnaire, QuestionType
from intake.domain.typed import Complaint
from intake.domain.values import FormRole, GroupKind
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.web.public.complaints import complaint
from intake.web.public.presenters import (
    FORM_ID_MARKER,
    FORM_SECRET_MARKER,
    BlockView,
    ComplaintView,
    FieldKind,
    FieldView,
    FormView,
    OptionGroupView,
    OptionView,
    PanelView,
)
from intake.web.public.voice import Voice

Typed = Mapping[str, Sequence[str]]

KINDS: dict[QuestionType, FieldKind] = {
    QuestionType.ONE: "radios",
    QuestionType.MANY: "checkboxes",
    QuestionType.BOX: "checkbox",
    QuestionType.TEXT: "text",
    QuestionType.PARAGRAPHS: "textarea",
    QuestionType.YEAR: "year",
    QuestionType.EMAIL: "email",
    QuestionType.PHONE: "tel",
    QuestionType.CONDITION: "conditions",
    QuestionType.COUNTRY: "select",
    QuestionType.LANGUAGE: "select",
}
LONGEST_RADIOS = 9

UNSURE = N_("I do not know which one")
# What "I do not know which one" stands for in a group without an answer of its own.
UNSURE_OF = {GroupKind.HEME: "blood-cancer-unknown", GroupKind.AUTOIMMUNE: "autoimmune-rheum-other"}
UNSURE_AT_ALL = "other-condition"
LEGAL_PARTS = {"label": "text", "why": "explanation"}
EITHER = frozenset({"email", "phone"})  # one of the two is needed, so neither is called optional
BANDS_WITH_A_NOTE = frozenset({Band.TRIALS_ONLY, Band.EARLY_RESEARCH, Band.NOT_OFFERED})


def form_view(
    questionnaire: Questionnaire,
    voice: Voice,
    *,
    content: Content,
    today: date,
    typed: Typed | None = None,
    complaints: Mapping[str, Complaint] | None = None,
    form_id: str = FORM_ID_MARKER,
    form_secret: str = FORM_SECRET_MARKER,
) -> FormView:
    """The whole form. Without ``typed`` it is the empty one, whose answering language is that of the page."""
    page = _Form(questionnaire, voice, content, today, typed, complaints or {})
    blocks = tuple(page.block(block) for block in questionnaire.blocks if questionnaire.in_block(block.id))
    wrong = tuple(ComplaintView(f.id, f.complaint) for block in blocks for f in block.fields if f.complaint)
    return FormView(questionnaire.version, blocks, wrong, form_id, form_secret)


class _Form:
    """What the fields of one page share, so that it is not handed from function to function."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        voice: Voice,
        content: Content,
        today: date,
        typed: Typed | None,
        complaints: Mapping[str, Complaint],
    ) -> None:
        self.questionnaire, self.voice, self.content, self.today = questionnaire, voice, content, today
        self.typed, self.complaints = typed, complaints

    def block(self, block: Block) -> BlockView:
        content = self.voice.content
        return BlockView(
            block.id,
            content(f"block.{block.id}.title", block.title),
            content(f"block.{block.id}.intro", block.intro),
            tuple(self.question(question) for question in self.questionnaire.in_block(block.id)),
        )

    def question(self, question: Question) -> FieldView:
        say, values, legal = partial(self._text, question), self._values(question), bool(question.legal)
        wrong = self.complaints.get(question.id)
        return FieldView(
            question.id,
            self._kind(question),
            say("label"),
            hint=say("hint"),
            help=tuple(say("help").split("\n\n")) if question.help else (),
            why="" if legal else say("why"),
            explanation=say("why") if legal else "",
            required=question.required or bool(question.required_when) or question.id in EITHER,
            value=values[0] if values else "",
            options=self._options(question, values),
            groups=self._groups(question, values),
            complaint=complaint(question.id, wrong, self.voice.say) if wrong else "",
            autocomplete=question.autocomplete,
            enable_when=self._rule(question),
            only_if=say("only_if"),
            alarm=self._alarm(question),
        )

    def _kind(self, question: Question) -> FieldKind:
        if question.type is QuestionType.ONE and len(question.options) > LONGEST_RADIOS:
            return "select"
        return KINDS[question.type]

    def _text(self, question: Question, part: str) -> str:
        """A text of the question: its own, or that of the consent or notice it stands for."""
        source = str(getattr(question, part))
        if question.legal and part in LEGAL_PARTS:
            return self.voice.content(f"{question.legal}.{LEGAL_PARTS[part]}", source)
        return self.voice.content(f"question.{question.id}.{part}", source)

    def _alarm(self, question: Question) -> PanelView | None:
        if not any(option.alarm for option in question.options):
            return None
        return panel_view(self.content.legal.panels["emergency"], self.voice)

    def _values(self, question: Question) -> Sequence[str]:
        if self.typed is None and question.type is QuestionType.LANGUAGE:
            return (self.voice.tag,)
        return (self.typed or {}).get(question.id, ())

    def _rule(self, question: Question) -> str:
        if not (question.enable_when or question.unless):
            return ""
        rule = {
            name: in_answers_only(self.questionnaire, when, self.today)
            for name, when in (("when", question.enable_when), ("unless", question.unless))
        }
        return json.dumps(rule, separators=(",", ":"))

    def _options(self, question: Question, values: Sequence[str]) -> tuple[OptionView, ...]:
        match question.type:
            case QuestionType.COUNTRY:
                return tuple(OptionView(c, n, c in values) for c, n in formats.countries(self.voice.tag))
            case QuestionType.LANGUAGE:
                return tuple(OptionView(c, n, c in values) for c, n in formats.languages(self.voice.tag))
            case QuestionType.CONDITION:
                return ()
        return tuple(
            OptionView(option.code, self._label(question, option), option.code in values, alarm=option.alarm)
            for option in question.options
        )

    def _label(self, question: Question, option: Option) -> str:
        return self.voice.content(f"question.{question.id}.option.{option.code}", question.option_labels[option.code])

    def _groups(self, question: Question, values: Sequence[str]) -> tuple[OptionGroupView, ...]:
        if question.type is not QuestionType.CONDITION:
            return ()
        return tuple(
            OptionGroupView(
                slug,
                self.voice.content(f"condition_group.{slug}.label", label),
                tuple(self._condition(question, o, values) for o in question.options if o.group == slug)
                + self._unsure(question, slug),
                self._note(slug),
            )
            for slug, label in self.questionnaire.groups.items()
        )

    def _condition(self, question: Question, option: Option, values: Sequence[str]) -> OptionView:
        return OptionView(
            option.code,
            self.voice.content(f"condition.{option.code}.name", question.option_labels[option.code]),
            option.code in values,
            hint=self._beside(option.code),
            search="|".join(option.search),
        )

    def _beside(self, slug: str) -> str:
        """What is known of one condition, and what this office does with it. A form of long ago may name others."""
        condition, showing = self.content.conditions.get(slug), self.content.showing
        if condition is None or condition.form_role is FormRole.CATCH_ALL:
            return ""
        status, role = condition.evidence_status, condition.form_role
        evidence = self.voice.content(f"evidence.{status}", showing.evidence[status])
        return f"{evidence} {self.voice.content(f'condition_note.{role}', showing.notes.get(role, ''))}".strip()

    def _note(self, slug: str) -> str:
        """The evidence sentence of the group's programme, where it holds a warning for every disease of the group."""
        for programme in self.content.programmes.values():
            if slug in programme.condition_groups and programme.evidence.band in BANDS_WITH_A_NOTE:
                return self.voice.content(programme.context("evidence", "text"), programme.evidence.text)
        return ""

    def _unsure(self, question: Question, slug: str) -> tuple[OptionView, ...]:
        """The answer for somebody who knows the group only. It is shown as chosen where it is at home, never twice."""
        conditions, group = self.content.conditions, self.content.groups.get(slug)
        inside = [
            conditions[option.code] for option in question.options if option.group == slug and option.code in conditions
        ]
        if group is None or any(condition.form_role is FormRole.CATCH_ALL for condition in inside):
            return ()
        code = UNSURE_OF.get(group.kind, UNSURE_AT_ALL)
        return (OptionView(code, self.voice.say(UNSURE)),) if code in question.codes else ()


def panel_view(panel: Panel, voice: Voice) -> PanelView:
    """A panel of ``legal.toml``, such as the emergency one."""
    return PanelView(
        voice.content(f"panel.{panel.id}.title", panel.title),
        tuple(voice.content(f"panel.{panel.id}.paragraph.{n}", text) for n, text in enumerate(panel.paragraphs, 1)),
    )
