"""The answers themselves as a QuestionnaireResponse: the truth the other resources are derived from."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from intake.content.loader import Content
from intake.domain.answer_dates import read_when
from intake.domain.contact import Limit
from intake.domain.exports import OPEN_TO_EXPORT, Exported
from intake.domain.questionnaire import TREATMENT_CARD, Question, Questionnaire, QuestionType
from intake.domain.values import UNKNOWN, YES, Answers
from intake.services.desk.fhir.asked import CHOSEN, OTHER_LIST, block_id, card_id, system_of, version_url
from intake.services.desk.fhir.parts import ABSENT, Bundle, Resource, absent, coded, coding, free, moment


def response(
    bundle: Bundle, one: Exported, form: Questionnaire, content: Content, patient: Resource, informant: Resource
) -> Resource:
    """What was answered, part by part, cards within their part."""
    answers = one.answers
    # The class an answer was sealed in decides before this; where the form has it closed by now, it stays closed.
    open_ones = [question for question in form.questions if question.sensitivity in OPEN_TO_EXPORT]
    items: list[Resource] = []
    for block in form.blocks:
        asked = [question for question in open_ones if question.block == block.id]
        inside = _items(bundle, [one for one in asked if not one.card], answers, content)
        on_card = [question for question in asked if question.card]
        for card in one.cards if on_card else ():
            filled = _items(bundle, on_card, card.answers, content)
            if filled:
                inside.append({"linkId": card_id(TREATMENT_CARD), "item": filled})
        if inside:
            items.append({"linkId": block_id(block.id), "item": inside})
    return bundle.add(
        "QuestionnaireResponse",
        {
            "questionnaire": version_url(bundle, one.form_version),
            "status": "completed" if one.summary.revision == 1 else "amended",
            "language": one.summary.locale,
            "subject": patient,
            "authored": moment(one.updated_at),
            "source": informant,
            **({"item": items} if items else {}),
        },
    )


def _items(bundle: Bundle, asked: Iterable[Question], answers: Answers, content: Content) -> list[Resource]:
    found: list[Resource] = []
    for question in asked:
        given = answers.get(question.id, ())
        codes = (given,) if isinstance(given, str) else given
        values = [value for code in codes if (value := _answer(bundle, question, code, content))]
        if values:
            found.append({"linkId": question.id, "answer": values})
    return found


def _answer(bundle: Bundle, question: Question, code: str, content: Content) -> Resource:
    """One answer as its question's type has it; an empty one is none."""
    text = free(code)
    if not text:
        return {}
    if question.type in CHOSEN:
        if text == UNKNOWN:
            return {"valueCoding": coding(ABSENT, UNKNOWN)}
        return {"valueCoding": coding(system_of(bundle, question), coded(text))}
    if question.type is QuestionType.TREATMENT:
        if text in content.treatments:
            return {"valueCoding": bundle.own(OTHER_LIST[question.type], text)}
        return {"valueString": text} if text != UNKNOWN else {"valueCoding": coding(ABSENT, UNKNOWN)}
    if question.type is QuestionType.BOX:
        return {"valueBoolean": text == YES}
    if question.type is QuestionType.NUMBER:
        return _number(question, text)
    known = read_when(text) if question.type is QuestionType.DATE else None
    if known is not None:
        return {"valueDate": str(known)}
    hidden = question.type is QuestionType.PHONE and text == Limit.NO_CALLS
    if hidden or (question.or_unknown and text == UNKNOWN):
        name = "_valueDate" if question.type is QuestionType.DATE else "_valueString"
        return {name: absent("masked" if hidden else UNKNOWN)}
    return {"valueString": text}


def _number(question: Question, text: str) -> Resource:
    name = "valueDecimal" if question.decimals else "valueInteger"
    try:
        number = Decimal(text)
    except InvalidOperation:
        return {f"_{name}": absent()}
    if not number.is_finite():
        return {f"_{name}": absent()}
    return {name: float(number) if question.decimals else int(number)}
