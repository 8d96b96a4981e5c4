"""Things a test needs, valid by default: a test says only what it is about. Nothing here touches a database."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from intake.content.loader import Content, load_content
from intake.domain.access import Actor
from intake.domain.checking import Readers
from intake.domain.inquiry import InquiryDraft
from intake.domain.questionnaire import Questionnaire
from intake.domain.routing import RoutingFacts
from intake.domain.values import Answers, Priority, StaffRole
from intake.lib.catalogs import Catalogs
from intake.lib.locales import LocaleTable
from intake.lib.paths import LOCALES
from intake.resources import Resources
from intake.settings import Settings

TODAY = date(2026, 11, 22)

ANSWERS: Answers = {
    "inquirer_role": "self",
    "birth_year": "1970",
    "residence_country": "GE",
    "condition": "dlbcl",
    "disease_state": "relapsed",
    "lines_count": "2",
    "prior_cart": "no",
    "in_hospital": "no",
    "preferred_language": "ka",
    "contact_name": "Amal Example",
    "email": "amal@example.org",
    "preferred_channel": "email",
    "consent_process": "yes",
    "notices_ack": "yes",
}


def make_answers(**changes: str | tuple[str, ...] | None) -> dict[str, str | tuple[str, ...]]:
    """Checked answers to the short form: an adult with lymphoma. ``None`` takes an answer away."""
    both: dict[str, str | tuple[str, ...] | None] = {**ANSWERS, **changes}
    return {name: value for name, value in both.items() if value is not None}


def make_typed(**changes: str | Sequence[str] | None) -> dict[str, Sequence[str]]:
    """The same as it is sent by a browser: name → values."""
    both: Mapping[str, str | Sequence[str] | None] = {**ANSWERS, **changes}
    return {
        name: [value] if isinstance(value, str) else list(value) for name, value in both.items() if value is not None
    }


def make_draft(
    *,
    form_id: str = "form-1",
    form_secret: str = "secret-1",  # noqa: S107 - plainly the test's own
    form_version: str | None = None,
    locale: str = "en",
    answers: Answers | None = None,
) -> InquiryDraft:
    """A form that was sent and holds up."""
    given = make_answers() if answers is None else answers
    version = make_questionnaire().version if form_version is None else form_version
    return InquiryDraft(form_id, form_secret, version, locale, given)


def make_facts(
    *,
    urgency: Priority = Priority.ROUTINE,
    programme: str = "blood-cancers",
    condition: str = "dlbcl",
    condition_group: str = "lymphoma-b",
    form_role: str = "offer",
    age_group: str = "26-64",
    role: str = "self",
    prior_cart: str = "no",
    disease_state: str = "relapsed",
    in_hospital: str = "no",
    language: str = "ka",
    country: str = "GE",
) -> RoutingFacts:
    """What routing knows of `ANSWERS`."""
    return RoutingFacts(
        urgency=urgency,
        programme=programme,
        condition=condition,
        condition_group=condition_group,
        form_role=form_role,
        age_group=age_group,
        role=role,
        prior_cart=prior_cart,
        disease_state=disease_state,
        in_hospital=in_hospital,
        language=language,
        country=country,
    )


def make_actor(
    *,
    staff_id: str = "staff-1",
    role: StaffRole = StaffRole.COORDINATOR,
    queues: frozenset[str] | None = None,
    locale: str = "en",
    name: str = "Clara",
) -> Actor:
    """Somebody of the staff; by default a coordinator of every queue."""
    return Actor(staff_id=staff_id, role=role, queues=queues, locale=locale, name=name)


_shipped = cache(load_content)


def make_content() -> Content:
    """The content that is shipped, read once; what one test publishes at the routing desk no other sees."""
    content = _shipped()
    return replace(content, in_force=content.in_force.but(content.routing))


def make_questionnaire() -> Questionnaire:
    """The questionnaire that is shipped."""
    return make_content().questionnaire


def make_readers() -> Readers:
    """Readers that understand the plainest spellings only; the real ones are in ``lib``."""
    return Readers(
        email=lambda text: text if text.count("@") == 1 and " " not in text else None,
        phone=_phone,
        country=lambda text: text if text in {"GE", "IL", "DE", "RU", "JO", "GB"} else None,
        language=lambda text: text if text in {"en", "he", "ar", "ru", "ka"} else None,
    )


def _phone(text: str, country: str | None) -> str | None:
    digits = text.replace(" ", "")
    if digits.startswith("+") and digits[1:].isascii() and digits[1:].isdecimal():
        return digits
    return f"+995{digits}" if country == "GE" and digits.isascii() and digits.isdecimal() else None


def make_settings(folder: Path, database_url: str, **environ: str) -> Settings:
    """Settings of an installation in a folder of the test's own."""
    return Settings.from_environ({"INTAKE_DATA_DIR": str(folder), "INTAKE_DATABASE_URL": database_url, **environ})


@cache
def make_catalogs() -> Catalogs:
    """The shipped languages, read once for all tests."""
    return Catalogs.load(LOCALES)


def in_languages(resources: Resources, *tags: str) -> Resources:
    """The same house, offering these languages, whatever the catalogs hold by now."""
    languages = copy(resources.languages)
    languages.table = LocaleTable(tags, tags[0])
    return replace(resources, languages=languages)
