"""What mails say and, above all, what they never say."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest

from intake.domain.message import TO_THE_DESK, MailKind
from intake.domain.values import Priority
from intake.lib.locales import locale_of
from intake.lib.mail.smtp import Refused
from intake.lib.paths import TEMPLATES
from intake.services.mail.composer import CannotCompose, Composer
from intake.services.mail.kinds import KEY_UNUSABLE, TRIAL, VALUES, Mail
from tests.english import phrases, without_originals
from tests.makers import make_catalogs, make_content

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CATALOGS = make_catalogs()
BASE = "https://intake.example.org"
NAMELESS = {
    MailKind.DRAFT_SAVED,
    MailKind.INVITATION,
    MailKind.REPLY_NOT_READ,
    MailKind.DESK_DIGEST,
}  # about no inquiry, so without a reference in the subject
TO_STAFF = TO_THE_DESK | {MailKind.DESK_DIGEST}
REMINDED = ("7qk2-m9d4", "24 November 2026, 12:00 (Israel Time)", f"{BASE}/staff/inquiries/{'i' * 26}", "forward it")
EVERYWHERE = [(kind, tag) for kind in MailKind for tag in CATALOGS.tags]

# Words that would tell a reader over somebody's shoulder that a person is ill, or of what; in English and as codes.
TELLING = re.compile(
    r"car-?t\b|cancer|leuk|lymphom|myelom|lupus|autoimmun|heme|sclerosis|paediat|repeat|tumou?r|relapse|dlbcl|"
    r"programme|condition|diagnos|disease|red.flag|risk|birth|\bage\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def composer() -> Composer:
    return Composer(make_content(), CATALOGS, base_url=BASE, sender="Example Clinic <intake@example.org>")


def make_mail(
    kind: MailKind = MailKind.INQUIRY_RECEIVED, locale: str = "en", *, recipient: str = "amal@example.org"
) -> Mail:
    mail = Mail(
        kind=kind,
        recipient=recipient,
        locale=locale,
        message_id="<7f@example.org>",
        ordered_at=NOW,
        token="f00d" * 16,
        inquiry_id="i" * 26,
        reference="" if kind in NAMELESS else "7qk2-m9d4",
        received_at=NOW,
        due_at=NOW + timedelta(days=2),
        priority=Priority.SAME_DAY,
        language="ka",
        country="GE",
    )
    if kind is not MailKind.DESK_DIGEST:
        return mail
    rows = (
        replace(mail, kind=new, reference="7qk2-m9d4") for new in (MailKind.INQUIRY_ROUTED, MailKind.INQUIRY_UPDATED)
    )
    return replace(mail, rows=tuple(rows))


def read(wire: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(wire)


def part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("kind", [*MailKind, TRIAL, KEY_UNUSABLE])
def test_every_kind_has_its_three_templates(kind: str) -> None:
    folder: Path = TEMPLATES / "mail" / kind
    listed = {f"{part}.{format_}" for part in ("group", "row") for format_ in ("txt", "html")}
    needed = {"subject.txt", "body.txt", "body.html"} | (listed if kind == MailKind.DESK_DIGEST else set())
    assert {file.name for file in folder.iterdir()} == needed
    assert kind in VALUES


@pytest.mark.parametrize(("kind", "tag"), EVERYWHERE)
def test_every_kind_is_written_in_every_language(composer: Composer, kind: MailKind, tag: str) -> None:
    message = read(composer.compose(make_mail(kind, tag), now=NOW))
    direction = locale_of(tag).direction
    html, text = part(message, "html"), part(message, "plain")
    assert message["Content-Language"] == tag
    assert f'<html lang="{tag}" dir="{direction}">' in html
    assert f'<body lang="{tag}" dir="{direction}"' in html
    if kind not in NAMELESS:
        assert "7qk2-m9d4" in message["Subject"]
        assert '<span dir="ltr">7qk2-m9d4</span>' in html
        assert "\u20687qk2-m9d4\u2069" in text
    assert "\ue000" not in html + text
    assert not any(one.defects for one in message.walk())


@pytest.mark.parametrize("tag", [tag for tag in CATALOGS.tags if tag != "en"])
def test_no_english_is_left_where_there_is_a_translation(composer: Composer, tag: str) -> None:
    wanted = [*phrases(tag, "mail"), *phrases(tag, "legal")]
    for kind in MailKind:
        message = read(composer.compose(make_mail(kind, tag), now=NOW))
        said = f"{message['Subject']} {without_originals(part(message, 'plain'))}"
        assert not [pattern.pattern for pattern in wanted if pattern.search(said)], kind


def test_the_test_sees_english() -> None:
    english = without_originals("Wir haben.\n[We received your message]\nWe received   your\nmessage – 7qk2")
    assert english == "Wir haben. We received your message – 7qk2"
    assert any(pattern.search(english) for pattern in phrases("he", "mail"))


@pytest.mark.parametrize(("kind", "tag"), EVERYWHERE)
def test_nothing_comes_from_elsewhere(composer: Composer, kind: MailKind, tag: str) -> None:
    html = part(read(composer.compose(make_mail(kind, tag), now=NOW)), "html")
    assert not re.search(r"<(img|script|link|iframe|table|form|object)\b|url\(|@import|@font-face", html)
    assert {link for link in re.findall(r'(?:href|src)="([^"]*)"', html) if not link.startswith(f"{BASE}/")} == set()


def test_the_acknowledgement_says_what_it_must(composer: Composer) -> None:
    message = read(composer.compose(make_mail(), now=NOW))
    assert message["Subject"] == "We received your message – 7qk2-m9d4"
    for said in (part(message, "plain"), part(message, "html")):
        for needed in (
            "7qk2-m9d4",
            "22 November 2026, 12:00 (Israel Time)",
            "24 November 2026",
            f"{BASE}/en/follow-up",
            f"{BASE}/en/privacy",
            "privacy@clinic.example",
            "In an emergency call your local emergency number",
            "not medical advice",
            "does not promise",
            "Sunday – Thursday",
        ):
            assert needed in said


def test_the_coordinator_is_told_where_to_look_and_no_more(composer: Composer) -> None:
    message = read(composer.compose(make_mail(MailKind.INQUIRY_ROUTED), now=NOW))
    for said in (part(message, "plain"), part(message, "html")):
        for needed in ("7qk2-m9d4", "today", "Georgian", "Georgia", f"{BASE}/staff/inquiries/{'i' * 26}"):
            assert needed in said
        assert "You get this mail because" in said


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        (MailKind.INQUIRY_UPDATED, ("Georgian", f"{BASE}/staff/inquiries/{'i' * 26}", "behind your log-in")),
        (MailKind.MESSAGE_WAITING, (f"{BASE}/en/follow-up", "not in this mail", "access code")),
        (MailKind.CONTACT_CHANGED, ("22 November 2026, 12:00 (Israel Time)", "privacy@clinic.example", "today")),
        (MailKind.ONE_TIME_LINK, (f"{BASE}/en/follow-up/link/{'f00d' * 16}", "works once", "ignore this mail")),
        (MailKind.DRAFT_SAVED, (f"{BASE}/en/inquiry/resume", "22 December 2026", "nobody has read it")),
        (MailKind.ANSWER_AWAITED, (f"{BASE}/en/follow-up", "not in this mail", "access code", "open again")),
        (MailKind.REPLY_NOT_READ, (f"{BASE}/en/follow-up", f"{BASE}/en/inquiry", "emergency", "nobody here has read")),
        (MailKind.INQUIRY_REMINDER, (*REMINDED, "you serve this inquiry’s desk", f"{BASE}/staff/me/mail")),
        (
            MailKind.DESK_DIGEST,
            ("Georgian", "7qk2-m9d4", "24 November 2026, 12:00", "once a day", f"{BASE}/staff/me/mail"),
        ),
        (MailKind.INQUIRY_REMINDER_STAND_IN, (*REMINDED, "you stand in for the colleague")),
        (MailKind.INQUIRY_REMINDER_LEAD, (*REMINDED, "you lead this desk")),
        (MailKind.INVITATION, (f"{BASE}/staff/invitation/{'f00d' * 16}", "24 November 2026, 12:00", "works once")),
    ],
)
def test_each_of_the_others_says_what_it_must(composer: Composer, kind: MailKind, needed: tuple[str, ...]) -> None:
    message = read(composer.compose(make_mail(kind), now=NOW))
    for said in (part(message, "plain"), part(message, "html")):
        assert [words for words in needed if words not in said] == []


@pytest.mark.parametrize("kind", [*MailKind])
def test_only_the_mail_that_was_asked_for_holds_a_way_in(composer: Composer, kind: MailKind) -> None:
    """A forwarded mail lets nobody in, but for the link somebody asked for, which still asks a question, and the one
    with which a colleague chooses a password, once.
    """
    wire = composer.compose(make_mail(kind), now=NOW)
    message = read(wire)
    both = part(message, "plain") + part(message, "html")
    assert ("f00d" in both) is (kind in {MailKind.ONE_TIME_LINK, MailKind.INVITATION})
    assert "f00d" not in str(message["Subject"])


@pytest.mark.parametrize("kind", [*MailKind])
def test_no_mail_betrays_an_illness(composer: Composer, kind: MailKind) -> None:
    message = read(composer.compose(make_mail(kind), now=NOW))
    written = re.sub(r"<style>.*?</style>|<[^>]*>", " ", part(message, "html"), flags=re.DOTALL)
    for said in (str(message["Subject"]), part(message, "plain"), written):
        assert TELLING.findall(said) == []


def test_a_mail_knows_nothing_it_must_not_say() -> None:
    assert {*Mail.__dataclass_fields__} == {
        "kind",
        "recipient",
        "locale",
        "message_id",
        "ordered_at",
        "inquiry_id",
        "reference",
        "received_at",
        "due_at",
        "priority",
        "language",
        "country",
        "token",
        "discreet",
        "thread",
        "answers",
        "openpgp_key",
        "because",
        "rows",
    }


def test_the_headers_are_ours_and_no_other(composer: Composer) -> None:
    message = read(composer.compose(make_mail(), now=NOW))
    assert message.keys() == [
        "From",
        "Reply-To",
        "MIME-Version",
        "Content-Language",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Content-Type",
    ]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == "<7f@example.org>"


@pytest.mark.parametrize(
    "address",
    [
        "a@b.c, evil@e.c",
        "a@b.c>,<e@e.c",
        "alice@example.org]<bob@e.c>",
        '"a@b.c,evil@e.c"@x.y',
        "(c)a@b.c",
        "x\r\nBcc: e@e.c",
        "=?utf-8?q?x=0D=0ABcc:=20e@e.c?=@b.c\n",
    ],
)
def test_an_address_that_is_not_one_address_gets_no_mail(composer: Composer, address: str) -> None:
    with pytest.raises((Refused, CannotCompose)):
        composer.compose(make_mail(recipient=address), now=NOW)


def test_a_language_that_is_gone_is_answered_in_english(composer: Composer) -> None:
    assert read(composer.compose(make_mail(locale="xx"), now=NOW))["Content-Language"] == "en"


def test_an_international_domain_is_written_in_ascii(composer: Composer) -> None:
    message = read(composer.compose(make_mail(recipient="amal@bücher.example"), now=NOW))
    assert message["To"] == "amal@xn--bcher-kva.example"


def test_the_fault_of_a_template_tells_nothing_about_the_mail(composer: Composer) -> None:
    broken = make_mail(recipient="secret@example.org")
    object.__setattr__(broken, "message_id", "not a message id")
    with pytest.raises(CannotCompose) as caught:
        composer.compose(broken, now=NOW)
    assert str(caught.value) == "inquiry_received in en: Malformed"


@pytest.mark.parametrize("kind", [kind for kind in MailKind if kind not in TO_STAFF])
def test_a_discreet_mail_does_not_say_who_writes(composer: Composer, kind: MailKind) -> None:
    """Somebody shares the mailbox: a clinic's name is a hint of an illness."""
    open_one, discreet = (
        read(composer.compose(replace(make_mail(kind), discreet=hidden), now=NOW)) for hidden in (False, True)
    )
    name = make_content().clinic.name
    for message, says in ((open_one, True), (discreet, False)):
        everything = "".join((str(message["From"]), part(message, "plain"), part(message, "html")))
        assert (name in everything) is says
        assert ("Example Clinic" in everything) is says
    assert discreet["From"] == "intake@example.org"
    assert discreet["Reply-To"] is None


@pytest.mark.parametrize("kind", [kind for kind in MailKind if kind not in TO_STAFF])
def test_a_discreet_mail_hints_at_no_illness(composer: Composer, kind: MailKind) -> None:
    """Not even by what it warns of: an emergency line and “no medical advice” come from a hospital."""
    message = read(composer.compose(replace(make_mail(kind), discreet=True), now=NOW))
    said = f"{message['Subject']} {part(message, 'plain')} {part(message, 'html')}".casefold()
    hints = ("medical", "doctor", "emergency", "ambulance", "hospital", "clinic", "treatment", "patient", "illness")
    without_addresses = re.sub(r"\S+@\S+|https?://\S+", "", said)
    assert [word for word in hints if word in without_addresses] == []
