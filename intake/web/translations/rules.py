"""What each rule says to a translator, in their language; the sentences are those of `intake catalogs check`."""

from gettext import NullTranslations

from intake.services.catalogs.checks.problems import Problem
from intake.services.catalogs.checks.sentences import said_of


def said(t: NullTranslations, problem: Problem) -> str:
    """The rule as a sentence, then what stands there and what should."""
    sentence, detail = said_of(problem)
    if not detail:
        return t.gettext(sentence)
    return f"{t.gettext(sentence)} {t.gettext(detail) % {'found': problem.found, 'wanted': problem.wanted}}"
