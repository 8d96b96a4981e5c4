"""Codes of an export in a coordinator's language, with the words the inbox has for them."""

from gettext import NullTranslations

from intake.domain.questionnaire import Question
from intake.domain.triage import Waiting
from intake.domain.values import YES
from intake.web.inbox import words
from intake.web.inbox.desk import Desk
from intake.web.inbox.sheet_answers import in_words


class Spoken:
    """Says codes as the inbox says them to this person (`domain.exports.Speaker`)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        t = desk.t
        self._tables = {
            "status": words.statuses(t),
            "priority": words.priorities(t),
            "flags": words.flags(t),
            "waiting_for": _turns(t),
            "consent": _deeds(t),
        }

    def code(self, column: str, code: str) -> str:
        """A code of one of the office's columns; one that has no words stays as it is."""
        desk = self._desk
        if column in self._tables:
            return self._tables[column].get(code, code)
        match column:
            case "queue":
                return desk.queue(code)
            case "programme_routed":
                return desk.programme(code)
            case "language":
                return desk.language(code)
            case "country":
                return desk.country(code)
        return desk.t.gettext("yes") if code == YES else desk.t.gettext("no")

    def answer(self, question: Question, code: str) -> str:
        """A closed answer in words; what was typed, as it was typed."""
        return in_words(self._desk, question, code)


def _turns(t: NullTranslations) -> dict[str, str]:
    return {
        Waiting.OFFICE.value: t.pgettext("turn", "us"),
        Waiting.INQUIRER.value: t.pgettext("turn", "the inquirer"),
        Waiting.NOBODY.value: t.pgettext("turn", "nobody"),
    }


def _deeds(t: NullTranslations) -> dict[str, str]:
    return {
        "given": t.pgettext("consent", "given"),
        "withdrawn": t.pgettext("consent", "taken back"),
        "refused": t.pgettext("consent", "refused"),
    }
