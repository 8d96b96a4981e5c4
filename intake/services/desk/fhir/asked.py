"""The form as a FHIR Questionnaire: every question in every language, for any program that can render one."""

from collections.abc import Iterable, Mapping
from typing import Final

from intake.content.loader import Content
from intake.domain.questionnaire import TREATMENT_CARD, Question, Questionnaire, QuestionType, Step, When
from intake.domain.values import UNKNOWN, YES
from intake.lib import formats
from intake.lib.catalogs import Catalogs
from intake.services.desk.fhir.parts import ABSENT, BCP47, COUNTRIES, EXTENSION, Names, Resource, Value, coding

Q = QuestionType
TYPES: Final = {
    Q.ONE: "choice",
    Q.MANY: "choice",
    Q.CONDITION: "choice",
    Q.COUNTRY: "choice",
    Q.COUNTRIES: "choice",
    Q.LANGUAGE: "choice",
    Q.LANGUAGES: "choice",
    Q.TREATMENT: "open-choice",
    Q.BOX: "boolean",
    Q.PARAGRAPHS: "text",
    Q.DATE: "date",
}
CHOSEN: Final = frozenset({Q.ONE, Q.MANY, Q.CONDITION, Q.COUNTRY, Q.COUNTRIES, Q.LANGUAGE, Q.LANGUAGES})
SEVERAL: Final = frozenset({Q.MANY, Q.COUNTRIES, Q.LANGUAGES})
# Lists that several questions share stand in the questionnaire once, as value sets.
OTHER_LIST: Final = {
    Q.COUNTRY: "countries",
    Q.COUNTRIES: "countries",
    Q.LANGUAGE: "languages",
    Q.LANGUAGES: "languages",
    Q.TREATMENT: "treatment",
}
TRANSLATION: Final = f"{EXTENSION}translation"
CONTROL: Final = f"{EXTENSION}questionnaire-itemControl"
DOMAIN: Final = "site"


def block_id(block: str) -> str:
    """The ``linkId`` of a part of the form."""
    return f"block.{block}"


def card_id(card: str) -> str:
    """The ``linkId`` of one of several cards."""
    return f"card.{card}"


def version_url(names: Names, version: str) -> str:
    """What a version of the form is referred to by."""
    return f"{names.url('fhir/Questionnaire/intake')}|{version}"


def system_of(names: Names, question: Question) -> str:
    """The code system of a question's answers: of its own, unless the world has one."""
    match question.type:
        case Q.COUNTRY | Q.COUNTRIES:
            return COUNTRIES
        case Q.LANGUAGE | Q.LANGUAGES:
            return BCP47
    return names.system(question.id)


