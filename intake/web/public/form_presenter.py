"""The questionnaire as the form page shows it: every question in the reader's language, with what was typed."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from intake.content.legal import Panel
from intake.domain.questionnaire import Block, Option, Question, Questionnaire, QuestionType, in_answers_only
from intake.domain.typed import Complaint
from intake.domain.values import EvidenceStatus, FormRole
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

NOT_OFFERED = N_("We do not offer CAR-T for this. You can still write; we answer honestly and suggest where to look.")
TRIALS_ONLY = N_("Studied in clinical trials only. There is no approved CAR-T treatment for these diseases.")
SHORT_EVIDENCE = {
    EvidenceStatus.APPROVED_US_ONLY: N_("Approved in the United States only"),
    EvidenceStatus.APPROVED_OTHER_REGION: N_("Approved in one country only"),
    EvidenceStatus.TRIALS_ONLY: N_("Clinical trials only"),
    EvidenceStatus.EARLY_RESEARCH: N_("First studies and case reports only"),
    EvidenceStatus.NO_RATIONALE: N_("Taken case by case"),
}
UNSURE = N_("I do not know which one")


class Studied(Protocol):
    """What the form must know of a condition besides its name."""

    @property
    def evidence_status(self) -> EvidenceStatus:
        """What regulators say."""

    @property
    def form_role(self) -> FormRole:
        """What the form does with it."""


def form_view(
    questionnaire: Questionnaire,
    voice: Voice,
    *,
    conditions: Mapping[str, Studied],
    emergency: Panel,
    today: date,
    typed: Typed | None = None,
    complaints: Mapping[str, Complaint] | None = None,
    form_id: str = FORM_ID_MARKER,
    form_secret: str = FORM_SECRET_MARKER,
    notice: str = "",
) -> FormView:
    """The whole form. Without ``typed`` it is the empty one, whose answering language is that of the page."""
    page = _Form(questionnaire, voice, conditions, emergency, today, typed, complaints or {})
    blocks = tuple(page.block(block) for block in questionnaire.blocks if questionnaire.in_block(block.id))
    wrong = tuple(ComplaintView(f.id, f.complaint) for block in blocks for f in block.fields if f.complaint)
    return FormView(questionnaire.version, blocks, wrong, (), form_id, form_secret, notice)


class _Form:
    """What the fields of one page share, so that it is not handed from function to function."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        voice: Voice,
        conditions: Mapping[str, Studied],
        emergency: Panel,
        today: date,
        typed: Typed | None,
        complaints: Mapping[str, Complaint],
    ) -> None:
        self.questionnaire, self.voice, self.conditions, self.today = questionnaire, voice, conditions, today
        self.emergency, self.typed, self.complaints = emergency, typed, complaints

    def block(self, block: Block) -> BlockView:
        content = self.voice.content
        return BlockView(
            block.id,
            content(f"block.{block.id}.title", block.title),
            content(f"block.{block.id}.intro", block.intro),
            tuple(self.field(question) for question in self.questionnaire.in_block(block.id)),
        )

    def field(self, question: Question) -> FieldView:
        say, wrong = self._words(question), self.complaints.get(question.id)
        legal = bool(question.legal)  # a consent explains itself under its box, not at the end of the part
        values = self._values(question)
        return FieldView(
            question.id,
            self._kind(question),
            say("label"),
            hint=say("why") if legal else say("hint"),
            help=say("help"),
            why="" if legal else say("why"),
            required=question.required or bool(question.required_when) or question.id in _EITHER,
            value=values[0] if values else "",
            options=self._options(question, values),
            groups=self._groups(question, values),
            complaint=complaint(question.id, wrong, self.voice.say) if wrong else "",
            max_length=question.max_length,
            autocomplete=question.autocomplete,
            enable_when=self._rule(question),
            only_if=say("only_if"),
            alarm=panel_view(self.emergency, self.voice) if any(o.alarm for o in question.options) else None,
        )

    def _kind(self, question: Question) -> FieldKind:
        if question.type is QuestionType.ONE and len(question.options) > LONGEST_RADIOS:
            return "select"
        return KINDS[question.type]

    def _words(self, question: Question) -> "_Words":
        return _Words(question, self.voice)

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
            self._group(
                group, label, [option for option in question.options if option.group == group], question, values
            )
            for group, label in self.questionnaire.groups.items()
        )

    def _group(
        self, group: str, label: str, options: Sequence[Option], question: Question, values: Sequence[str]
    ) -> OptionGroupView:
        roles = {self.conditions[option.code].form_role for option in options} - {FormRole.CATCH_ALL}
        note = NOT_OFFERED if roles == {FormRole.NOT_OFFERED} else ""
        if FormRole.OFFER_TRIAL in roles:
            note = TRIALS_ONLY
        shown = tuple(
            OptionView(
                option.code,
                self.voice.content(f"condition.{option.code}.name", question.option_labels[option.code]),
                option.code in values,
                hint=self._evidence(option.code, note),
                search="|".join(option.search),
            )
            for option in options
        )
        return OptionGroupView(
            group,
            self.voice.content(f"condition_group.{group}.label", label),
            shown + self._unsure(options),
            self.voice.say(note) if note else "",
        )

    def _evidence(self, condition: str, note: str) -> str:
        """The words beside one condition: what its group's note has not said already."""
        known = self.conditions[condition]
        if known.form_role is FormRole.NOT_OFFERED:
            return "" if note == NOT_OFFERED else self.voice.say(NOT_OFFERED)
        if note == TRIALS_ONLY and known.evidence_status is EvidenceStatus.TRIALS_ONLY:
            return ""
        words = SHORT_EVIDENCE.get(known.evidence_status, "")
        return self.voice.say(words) if words else ""

    def _unsure(self, options: Sequence[Option]) -> tuple[OptionView, ...]:
        """``I do not know`` for a group without its own: the catch-all of a kindred group, never shown as chosen here."""
        if any(self.conditions[option.code].form_role is FormRole.CATCH_ALL for option in options):
            return ()
        offered = any(self.conditions[o.code].form_role in (FormRole.OFFER, FormRole.OFFER_WITH_NOTE) for o in options)
        wanted = "blood-cancer-unknown" if offered else "other-condition"
        return (OptionView(wanted, self.voice.say(UNSURE)),) if wanted in self.conditions else ()


class _Words:
    """The texts of one question: its own, or those of the consent or notice it stands for."""

    def __init__(self, question: Question, voice: Voice) -> None:
        self.question, self.voice = question, voice

    def __call__(self, part: str) -> str:
        source = str(getattr(self.question, part))
        if self.question.legal and part in _LEGAL_PARTS:
            return self.voice.content(f"{self.question.legal}.{_LEGAL_PARTS[part]}", source)
        return self.voice.content(f"question.{self.question.id}.{part}", source)


_LEGAL_PARTS = {"label": "text", "why": "explanation"}
_EITHER = frozenset({"email", "phone"})  # one of the two is needed, so neither is called optional


def panel_view(panel: Panel, voice: Voice) -> PanelView:
    """A panel of ``legal.toml``, such as the emergency one."""
    return PanelView(
        voice.content(f"panel.{panel.id}.title", panel.title),
        tuple(voice.content(f"panel.{panel.id}.paragraph.{n}", text) for n, text in enumerate(panel.paragraphs, 1)),
    )
