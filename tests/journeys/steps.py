"""The steps of a journey: what people do, and what must be true of it whoever they are and whatever language they read.

A journey gives each step its own people and words; what only that journey proves, its own test says.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from intake.domain.questionnaire import Question, QuestionType
from intake.domain.values import Answers, Status
from intake.lib import formats
from intake.lib.ids import format_code, new_id
from intake.lib.locales import locale_of
from intake.lib.translations import SOURCE, Translations
from intake.services.accounts import NewAccount
from intake.web.inbox import words
from intake.web.public.statuses import told as told_status
from tests.fakes.smtp import Taken
from tests.journeys.house import House, inquiry_link
from tests.journeys.sheets import Quoted, Sheet, plain
from tests.makers import make_answers
from tests.visit import filled, hidden, receipt_of

CHOICES = frozenset({QuestionType.ONE, QuestionType.MANY})
CLOSED = CHOICES | {QuestionType.CONDITION}
PLACES = frozenset({QuestionType.COUNTRY, QuestionType.LANGUAGE})
OF_MAIL = frozenset({"preferred_channel"})  # “By e-mail” stands in a mail with good reason


@dataclass(frozen=True, slots=True)
class Sent:
    """An inquiry that was sent: what its author was shown, and what they had answered."""

    locale: str
    answers: Answers
    reference: str
    code: str
    receipt: str


def is_in(page: str, tag: str) -> None:
    """The page says that it is in this language, and runs the way the language is written."""
    assert f'<html lang="{tag}" dir="{locale_of(tag).direction}">' in page


async def write(house: House, locale: str, **changes: str | tuple[str, ...] | None) -> Sent:
    """Open the form in a language, fill it in, send it, and read the receipt."""
    answers = make_answers(**changes)
    async with house.stranger() as browser:
        page = await browser.get(f"/{locale}/inquiry")
        assert page.status_code == 200, f"{locale} is not live: `intake catalogs stats` says what is missing"
        is_in(page.text, locale)
        _shows_every_option_in(house, page.text, locale)
        form = {name: hidden(page.text, name) for name in ("form_id", "form_secret", "form_version")}
        typed = filled(form, **{**dict.fromkeys(make_answers()), **answers})
        answer = await browser.post(f"/{locale}/inquiry", data=typed)
        problems = re.findall(r'href="#([a-z_]+)', answer.text)
        assert (answer.status_code, answer.headers.get("location")) == (303, f"/{locale}/inquiry/received"), problems
        receipt = await browser.get(f"/{locale}/inquiry/received")
    assert receipt.status_code == 200
    is_in(receipt.text, locale)
    return Sent(locale, answers, *receipt_of(receipt.text), receipt.text)


async def acknowledgement(house: House, sent: Sent) -> EmailMessage:
    """The one mail its author gets: in the language of the page, with the reference and nothing about an illness."""
    (mail,) = await house.mails_to(str(sent.answers["email"]))
    message = mail.message
    text, html = _bodies(message)
    assert message["Content-Language"] == sent.locale
    assert f'lang="{sent.locale}" dir="{locale_of(sent.locale).direction}"' in html
    say = house.resources.catalogs.translations(sent.locale, "mail").gettext
    assert say("Your reference") in plain(text)
    assert sent.reference in str(message["Subject"])
    assert sent.reference in text
    assert f"/{sent.locale}/follow-up" in text
    country = str(sent.answers["residence_country"])
    countries = {formats.country_name(country, tag) for tag in (SOURCE, sent.locale)}
    _says_nothing_private(mail, _private(house, sent, sent.locale) | countries)
    return message


async def told(house: House, somebody: NewAccount, sent: Sent) -> str:
    """The one mail a coordinator gets, in their own language; the path of the inquiry it leads to."""
    (mail,) = await house.mails_to(somebody.email)
    message = mail.message
    text, html = _bodies(message)
    assert message["Content-Language"] == somebody.locale
    assert f'lang="{somebody.locale}" dir="{locale_of(somebody.locale).direction}"' in html
    assert house.resources.catalogs.translations(somebody.locale, "mail").gettext("Urgency") in plain(text)
    assert sent.reference in str(message["Subject"])
    _says_nothing_private(mail, _private(house, sent, somebody.locale) | {str(sent.answers["email"])})
    return inquiry_link(text)


async def opened(house: House, somebody: NewAccount, sent: Sent, path: str) -> Sheet:
    """Log in, find it in the list, open it: every closed answer in the coordinator's language, typed words as typed."""
    await house.acknowledged(sent.reference)
    view = house.resources.catalogs.translations(somebody.locale, "staff")
    async with house.desk_of(somebody) as desk:
        listing = await desk.get("/staff/")
        page = await desk.get(path)
    for shown in (listing, page):
        assert shown.status_code == 200
        is_in(shown.text, somebody.locale)
        assert words.statuses(view)[Status.ACKNOWLEDGED] in plain(shown.text)
    assert f'href="{path}"' in listing.text
    assert sent.reference in listing.text
    sheet = Sheet(page.text)
    _reads_every_answer(house, sheet, sent, view, somebody.locale)
    return sheet


