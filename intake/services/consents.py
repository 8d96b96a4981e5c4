"""What somebody agrees to and takes back, kept as it was shown: the exact text, its version and language, its hash.

Where nobody has approved the translation, the English stands beside it, and both are kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from gettext import NullTranslations
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
from intake.lib.templating import fill, said
from intake.lib.translations import Standing, Translations
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
    """A consent as it is asked for now. Whoever agrees hands back ``seen``, which proves all they were shown.

    ``lang`` is the language ``text`` is in, ``original`` the English that stands beside it, if it must.
    ``explanation`` is marked (`intake.lib.marks`).
    """

    id: str
    text: str
    explanation: str
    version: str
    lang: str
    original: str = ""

    @property
    def seen(self) -> str:
        """The hash of the text, or of both."""
        return digest(f"{self.text}\n{self.original}" if self.original else self.text)


@dataclass(frozen=True, slots=True)
class _Said:
    """A text in some language, and the English that stands beside it."""

    text: str
    original: str
    lang: str


def given(
    answers: Answers,
    questionnaire: Questionnaire,
    content: Content,
    translations: Translations,
    *,
    now: datetime,
) -> Consents:
    """What is ticked on a form, each as it was shown there to somebody in this role."""
    role = str(answers.get(ROLE, ""))
    return tuple(
        shown(
            question.legal.rpartition(".")[2],
            found.text,
            version=_version_of(question, content),
            locale=found.lang,
            at=now,
            by=role,
            original=found.original,
        )
        for question in questionnaire.questions
        if question.legal and answers.get(question.id) == YES
        for found in [_text_of(question, role, content, translations)]
    )


def asked_on(questionnaire: Questionnaire, content: Content, translations: Translations) -> str:
    """A hash of everything a form asks to agree to, for every role, as it stands in this language now."""
    texts = [
        _text_of(question, role, content, translations)
        for question in questionnaire.questions
        if question.legal
        for role in ("", *(role for role, _ in question.variants))
    ]
    return digest("\n".join(part for one in texts for part in (one.text, one.original)))[:32]


def offer(id_: str, content: Content, translations: Translations) -> Offer:
    """A consent in the words of today; ``C1.patient`` is the patient's own."""
    name, _, role = id_.partition(".")
    consent = content.legal.consents[name]
    context, words = consent.for_role(role)
    found = _said([(f"{context}.text", words.text)], content, translations)
    about, source = f"{context}.explanation", words.explanation
    why = _said([(about, source)], content, translations)
    explanation = said(translations, why.text, source, about, original=why.original)
    return Offer(id_, found.text, explanation, consent.version, found.lang, found.original)


async def of_visit(visit: Visit, *, office: Office) -> Agreed:
    """What the visitor's inquiry has been agreed to. Raises `NotFound`."""
    async with office.db.read() as snapshot:
        found = await inquiries.summary(snapshot, office.keyring, visit.inquiry_id)
    contents = await revisions.load(visit, office=office)
    if found is None:
        raise NotFound
    role = str(contents.answers.get(ROLE, ""))
    return Agreed(found.reference, role, contents.status, contents.consents, role in FOR_SOMEBODY_ELSE)


async def give(visit: Visit, id_: str, seen: str, locale: str, *, office: Office, now: datetime) -> None:
    """Agree to what can be given later. Given already is well, too.

    ``seen`` is of what was shown. Raises `Conflict` when it is another by now, `NotFound` for what cannot be
    given here, and for who came in by a link from a mail.
    """
    if id_ not in LATER or not visit.is_trusted:
        raise NotFound
    asked = offer(id_, office.content, office.catalogs.translations(locale, "legal"))
    if asked.seen != seen:
        raise Conflict

    def agreed(contents: Contents) -> None:
        if standing(contents.consents, id_):
            raise Unchanged
        by = str(contents.answers.get(ROLE, ""))
        event = agreed_to(asked, at=now, by=by)
        contents.consents = (*contents.consents, event)
        _put(contents, office, id_, YES)

    await revisions.revise(visit, agreed, action="consent.given", detail={"consent": id_}, office=office, now=now)


def agreed_to(asked: Offer, *, at: datetime, by: str) -> ConsentEvent:
    """Somebody in this role agrees to what they are asked."""
    return shown(asked.id, asked.text, version=asked.version, locale=asked.lang, at=at, by=by, original=asked.original)


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


def _text_of(question: Question, role: str, content: Content, translations: Translations) -> _Said:
    """The box's sentence and, under it, the one for this role: as they stand on the page."""
    parts = [(f"{question.legal}.text", question.label)]
    parts += [(f"{question.legal}.{variant}.text", text) for variant, text in question.variants if variant == role]
    return _said(parts, content, translations)


def _said(parts: Iterable[tuple[str, str]], content: Content, translations: Translations) -> _Said:
    """Sentences by context and source, each on a line of its own; those that are drafts once more in English."""
    parts = tuple(parts)
    values, english = content.clinic.values(translations), content.clinic.values(NullTranslations())
    texts = [fill(translations.pgettext(context, source), values) for context, source in parts]
    drafts = [
        fill(source, english)
        for context, source in parts
        if translations.standing(source, context=context) is Standing.DRAFT
    ]
    context, source = parts[0]
    return _Said("\n".join(texts), "\n".join(drafts), translations.language(source, context=context))


def _version_of(question: Question, content: Content) -> str:
    """The version of what was shown: a form of earlier days may have shown an earlier text."""
    kept: Consent | Notice | None
    id_ = question.legal.rpartition(".")[2]
    kept = content.legal.consents.get(id_) or content.legal.notices.get(id_)
    if kept is None:
        return ""
    return kept.version if (question.label, question.why) == (kept.text, kept.explanation) else f"<{kept.version}"
