"""What somebody agreed to, kept as it was shown: the exact text in their language, its version and its hash."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from gettext import NullTranslations

from intake.content.loader import Content
from intake.domain.questionnaire import Questionnaire
from intake.domain.values import YES, Answers
from intake.lib.templating import fill


def given(
    answers: Answers,
    questionnaire: Questionnaire,
    content: Content,
    translations: NullTranslations,
    *,
    locale: str,
    now: datetime,
) -> Mapping[str, Mapping[str, str]]:
    """Consent or notice id (``C1``, ``N1``) → version, locale, text as shown, SHA-256 of it, and when it was ticked."""
    values = content.clinic.values(translations)
    agreed = [item for item in questionnaire.questions if item.legal and answers.get(item.id) == YES]
    found = {}
    for question in agreed:
        text = fill(translations.pgettext(f"{question.legal}.text", question.label), values)
        id_ = question.legal.rpartition(".")[2]
        kept = content.legal.consents.get(id_) or content.legal.notices[id_]
        found[id_] = {
            "version": kept.version,
            "locale": locale,
            "text": text,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "at": now.isoformat(),
        }
    return found