def routed(house: House, sheet: Sheet, reader: NewAccount, *, queue: str, rule: str, passed: Sequence[str]) -> None:
    """The page says which rule decided, and which came before it and did not fit."""
    view = house.resources.catalogs.translations(reader.locale, "staff")
    name = view.pgettext(f"queue.{queue}.name", house.resources.content.routing.queues[queue].name)
    sentence = view.gettext("Rule “%(rule)s” sent it to %(queue)s.") % {"rule": rule, "queue": name}
    assert sentence in plain(sheet.page)
    assert sheet.passed == list(passed)


async def is_hidden_from(house: House, somebody: NewAccount, sent: Sent, path: str) -> None:
    """No mail, no line in the list, and for the page the very bytes of a page that does not exist."""
    assert await house.mails_to(somebody.email) == []
    async with house.desk_of(somebody) as desk:
        listing = await desk.get("/staff/?status=all")
        assert sent.reference not in listing.text
        closed, absent = [await desk.get(where) for where in (path, f"/staff/inquiries/{new_id()}")]
        assert (closed.status_code, closed.content) == (404, absent.content)
        assert absent.status_code == 404
        for action in ("take", "assign", "status", "notes"):
            answer = await desk.post(f"{path}/{action}", data={"version": "1", "note": "x"})
            assert (answer.status_code, answer.content) == (404, absent.content), action


async def follow_up(house: House, sent: Sent, *, code: str | None = None) -> str:
    """From another browser, with reference and code: where it stands, in the language of the page."""
    async with house.stranger() as browser:
        page = await browser.get(f"/{sent.locale}/follow-up")
        is_in(page.text, sent.locale)
        typed = {"reference": sent.reference, "access_code": code or format_code(sent.code)}
        answer = await browser.post(f"/{sent.locale}/follow-up", data=typed)
        assert (answer.status_code, answer.headers.get("location")) == (303, f"/{sent.locale}/follow-up"), answer.text
        answer = await browser.get(f"/{sent.locale}/follow-up")
    assert answer.status_code == 200, answer.text
    is_in(answer.text, sent.locale)
    assert sent.reference in answer.text
    say = house.resources.catalogs.translations(sent.locale, "site").gettext
    for sentence in told_status(Status.ACKNOWLEDGED, say):
        assert sentence in plain(answer.text)
    return answer.text


def _shows_every_option_in(house: House, page: str, tag: str) -> None:
    """Every question of the form, and every answer to choose, in this language."""
    say = house.resources.catalogs.translations(tag, "site").pgettext
    shown, content = plain(page), house.resources.content
    for condition in content.conditions.values():
        assert say(f"condition.{condition.slug}.name", condition.name) in shown, condition.slug
    for question in content.questionnaire.short:
        if not question.legal:
            assert say(f"question.{question.id}.label", question.label) in shown, question.id
        for code, label in question.option_labels.items() if question.type in CHOICES else ():
            assert say(f"question.{question.id}.option.{code}", label) in shown, (question.id, code)


