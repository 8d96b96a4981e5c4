"""What each rule says to a translator: what stands there, what is wanted, and what to do; each said once."""

from gettext import NullTranslations

from intake.lib.catalogs import N_
from intake.services.catalogs.checks.problems import Problem, Rule

# With both %(found)s and %(wanted)s known; where one of them is not, the next two say it.
BOTH = {
    Rule.PLACEHOLDERS: N_("%(found)s is not in the English; it has %(wanted)s."),
    Rule.MARKUP: N_("The tags are not those of the English: %(found)s stands here, %(wanted)s is wanted."),
    Rule.PLURAL_FORMS: N_("This language has %(wanted)s forms; here are %(found)s."),
    Rule.PERCENT: N_("Please write the percent sign twice: %(wanted)s."),
    Rule.LINE_BREAKS: N_("The lines end elsewhere than in the English: %(found)s here, %(wanted)s there."),
    Rule.OUTER_SPACE: N_("The English begins or ends with another space: here %(found)s, there %(wanted)s."),
    Rule.DOUBLE_SPACE: N_("Two spaces stand together; one is enough."),
    Rule.END_MARK: N_("It ends with %(found)s; here it should be %(wanted)s."),
    Rule.NO_BREAK_SPACE: N_("Before “%(found)s” belongs a space that no line breaks at (%(wanted)s)."),
    Rule.LETTERS: N_("%(found)s looks right, but belongs to another language; please write %(wanted)s."),
    Rule.DIGITS: N_("The numbers are not those of the English: %(found)s stands here, %(wanted)s is wanted."),
    Rule.LENGTH: N_("It is too long for its place: %(found)s characters, and there is room for %(wanted)s."),
}
FOUND = {
    Rule.PLACEHOLDERS: N_("%(found)s is not in the English. Please take it out, or write it as it stands there."),
    Rule.MARKUP: N_("These tags are not closed as in the English, or are not there at all: %(found)s."),
    Rule.ENTITIES: N_("%(found)s would be shown letter by letter. Please write the character itself."),
    Rule.END_MARK: N_("It ends with %(found)s, and the English does not."),
    Rule.BIDI: N_("An invisible mark that turns the direction stands here (%(found)s). Please take it out."),
    Rule.INVISIBLE: N_("A character that nobody sees stands here (%(found)s). Please take it out."),
    Rule.LETTERS: N_("“%(found)s” mixes letters of two scripts that look alike."),
    Rule.DIGITS: N_("The English does not have this number: %(found)s."),
    Rule.FORBIDDEN: N_("“%(found)s” promises too much. We never promise a cure or success."),
    Rule.ENGLISH: N_("English was left over: “%(found)s”."),
    Rule.PLURAL_HEADER: N_("The file cannot show this yet: %(found)s. Please tell whoever runs this service."),
}
WANTED = {
    Rule.PLACEHOLDERS: N_("%(wanted)s of the English is missing. Please write it exactly so."),
    Rule.MARKUP: N_("These tags of the English are missing: %(wanted)s."),
    Rule.NUMBER: N_("This form is for several numbers, so it must say which: %(wanted)s."),
    Rule.PLURAL_FORMS: N_("Please write this form, too."),
    Rule.END_MARK: N_("The English ends with a mark like %(wanted)s; please end so, too."),
    Rule.BIDI: N_("A mark that turns the direction is opened and not closed, or the other way round (%(wanted)s)."),
    Rule.DIGITS: N_("This number of the English is missing: %(wanted)s."),
    Rule.GLOSSARY: N_("The agreed word is missing: %(wanted)s."),
    Rule.NAMES: N_("The name must stay as it is: %(wanted)s."),
    Rule.LENGTH: N_("It is too long. There is room for %(wanted)s characters."),
}
NEITHER = {
    Rule.MISSING: N_("Please write the translation first."),
    Rule.FUZZY: N_("The English has changed. Please bring the translation up to date."),
}
OTHERWISE = N_("This does not fit the English (%(rule)s): %(found)s %(wanted)s")


def said(t: NullTranslations, problem: Problem) -> str:
    """What a rule says, as a sentence."""
    found, wanted = bool(problem.found), bool(problem.wanted)
    table = BOTH if found and wanted else FOUND if found else WANTED if wanted else NEITHER
    sentence = t.gettext(table.get(problem.rule, OTHERWISE))
    return sentence % {"found": problem.found, "wanted": problem.wanted, "rule": problem.rule.value}
