"""What each rule says to a translator, in their language; the sentences are those of `intake catalogs check`."""

from gettext import NullTranslations

from intake.lib import formats
from intake.services.catalogs.checks.problems import Problem, Rule
from intake.services.catalogs.checks.sentences import said_of


def said(t: NullTranslations, problem: Problem) -> str:
    """The rule as a sentence, then what stands there and what should.

    Both isolated: among Hebrew words ``%(name)s`` would be shown in another order than it is to be typed in.
    """
    sentence, detail = said_of(problem)
    if not detail or problem.rule is Rule.PLURAL_FORMS:  # which form stands before the sentence
        return t.gettext(sentence)
    pieces = {name: formats.isolate(piece) for name, piece in (("found", problem.found), ("wanted", problem.wanted))}
    return f"{t.gettext(sentence)} {t.gettext(detail) % pieces}"
