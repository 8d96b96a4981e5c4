"""What each rule says to whoever reads a report; the command line says it in English, the workbench translated."""

from collections.abc import Mapping
from typing import Final

from intake.lib.catalogs import N_
from intake.services.catalogs.checks.problems import Problem, Rule

SENTENCES: Final[Mapping[Rule, str]] = {
    Rule.MISSING: N_("There is no translation yet; readers see the English."),
    Rule.FUZZY: N_("The English has changed; the old translation waits for you, and readers see the English."),
    Rule.PLACEHOLDERS: N_("What is filled in later keeps its name and its brackets, exactly as in the English."),
    Rule.PERCENT: N_("A percent sign is written twice here."),
    Rule.MARKUP: N_("The tags stay exactly as in the English, each opened and closed."),
    Rule.ENTITIES: N_("Please write the character itself; a code would be shown letter by letter."),
    Rule.PLURAL_FORMS: N_("Every plural form of the language needs its text."),
    Rule.NUMBER: N_("This form is said of several numbers, so it must show which one."),
    Rule.LINE_BREAKS: N_("The lines break where they break in the English."),
    Rule.OUTER_SPACE: N_("Spaces at the beginning and at the end stay as in the English."),
    Rule.DOUBLE_SPACE: N_("One space between words is enough."),
    Rule.END_MARK: N_("The text ends with the kind of mark the English ends with."),
    Rule.NO_BREAK_SPACE: N_("Before this mark French writes a space at which the line cannot break."),
    Rule.BIDI: N_("Marks of direction are set by the page; in a text they can turn what follows around."),
    Rule.INVISIBLE: N_("There is a character here that nobody sees; please delete it."),
    Rule.LETTERS: N_("There is a letter here that only looks like one of this language."),
    Rule.DIGITS: N_("The numbers are those of the English, written as digits."),
    Rule.GLOSSARY: N_("The glossary has a word for this; please use it, so that it is the same everywhere."),
    Rule.FORBIDDEN: N_("This word promises more than anybody can promise."),
    Rule.NAMES: N_("Names of medicines stay as they are, so that people recognise them on the package."),
    Rule.ENGLISH: N_("Some English was left over."),
    Rule.LENGTH: N_("The text is longer than its place."),
    Rule.TEMPLATE: N_("The list of sentences is not in step with the sources; run intake catalogs extract."),
    Rule.UNREADABLE: N_("The file cannot be read."),
    Rule.HEADER: N_("The header says something else than the folder the file lies in."),
    Rule.PLURAL_HEADER: N_("The header has another plural rule than the language."),
    Rule.DUPLICATE: N_("The message stands here twice."),
    Rule.BEHIND: N_("The file is not in step with the list of sentences; run intake catalogs update."),
    Rule.OBSOLETE: N_("The message is in use again, and its old translation still lies at the end of the file."),
}

_INSTEAD: Final = N_("“%(found)s” stands where “%(wanted)s” belongs.")
_TOO_MUCH: Final = N_("“%(found)s” does not belong here.")
_TOO_LITTLE: Final = N_("“%(wanted)s” is missing.")


def said_of(problem: Problem) -> tuple[str, str]:
    """The sentence of the rule, and the one that names what was found and wanted (with two placeholders), or nothing.

    Both in English, to be translated; the second is filled with ``found`` and ``wanted`` afterwards.
    """
    detail = {
        (True, True): _INSTEAD,
        (True, False): _TOO_MUCH,
        (False, True): _TOO_LITTLE,
        (False, False): "",
    }[bool(problem.found), bool(problem.wanted)]
    return SENTENCES[problem.rule], detail


def in_english(problem: Problem) -> str:
    """What the command line prints."""
    sentence, detail = said_of(problem)
    return f"{sentence} {detail % {'found': problem.found, 'wanted': problem.wanted}}".rstrip() if detail else sentence