def _reads_every_answer(house: House, sheet: Sheet, sent: Sent, view: Translations, tag: str) -> None:
    form = house.resources.content.questionnaire
    for question in (form.question(name) for name in sent.answers):
        label = view.pgettext(f"question.{question.id}.label", question.label)
        given = sent.answers[question.id]
        codes = (given,) if isinstance(given, str) else given
        if question.type in CLOSED | PLACES:
            expected = " · ".join(_said(house, question, code, view, tag) for code in codes)
            assert sheet.pairs[label].text == expected, question.id
        elif question.type is QuestionType.PARAGRAPHS:
            assert Quoted(str(given), sent.locale, "auto") in sheet.quotations
    name = sheet.pairs[view.gettext("Name")]
    assert (name.text, name.dir) == (sent.answers["contact_name"], "auto")
    assert sheet.pairs[view.gettext("E-mail")].text == sent.answers["email"]
    given_ones = [text for text in sheet.consents if text.startswith(view.pgettext("consent", "given"))]
    boxes = [name for name in sent.answers if form.question(name).legal]
    assert len(given_ones) == len(boxes)


def _said(house: House, question: Question, code: str, view: Translations, tag: str) -> str:
    if question.type is QuestionType.CONDITION:
        name = house.resources.content.conditions[code].name
        said = view.pgettext(f"condition.{code}.name", name)
        assert tag == SOURCE or said != name, f"{code} has no name in {tag}"
        return said
    if question.type is QuestionType.COUNTRY:
        return formats.country_name(code, tag)
    if question.type is QuestionType.LANGUAGE:
        return formats.language_name(code, tag)
    return view.pgettext(f"question.{question.id}.option.{code}", question.option_labels[code])


def _bodies(message: EmailMessage) -> tuple[str, str]:
    parts = [message.get_body(("plain",)), message.get_body(("html",))]
    assert all(parts)
    text, html = (str(part.get_content()) for part in parts if part is not None)
    return text, html


def _private(house: House, sent: Sent, tag: str) -> set[str]:
    """Every word a mail must not hold: what was typed, and in English and the reader's language what it means."""
    content, say = house.resources.content, house.resources.catalogs.translations(tag, "mail").pgettext
    answers, form = sent.answers, content.questionnaire
    condition = content.conditions[str(answers["condition"])]
    said = {
        f"condition.{condition.slug}.name": condition.name,
        **{f"condition_group.{group.slug}.label": group.label for group in content.groups.values()},
        **{programme.context("title"): programme.title for programme in content.programmes.values()},
        **{f"queue.{queue.slug}.name": queue.name for queue in content.routing.queues.values()},
        **{
            f"question.{name}.option.{code}": form.question(name).option_labels[code]
            for name, given in answers.items()
            if form.question(name).type in CHOICES and name not in OF_MAIL
            for code in ((given,) if isinstance(given, str) else given)
        },
    }
    found = {*said.values(), *(say(context, text) for context, text in said.items())}
    # “Yes” and “2” stand in every letter and say nothing.
    found = {text for text in found if len(text) > 6}
    found |= {str(answers["contact_name"]), *str(answers["contact_name"]).split(), sent.code, format_code(sent.code)}
    found |= {str(answers[name]) for name in ("question", "phone") if name in answers}
    return found | {condition.clinical_name, condition.slug, *content.routing.queues, "CAR-T", "CD19", "rituximab"}


def _says_nothing_private(mail: Taken, private: Iterable[str]) -> None:
    message = mail.message
    headers: Mapping[str, str] = {name: str(value) for name, value in message.items() if name != "To"}
    text = "\n".join([*headers.values(), *_bodies(message), mail.content.decode("utf-8", "replace")])
    said = plain(text).casefold().replace(mail.recipient.casefold(), "")
    for word in private:
        # At word boundaries: “lead” is a queue, and stands in “leading” as well.
        assert not re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", said), word
