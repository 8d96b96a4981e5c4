"""Questions as fields of a page: the short form, the blocks of details and the treatment cards are made of these."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial

from intake.content.loader import Content
from intake.domain.asking import facts_for_asking, in_answers_only, left_to_page
from intake.domain.questionnaire import Question, Questionnaire, QuestionType, When
from intake.domain.typed import Complaint
from intake.domain.values import YES, Answers
from intake.lib.catalogs import N_
from intake.web.common.complaints import complaint
from intake.web.public.options import Options
from intake.web.public.panels import EmergencyView, emergency_view
from intake.web.public.presenters import DateView, FieldKind, FieldView, OptionView, SuggestionView
from intake.web.public.variants import variants
from intake.web.public.voice import Voice

Typed = Mapping[str, Sequence[str]]

KINDS: dict[QuestionType, FieldKind] = {
    QuestionType.ONE: "radios",
    QuestionType.MANY: "checkboxes",
    QuestionType.BOX: "checkbox",
    QuestionType.TEXT: "text",
    QuestionType.LATIN: "latin",
    QuestionType.PARAGRAPHS: "textarea",
    QuestionType.YEAR: "year",
    QuestionType.NUMBER: "number",
    QuestionType.WHEN: "when",
    QuestionType.DATE: "date",
    QuestionType.EMAIL: "email",
    QuestionType.PHONE: "tel",
    QuestionType.CONDITION: "conditions",
    QuestionType.COUNTRY: "select",
    QuestionType.COUNTRIES: "several",
    QuestionType.LANGUAGE: "select",
    QuestionType.LANGUAGES: "several",
    QuestionType.TIME_ZONE: "select",
    QuestionType.TREATMENT: "treatment",
}
LONGEST_RADIOS = 9
FEWEST_ROWS = 2
MOST_ROWS = 20
LEGAL_PARTS = {"label": "text", "why": "explanation"}
NO_ANSWER = N_("No answer")
EITHER = frozenset({"email", "phone"})  # one of the two is needed, so neither is called optional


class Fields:
    """What the fields of one page share, so that it is not handed from function to function.

    ``known`` are answers given before, on other pages; without them the page is the short form, which asks all itself.
    ``elsewhere``: question id → what another window kept meanwhile, in words.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        voice: Voice,
        content: Content,
        today: date,
        *,
        typed: Typed | None,
        complaints: Mapping[str, Complaint] | None = None,
        known: Answers | None = None,
        elsewhere: Mapping[str, str] | None = None,
    ) -> None:
        self.questionnaire, self.voice, self.content, self.today = questionnaire, voice, content, today
        self.typed, self.complaints = typed, complaints or {}
        self.known, self.elsewhere = known, elsewhere or {}
        self.facts = facts_for_asking(questionnaire, known or {}, today)
        self.options = Options(questionnaire, voice, content)

    def of(self, questions: Iterable[Question]) -> tuple[FieldView, ...]:
        """The fields of one page. What other pages have decided already is not shown, or shown without a condition."""
        asked = tuple(questions)
        here = frozenset(question.id for question in asked)
        return tuple(self._field(one, rule) for one in asked if (rule := self._rule(one, here)) is not None)

    def _field(self, question: Question, rule: str) -> FieldView:
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
            variants=variants(question, self.questionnaire, self.options),
            required=self._called_required(question),
            value=values[0] if values else "",
            options=self._choices(question, values),
            groups=self.options.groups(question, values),
            rows=self._rows(question, values),
            date=self._date(question),
            suggestions=self._suggestions(question),
            unknown=YES in self._sent(f"{question.id}.unknown") if question.or_unknown else None,
            elsewhere=self.elsewhere.get(question.id, ""),
            complaint=complaint(question.id, wrong, self.voice.say) if wrong else "",
            autocomplete=question.autocomplete,
            enable_when=rule,
            only_if=say("only_if") if rule else "",
            alarm=self._alarm(question),
        )

    def _called_required(self, question: Question) -> bool:
        """Where nothing is required, as with the details, the page says so once and not each question."""
        if self.known is not None:
            return True
        return question.required or bool(question.required_when) or question.id in EITHER

    def _kind(self, question: Question) -> FieldKind:
        if question.type is QuestionType.ONE and len(question.options) > LONGEST_RADIOS:
            return "select"
        return KINDS[question.type]

    def _choices(self, question: Question, values: Sequence[str]) -> tuple[OptionView, ...]:
        """What there is to choose. A browser cannot undo a radio button: where one is pressed there is one for none."""
        every = self.options.of(question, values)
        needed = question.required or bool(question.required_when)
        if needed or self._kind(question) != "radios" or not any(option.chosen for option in every):
            return every
        return (*every, OptionView("", self.voice.say(NO_ANSWER)))

    def _text(self, question: Question, part: str) -> str:
        """A text of the question: its own, or that of the consent or notice it stands for."""
        source = str(getattr(question, part))
        if question.legal and part in LEGAL_PARTS:
            return self.voice.content(f"{question.legal}.{LEGAL_PARTS[part]}", source)
        return self.voice.content(f"question.{question.id}.{part}", source)

    def _alarm(self, question: Question) -> EmergencyView | None:
        if not any(option.alarm for option in question.options):
            return None
        country = (*self._sent("residence_country"), str((self.known or {}).get("residence_country", "")))[0]
        return emergency_view(self.content, self.voice, country)

    def _sent(self, name: str) -> Sequence[str]:
        return (self.typed or {}).get(name, ())

    def _values(self, question: Question) -> Sequence[str]:
        if self.typed is None and question.type is QuestionType.LANGUAGE:
            return (self.voice.tag,)
        return self._sent(question.id)

    def _suggestions(self, question: Question) -> tuple[SuggestionView, ...]:
        if question.type is not QuestionType.TREATMENT:
            return ()
        return self.options.suggestions(str((self.known or {}).get("condition", "")))

    def _rows(self, question: Question, values: Sequence[str]) -> tuple[str, ...]:
        """One select for each that is chosen, and an empty one for the next."""
        if KINDS[question.type] != "several":
            return ()
        chosen = tuple(value for value in values if value)[:MOST_ROWS]
        empty = 1 if len(chosen) < MOST_ROWS else 0
        return chosen + ("",) * max(empty, FEWEST_ROWS - len(chosen))

    def _date(self, question: Question) -> DateView | None:
        if question.type is not QuestionType.DATE:
            return None
        day, month, year = ("".join(self._sent(f"{question.id}.{part}")[:1]) for part in ("day", "month", "year"))
        return DateView(day, self.options.months(month), year)

    def _rule(self, question: Question, here: frozenset[str]) -> str | None:
        """When the script shows the question, as JSON; nothing where it always does, ``None`` where it is not asked."""
        when, unless = self._still_open(question.enable_when, here), self._still_open(question.unless, here)
        if (question.enable_when and not when) or {} in unless:
            return None
        if {} in when:
            when = []
        return json.dumps({"when": when, "unless": unless}, separators=(",", ":")) if when or unless else ""

    def _still_open(self, when: When, here: frozenset[str]) -> list[dict[str, list[str]]]:
        if self.known is None:
            return in_answers_only(self.questionnaire, when, self.today)
        left = left_to_page(when, here, self.known, self.facts)
        return [{name: list(codes) for name, codes in alternative.items()} for alternative in left]
