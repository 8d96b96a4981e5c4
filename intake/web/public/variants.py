"""What a box says by the role of who writes: with a script only the chosen role's sentence, without one all of them."""

import json
from typing import Final

from intake.domain.questionnaire import Question, Questionnaire
from intake.lib.catalogs import N_
from intake.web.public.options import Options
from intake.web.public.presenters import VariantView

ROLE: Final = "inquirer_role"
FOR_WHOM = N_("%(answer)s:")


def variants(question: Question, questionnaire: Questionnaire, options: Options) -> tuple[VariantView, ...]:
    """A consent's sentences for the roles that have one, in the order of the answers to who writes."""
    if not question.variants or not questionnaire.has(ROLE):
        return ()
    roles, voice = questionnaire.question(ROLE), options.voice
    consent = options.content.legal.consents[question.legal.rpartition(".")[2]]
    told = []
    for role, text in question.variants:
        option = roles.option(role)
        if option is None:
            continue
        context, words = consent.for_role(role)
        told.append(
            VariantView(
                voice.say(FOR_WHOM) % {"answer": options.label(roles, option)},
                voice.content(f"{question.legal}.{role}.text", text),
                voice.content(f"{context}.explanation", words.explanation),
                json.dumps({"when": [{ROLE: [role]}], "unless": []}, separators=(",", ":")),
            )
        )
    return tuple(told)
