"""Mails are compiled once; a new sentence and a new week of the office are in the next one all the same."""

import gc
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from weakref import ref

import pytest

from intake.content.loader import Content
from intake.domain.message import MailKind
from intake.lib.catalogs import Catalogs
from intake.lib.paths import LOCALES
from intake.lib.po import Entry
from intake.services.mail.composer import Composer
from intake.services.mail.kinds import Mail
from tests.makers import make_content

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def content() -> Content:
    return make_content()


@pytest.fixture
def catalogs() -> Catalogs:
    return Catalogs.load(LOCALES, ["he"])


@pytest.fixture
def composer(content: Content, catalogs: Catalogs) -> Composer:
    return Composer(content, catalogs, base_url="https://intake.example.org", sender="intake@example.org")


def received(composer: Composer, tag: str) -> str:
    mail = Mail(
        kind=MailKind.INQUIRY_RECEIVED,
        recipient="amal@example.org",
        locale=tag,
        message_id="<7f@example.org>",
        ordered_at=NOW,
        inquiry_id="i" * 26,
        reference="7qk2-m9d4",
        received_at=NOW,
        due_at=NOW + timedelta(days=2),
    )
    body = message_from_bytes(composer.compose(mail, now=NOW), policy=policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_translators_new_sentence_is_in_the_next_mail_and_the_old_language_is_let_go(
    composer: Composer, catalogs: Catalogs
) -> None:
    received(composer, "he")
    for text in ("Name one", "Name two"):
        before = ref(catalogs.translations("he", "mail"))
        catalogs.renew(catalogs.with_text("he", "mail", Entry("Your reference", strings=(text,))))
        assert text in received(composer, "he")
        gc.collect()
        assert before() is None


def test_mails_tell_the_hours_of_the_week_that_was_published_last(composer: Composer, content: Content) -> None:
    assert "7:15" not in received(composer, "en")
    routing = content.routing
    content.in_force.put(2, replace(routing, calendar=replace(routing.calendar, opens=time(7, 15))))
    assert "7:15" in received(composer, "en")
