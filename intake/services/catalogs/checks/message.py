"""One message, checked: what `intake catalogs check` says of a file, and the workbench while somebody types."""

from collections.abc import Callable, Iterable
from typing import Final

from intake.lib.po import Entry
from intake.services.catalogs.checks import form, marks, words
from intake.services.catalogs.checks.problems import Problem, Rule
from intake.services.catalogs.checks.texts import Text
from intake.services.catalogs.glossary import Glossary

RULES: Final[tuple[Callable[[Text], Iterable[Problem]], ...]] = (
    form.placeholder,
    form.percent,
    form.markup,
    form.entities,
    form.line_breaks,
    form.number,
    marks.outer_space,
    marks.double_space,
    marks.end_mark,
    marks.no_break_space,
    marks.bidi,
    marks.invisible,
    marks.letters,
    words.digits,
    words.glossary,
    words.forbidden,
    words.names,
    words.english,
    words.length,
)


def check_message(
    source: Entry, strings: tuple[str, ...], *, tag: str, domain: str, glossary: Glossary
) -> list[Problem]:
    """Everything wrong with a translation of ``source``; nothing of a message that is not translated at all.

    ``strings``: one text, or one for each plural form of the language, in the order of its rule.
    """
    if not any(strings):
        return [Problem(Rule.MISSING)]
    found: list[Problem] = []
    if source.plural is not None and len(strings) != (forms := len(form.numbers_of_forms(tag))):
        found.append(Problem(Rule.PLURAL_FORMS, found=str(len(strings)), wanted=str(forms)))
    for index, string in enumerate(strings):
        if not string.strip():
            found.append(Problem(Rule.PLURAL_FORMS, index, wanted=f"msgstr[{index}]"))
            continue
        english = source.id if source.plural is None or (index == 0 and len(strings) > 1) else source.plural
        text = Text(source, english, string, index, tag, domain, glossary)
        for rule in RULES:
            found.extend(rule(text))
    return found
