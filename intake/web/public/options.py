"""What there is to choose at a question, in the reader's language, with what is chosen already."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import get_month_names

from intake.content.loader import Content
from intake.content.programmes import Band
from intake.content.treatments import Treatment
from intake.domain.questionnaire import Option, Question, Questionnaire, QuestionType
from intake.domain.values import FormRole, GroupKind
from intake.lib import formats, time_zones
from intake.lib.catalogs import N_
from intake.web.public.presenters import OptionGroupView, OptionView, SuggestionView
from intake.web.public.voice import Voice

UNSURE = N_("I do not know which one")
# What "I do not know which one" stands for in a group without an answer of its own.
UNSURE_OF = {GroupKind.HEME: "blood-cancer-unknown", GroupKind.AUTOIMMUNE: "autoimmune-rheum-other"}
UNSURE_AT_ALL = "other-condition"
BANDS_WITH_A_NOTE = frozenset({Band.TRIALS_ONLY, Band.EARLY_RESEARCH, Band.NOT_OFFERED})


@dataclass(frozen=True, slots=True)
class Options:
    """The choices of one questionnaire for one reader."""

    questionnaire: Questionnaire
    voice: Voice
    content: Content

    def of(self, question: Question, values: Sequence[str]) -> tuple[OptionView, ...]:
        """The choices of a question; conditions stand in groups instead, what is typed has none."""
        match question.type:
            case QuestionType.COUNTRY | QuestionType.COUNTRIES:
                return tuple(OptionView(c, n, c in values) for c, n in formats.countries(self.voice.tag))
            case QuestionType.LANGUAGE | QuestionType.LANGUAGES:
                return tuple(OptionView(c, n, c in values) for c, n in formats.languages(self.voice.tag))
            case QuestionType.TIME_ZONE:
                return tuple(OptionView(c, n, c in values) for c, n in time_zones.named(self.voice.tag))
            case QuestionType.CONDITION:
                return ()
        return tuple(
            OptionView(option.code, self.label(question, option), option.code in values, alarm=option.alarm)
            for option in question.options
        )

    def label(self, question: Question, option: Option) -> str:
        """What one answer is called."""
        if question.type is QuestionType.CONDITION:
            return self.voice.content(f"condition.{option.code}.name", question.option_labels[option.code])
        return self.voice.content(f"question.{question.id}.option.{option.code}", question.option_labels[option.code])

    def groups(self, question: Question, values: Sequence[str]) -> tuple[OptionGroupView, ...]:
        """The conditions in their groups."""
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

    def months(self, chosen: str) -> tuple[OptionView, ...]:
        """The months by name, so that nobody's day becomes a month. ``chosen`` is the number as it was sent."""
        names = get_month_names("wide", context="stand-alone", locale=formats.babel_locale(self.voice.tag))
        return tuple(OptionView(str(at), str(names[at]), chosen.strip().lstrip("0") == str(at)) for at in range(1, 13))

    def suggestions(self, condition: str) -> tuple[SuggestionView, ...]:
        """The treatments somebody may have had, by the names people know them by; those for the condition first."""
        usual = self.content.treatments_for(condition)
        every = dict.fromkeys((*usual, *self.content.treatments.values()))
        return tuple(SuggestionView(self.name(one), ", ".join(one.brands), "|".join(one.search)) for one in every)

    def treatment(self, treatment: Treatment) -> str:
        """What a treatment is called."""
        return self.voice.content(treatment.context, treatment.name)

    def name(self, treatment: Treatment) -> str:
        """The same as it is typed: without the invisible marks that keep shown words whole."""
        return self.voice.translations.pgettext(treatment.context, treatment.name)

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