class Asked:
    """Makes the Questionnaire of the form as it is asked today."""

    def __init__(self, content: Content, catalogs: Catalogs, base_url: str) -> None:
        self._content, self._catalogs, self._names = content, catalogs, Names(base_url)
        self._form: Questionnaire = content.questionnaire
        self._tags = [tag for tag in catalogs.tags if catalogs.is_complete(tag)]

    def resource(self) -> Resource:
        """The whole Questionnaire."""
        form, name = self._form, self._content.clinic.name
        return {
            "resourceType": "Questionnaire",
            "contained": [
                self._set(
                    "countries", COUNTRIES, {code: self._country(code) for code in sorted(formats.country_codes())}
                ),
                self._set("languages", BCP47, {tag: self._language(tag) for tag in sorted(formats.language_tags())}),
                self._set("treatment", self._names.system("treatment"), self._treatments()),
            ],
            "language": "en",
            "url": self._names.url("fhir/Questionnaire/intake"),
            "version": form.version,
            "name": "Intake",
            "title": f"{name}: inquiry",
            "status": "active",
            "subjectType": ["Patient"],
            "publisher": name,
            "item": [self._block(block.id) for block in form.blocks],
        }

    def _block(self, id_: str) -> Resource:
        block = self._form.block(id_)
        asked = [
            question for question in self._form.questions if question.block == id_ and question.step is not Step.STAFF
        ]
        items = [self._question(question) for question in asked if not question.card]
        on_card = [self._question(question) for question in asked if question.card]
        if on_card:
            title = self._said("text", f"block.{id_}.title", block.title)
            card: Resource = {"linkId": card_id(TREATMENT_CARD), "type": "group", "repeats": True, "item": on_card}
            items.insert(0, card | title)
        return {
            "linkId": block_id(id_),
            "type": "group",
            **self._said("text", f"block.{id_}.title", block.title),
            **self._when(block.enable_when, block.unless),
            "item": items,
        }

    def _question(self, question: Question) -> Resource:
        context = f"question.{question.id}.label"
        if question.legal:
            context = f"{question.legal}.text"
        item: Resource = {
            "linkId": question.id,
            "type": self._type(question),
            **self._said("text", context, question.label),
            **self._when(question.enable_when, question.unless),
            "required": question.required,
            "repeats": question.type in SEVERAL,
        }
        if question.max_length and item["type"] in {"string", "text"}:
            item["maxLength"] = question.max_length
        if question.type in OTHER_LIST:
            item["answerValueSet"] = f"#{OTHER_LIST[question.type]}"
            item["extension"] = [{"url": CONTROL, "valueCodeableConcept": _autocomplete()}]
        elif question.type in CHOSEN:
            item["answerOption"] = [{"valueCoding": self._option(question, option.code)} for option in question.options]
        return item

    def _type(self, question: Question) -> str:
        if question.type is Q.NUMBER:
            return "decimal" if question.decimals else "integer"
        return TYPES.get(question.type, "string")

    def _option(self, question: Question, code: str) -> Resource:
        label = question.option_labels.get(code, code)
        of_condition = question.type is Q.CONDITION
        context = f"condition.{code}.name" if of_condition else f"question.{question.id}.option.{code}"
        system = ABSENT if code == UNKNOWN else system_of(self._names, question)
        return {"system": system, "code": code, **self._said("display", context, label)}

    def _said(self, name: str, context: str, text: str) -> Resource:
        """An English sentence under this name, and its translations beside it."""
        told = {
            tag: translation
            for tag in self._tags
            if (translation := self._catalogs.translations(tag, DOMAIN).pgettext(context, text)) != text
        }
        return {name: text, **_translated(name, told)}

    def _when(self, enable_when: When, unless: When) -> Resource:
        """When it is asked, where FHIR can say so; what depends on more is shown always, and says for whom it is."""
        asked = self._form
        if enable_when and not unless and all(len(one) == 1 for one in enable_when):
            pairs = [(name, code) for one in enable_when for name, codes in one.items() for code in codes]
            operator, behaviour = "=", "any"
        elif unless and not enable_when and len(unless) == 1 and all(len(codes) == 1 for codes in unless[0].values()):
            pairs = [(name, codes[0]) for name, codes in unless[0].items()]
            operator, behaviour = "!=", "any"
        else:
            return {}
        if not all(
            asked.has(name) and (asked.question(name).type in {Q.ONE, Q.MANY, Q.BOX, Q.CONDITION}) for name, _ in pairs
        ):
            return {}
        conditions: list[Value] = [
            {"question": name, "operator": operator, **self._compared(asked.question(name), code)}
            for name, code in pairs
        ]
        return {"enableWhen": conditions, **({"enableBehavior": behaviour} if len(conditions) > 1 else {})}

    def _compared(self, question: Question, code: str) -> Resource:
        if question.type is Q.BOX:
            return {"answerBoolean": code == YES}
        return {"answerCoding": coding(ABSENT if code == UNKNOWN else system_of(self._names, question), code)}

    def _set(self, id_: str, system: str, names: Mapping[str, Mapping[str, str]]) -> Resource:
        entries: Iterable[Resource] = (
            {
                "system": system,
                "code": code,
                "display": said["en"],
                **_translated("display", {tag: text for tag, text in said.items() if text != said["en"]}),
            }
            for code, said in names.items()
        )
        return {
            "resourceType": "ValueSet",
            "id": id_,
            "status": "active",
            "expansion": {"timestamp": "2026-01-01T00:00:00Z", "total": len(names), "contains": list(entries)},
        }

    def _country(self, code: str) -> Mapping[str, str]:
        return {tag: formats.country_name(code, tag) for tag in self._tags}

    def _language(self, code: str) -> Mapping[str, str]:
        return {tag: formats.language_name(code, tag) for tag in self._tags}

    def _treatments(self) -> Mapping[str, Mapping[str, str]]:
        return {
            one.slug: {
                tag: self._catalogs.translations(tag, DOMAIN).pgettext(one.context, one.name) for tag in self._tags
            }
            for one in self._content.treatments.values()
        }


def _translated(name: str, told: Mapping[str, str]) -> Resource:
    """The translations of a primitive, beside it (https://hl7.org/fhir/R4/extension-translation.html)."""
    extensions: list[Value] = [
        {
            "url": TRANSLATION,
            "extension": [{"url": "lang", "valueCode": tag}, {"url": "content", "valueString": text}],
        }
        for tag, text in told.items()
    ]
    return {f"_{name}": {"extension": extensions}} if extensions else {}


def _autocomplete() -> Resource:
    """A list this long is typed into."""
    return {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "autocomplete"}]}
