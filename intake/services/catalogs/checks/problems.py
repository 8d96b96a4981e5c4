"""What can be wrong with a translation: a code for each rule, and what stands there instead of what should."""

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """Every rule, by the id that reports, exceptions and the workbench know it by. Ids are never used again."""

    MISSING = "missing"
    FUZZY = "fuzzy"
    PLACEHOLDERS = "placeholders"
    PERCENT = "percent"
    MARKUP = "markup"
    ENTITIES = "entities"
    PLURAL_FORMS = "plural-forms"
    NUMBER = "number"
    LINE_BREAKS = "line-breaks"
    OUTER_SPACE = "outer-space"
    DOUBLE_SPACE = "double-space"
    END_MARK = "end-mark"
    NO_BREAK_SPACE = "no-break-space"
    BIDI = "bidi"
    INVISIBLE = "invisible"
    LETTERS = "letters"
    DIGITS = "digits"
    GLOSSARY = "glossary"
    FORBIDDEN = "forbidden"
    NAMES = "names"
    ENGLISH = "english"
    LENGTH = "length"

    TEMPLATE = "template"
    UNREADABLE = "unreadable"
    HEADER = "header"
    PLURAL_HEADER = "plural-header"
    DUPLICATE = "duplicate"
    BEHIND = "behind"
    OBSOLETE = "obsolete"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one text of a translation.

    ``form``: which plural form, 0 where there is only one. ``found``: what stands there and must not; ``wanted``: what
    must stand there; either may be empty. ``error``: a page would be wrong or unsafe; else it is a remark.
    """

    rule: Rule
    form: int = 0
    found: str = ""
    wanted: str = ""
    error: bool = True
