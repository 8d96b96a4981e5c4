"""What somebody agrees to and takes back, kept as it was shown: the exact text, its version and language, its hash."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from intake.content.legal import Consent, Notice
from intake.content.loader import Content
from intake.domain.consent import (
    FOR_SOMEBODY_ELSE,
    LATER,
    USE,
    ConsentEvent,
    Consents,
    digest,
    shown,
    standing,
    withdrawn,
)
from intake.domain.errors import Conflict, NotFound
from intake.domain.questionnaire import Question, Questionnaire
from intake.domain.values import YES, Answers, Status
from intake.domain.visit import Visit
from intake.lib.templating import fill
from intake.lib.translations import Translations
from intake.services import revisions
from intake.services.office import Office
from intake.services.revisions import Contents, Unchanged
from intake.store import inquiries

ROLE: Final = "inquirer_role"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a visitor agreed to, and who they are. ``of_patient``: the patient could be asked for their own consent."""

    reference: str
    role: str
    status: Status
    events: Consents
    of_patient: bool

    def standing(self, id_: str) -> ConsentEvent | None:
        """The consent as it was given, if it holds."""
        return standing(self.events, id_)


@dataclass(frozen=True, slots=True)
class Offer:
    """A consent as it is asked for now, in one language. Whoever agrees hands back its hash."""

    id: str
    text: str
    explanation: str
    version: str
    sha256: str


def given(
    answers: Answers,
    questionnaire: Questionnaire,
    content: Content,
    translations: Translations,
    *,
    locale: str,
    now: datetime,
) -> Consents:
    """What is ticked on a form, each as it was shown there to somebody in this role."""
    role = str(answers.get(ROLE, ""))
    return tuple(
        shown(
            question.legal.rpartition(".")[2],
            _text_of(question, role, content, translations),
            version=_version_of(question, content),
            locale=locale,
            at=now,
            by=role,
        )
        for question in questionnaire.questions
        if question.legal and answers.get(question.id) == YES
    )


def offer(id_: str, content: Content, translations: Translations) -> Offer:
    """A consent in the words of today; ``C1.patient`` is the patient's own."""
    name, _, role = id_.partition(".")
    consent = content.legal.consents[name]
    context, words = consent.for_role(role)
    values = content.clinic.values(translations)
    text, explanation = (
        fill(translations.pgettext(f"{context}.{part}", source), values)
        for part, source in (("text", words.text), ("explanation", words.explanation))
    )
    return Offer(id_, text, explanation, consent.version, digest(text))


async def of_visit(visit: Visit, *, office: Office) -> Agreed:
    """What the visitor's inquiry has been agreed to. Raises `NotFound`."""
    async with office.db.read() as snapshot:
        found = await inquiries.summary(snapshot, office.keyring, visit.inquiry_id)
    contents = await revisions.load(visit, office=office)
    if found is None:
        raise NotFound
    role = str(contents.answers.get(ROLE, ""))
    return Agreed(found.reference, role, contents.status, contents.consents, role in FOR_SOMEBODY_ELSE)


async def give(visit: Visit, id_: str, sha256: str, locale: str, *, office: Office, now: datetime) -> None:
    """Agree to what can be given later. Given already is well, too.

    ``sha256`` is of the text that was shown. Raises `Conflict` when it is another by now, `NotFound` for what cannot be
    given here, and for who came in by a link from a mail.
    """
    if id_ not in LATER or not visit.is_trusted:
        raise NotFound
    asked = offer(id_, office.content, office.catalogs.translations(locale, "legal"))
    if asked.sha256 != sha256:
        raise Conflict

    def agreed(contents: Contents) -> None:
        if standing(contents.consents, id_):
            raise Unchanged
        by = str(contents.answers.get(ROLE, ""))
        event = shown(id_, asked.text, version=asked.version, locale=locale, at=now, by=by)
        contents.consents = (*contents.consents, event)
        _put(contents, office, id_, YES)

    await revisions.revise(visit, agreed, action="consent.given", detail={"consent": id_}, office=office, now=now)


async def withdraw(visit: Visit, id_: str, *, office: Office, now: datetime) -> None:
    """Take back what can be taken back by itself. Taken back already is well, too. Raises `NotFound`."""
    if id_ not in LATER:
        raise NotFound

    def taken_back(contents: Contents) -> None:
        if not standing(contents.consents, id_):
            raise Unchanged
        contents.consents = take_back(contents, office, id_, at=now)

    await revisions.revise(
        visit, taken_back, action="consent.withdrawn", detail={"consent": id_}, office=office, now=now
    )


def take_back(contents: Contents, office: Office, *ids: str, at: datetime) -> Consents:
    """The consents without those; the answers that stood for them go, too, but not the box every inquiry needs."""
    for id_ in ids:
        if id_ != USE:
            _put(contents, office, id_, None)
    return withdrawn(contents.consents, ids, at=at, by=str(contents.answers.get(ROLE, "")))


def _put(contents: Contents, office: Office, id_: str, answer: str | None) -> None:
    question = next(one for one in office.content.questionnaire.questions if one.legal == f"consent.{id_}")
    revisions.put(contents, office, question.id, answer)


def _text_of(question: Question, role: str, content: Content, translations: Translations) -> str:
    """The box's sentence and, under it, the one for this role: as they stand on the page."""
    parts = [(f"{question.legal}.text", question.label)]
    parts += [(f"{question.legal}.{variant}.text", text) for variant, text in question.variants if variant == role]
    values = content.clinic.values(translations)
    return "\n".join(fill(translations.pgettext(context, source), values) for context, source in parts)


def _version_of(question: Question, content: Content) -> str:
    """The version of what was shown: a form of earlier days may have shown an earlier text."""
    kept: Consent | Notice | None
    id_ = question.legal.rpartition(".")[2]
    kept = content.legal.consents.get(id_) or content.legal.notices.get(id_)
    if kept is None:
        return ""
    return kept.version if (question.label, question.why) == (kept.text, kept.explanation) else f"<{kept.version}"
