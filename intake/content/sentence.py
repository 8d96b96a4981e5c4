"""A sentence that translators meet, with the place it stands in."""

import re
from typing import NamedTuple

from intake.lib.reviews import PROTECTED, PROTECTED_DOMAIN

# What harms where it is said wrongly, wherever an operator writes it: what to do in an emergency, what must not be
# stopped or waited for, and what is not approved. Risks and warning signs are known by the place they stand in.
_GRAVE = re.compile(
    r"\bemergency number|\bhospital (?:today|at once)|\bdo not leave the hospital\b"
    r"|\b(?:not|never) stop\b|\bnot wait for (?:us|our)\b"
    r"|\bexperimental\b|\bclinical trials only\b|\bno (?:approved CAR-T|(?:CAR-T )?product approved)\b",
    re.IGNORECASE,
)


class Sentence(NamedTuple):
    """One message: gettext domain, context (the content id), English source, file, and a comment for translators."""

    domain: str
    context: str
    source: str
    file: str
    comment: str = ""


def protected(comment: str) -> str:
    """The remark of a sentence that nobody may rely on before two people have read its translation."""
    return f"{PROTECTED} {comment}" if comment else PROTECTED


def guarded(sentence: Sentence) -> Sentence:
    """The sentence, protected where its words say that a wrong one could harm. The staff reads on its own account."""
    known = sentence.domain in {PROTECTED_DOMAIN, "staff"} or sentence.comment.startswith(PROTECTED)
    if known or not _GRAVE.search(sentence.source):
        return sentence
    return sentence._replace(comment=protected(sentence.comment))
