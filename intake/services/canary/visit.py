"""What the canary does on the site, as a patient without scripts does it: open the form, send it, keep the receipt,
come back with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from intake.domain.asking import enabled, facts_for_asking, required
from intake.domain.canary import Step, Why
from intake.domain.questionnaire import Question, Questionnaire, QuestionType
from intake.domain.values import UNKNOWN, YES
from intake.lib.ids import check_reference, read_code
from intake.lib.keyring import KeyRing
from intake.lib.visiting import Form, Page, Unreachable, Visitor
from intake.services.canary.mark import HEADER, mark_of

NAME: Final = "Canary"
CODE_DIGITS: Final = 16
_AGE: Final = 50
_OK: Final = 200
_FORM_FIELDS: Final = ("form_id", "form_secret", "form_version", "asks")
# Where there is no “I do not know”, the plainest of the choices.
_PLAIN: Final[Mapping[str, str]] = {"inquirer_role": "self", "preferred_channel": "email"}


class Failed(Exception):
    """The canary came no further than ``step``."""

    def __init__(self, step: Step, why: Why, detail: str = "") -> None:
        super().__init__(f"{step} {why} {detail}")
        self.step, self.why, self.detail = step, why, detail


@dataclass(frozen=True, slots=True)
class Cage:
    """Whose canary it is: the key ring that marks it, the address its mail goes to, and what the form asks."""

    keyring: KeyRing
    to: str
    questionnaire: Questionnaire

    def mark(self, subject: str) -> Mapping[str, str]:
        """The header that says of a form id or a path that the canary sends it."""
        return {HEADER: mark_of(self.keyring, self.to, subject)}


async def open_form(visitor: Visitor, locale: str, cage: Cage) -> Form:
    """The form in this language, from a house that knows our mark. Raises `Failed`."""
    path = f"/{locale}/inquiry"
    page = await _get(visitor, path, cage, Step.FORM)
    _is_in(page, locale, Step.FORM)
    form = page.form(path)
    if form is None or not all(form.sent.get(name) for name in _FORM_FIELDS):
        raise Failed(Step.FORM, Why.FIELD, "form")
    if page.headers.get(HEADER) != cage.mark(form.sent["form_id"])[HEADER]:
        raise Failed(Step.FORM, Why.OTHER_HOUSE)
    return form


async def send(visitor: Visitor, form: Form, locale: str, cage: Cage, *, today: date) -> Page:
    """Fill in what must be answered, and send it; the page it leads to. Raises `Failed`."""
    typed = filled(form, locale, cage, today)
    fields = {**form.sent, **typed, "action": "send"}
    try:
        page = await visitor.post(form.action, fields, **cage.mark(form.sent["form_id"]))
    except Unreachable as gone:
        raise Failed(Step.SEND, Why.UNREACHABLE, str(gone)) from None
    if page.status == 422:
        raise Failed(Step.SEND, Why.NOT_TAKEN)
    _is_page(page, Step.SEND)
    return page


def receipt_on(page: Page, locale: str) -> tuple[str, str]:
    """The reference and the access code of the receipt. Raises `Failed`."""
    _is_in(page, locale, Step.RECEIPT)
    for text in page.copied:
        said, _, rest = text.partition(" ")
        reference, code = check_reference(said), read_code(rest, CODE_DIGITS)
        if reference and code and reference in page.words:
            return reference, code
    raise Failed(Step.RECEIPT, Why.NO_RECEIPT)


async def come_back(visitor: Visitor, reference: str, code: str, locale: str, cage: Cage) -> None:
    """Open the follow-up page with both, as somebody does who comes another day. Raises `Failed`."""
    path = f"/{locale}/follow-up"
    door = (await _get(visitor, path, cage, Step.FOLLOW_UP)).form(path)
    if door is None or not {"reference", "access_code"} <= door.offered.keys():
        raise Failed(Step.FOLLOW_UP, Why.FIELD, "door")
    fields = {**door.sent, "reference": reference, "access_code": code}
    try:
        page = await visitor.post(path, fields, **cage.mark(path))
    except Unreachable as gone:
        raise Failed(Step.FOLLOW_UP, Why.UNREACHABLE, str(gone)) from None
    if page.status == 422 or reference not in page.words:
        raise Failed(Step.FOLLOW_UP, Why.NOT_THERE)
    _is_page(page, Step.FOLLOW_UP)
    _is_in(page, locale, Step.FOLLOW_UP)


def filled(form: Form, locale: str, cage: Cage, today: date) -> Mapping[str, str]:
    """What must be answered, by field: “I do not know” where one can say so. Raises `Failed` for a field that is
    missing on the page.
    """
    typed = {"email": cage.to, "preferred_language": _spoken(locale, form.offered.get("preferred_language", ()))}
    for question in cage.questionnaire.short:
        facts = facts_for_asking(cage.questionnaire, typed, today)
        if question.id in typed:
            continue
        if enabled(question, typed, facts) and required(question, typed, facts):
            typed[question.id] = _answer(question, form.offered.get(question.id), today)
    missing = typed.keys() - form.offered.keys()
    if missing:
        raise Failed(Step.FORM, Why.FIELD, min(missing))
    return typed


def _answer(question: Question, offered: Sequence[str] | None, today: date) -> str:
    if question.type is QuestionType.BOX:
        return YES
    if question.type is QuestionType.YEAR:
        return str(today.year - _AGE)
    plain = _PLAIN.get(question.id, UNKNOWN)
    return plain if offered and plain in offered else offered[0] if offered else NAME


def _spoken(locale: str, offered: Sequence[str]) -> str:
    """The page's language among those an answer may be asked for in."""
    return next(
        (tag for tag in (locale, locale.partition("-")[0]) if tag in offered), offered[0] if offered else locale
    )


async def _get(visitor: Visitor, path: str, cage: Cage, step: Step) -> Page:
    try:
        page = await visitor.get(path, **cage.mark(path))
    except Unreachable as gone:
        raise Failed(step, Why.UNREACHABLE, str(gone)) from None
    _is_page(page, step)
    return page


def _is_page(page: Page, step: Step) -> None:
    if page.status != _OK:
        raise Failed(step, Why.STATUS, str(page.status))


def _is_in(page: Page, locale: str, step: Step) -> None:
    if page.lang != locale:
        raise Failed(step, Why.LANGUAGE)
