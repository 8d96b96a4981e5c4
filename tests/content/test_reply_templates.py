"""What coordinators begin an answer with: plain, kind, without a promise, and translated or not offered."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.content import reply_templates, wording
from intake.content.complaints import Complaints
from intake.content.reply_templates import SLOTS, ReplyKind, load_reply_templates
from intake.domain.inquiry import InquirySummary
from intake.domain.triage import SIDE_EXITS
from intake.domain.values import Priority, Status
from intake.lib.catalogs import Catalogs
from intake.lib.po import Entry, empty_catalog, template, write
from intake.services.desk import templates
from intake.services.desk.declining import EXITS
from intake.services.office import Office
from tests.makers import make_actor, make_content, make_facts

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SHIPPED = make_content().replies
ABOUT = InquirySummary(
    "a" * 26, "7qk2-m9d4", Status.IN_TRIAGE, Priority.ROUTINE, "heme", make_facts(), "he", NOW, NOW, None, 1, 1
)


@pytest.mark.parametrize("one", SHIPPED.values(), ids=SHIPPED)
def test_no_letter_sells_promises_or_prices(one: reply_templates.ReplyTemplate) -> None:
    assert list(wording.faults(one.body, SLOTS)) == []
    assert one.body.endswith("%(coordinator)s")
    assert one.when.endswith(".")


def test_every_end_that_is_told_has_a_letter_and_no_letter_another_end() -> None:
    declines = {one.status for one in SHIPPED.values() if one.kind is ReplyKind.DECLINE}
    assert declines == set(EXITS)
    assert set(SIDE_EXITS) >= declines


def test_no_letter_claims_a_review_that_never_was() -> None:
    assert [one.id for one in SHIPPED.values() if one.reviewed_on] == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('kind = "decline"\ntitle = "No"\nwhen = "Now."\nbody = "No."', "names the status it ends with"),
        ('kind = "answer"\nstatus = "spam"\ntitle = "No"\nwhen = "Now."\nbody = "No."', "names the status"),
        ('kind = "decline"\nstatus = "in_triage"\ntitle = "No"\nwhen = "Now."\nbody = "No."', "does not"),
        ('kind = "answer"\ntitle = "Hi"\nwhen = "Now."\nbody = "Dear %(name)s"', "not filled in anywhere"),
        ('kind = "answer"\ntitle = "Hi"\nwhen = "Now."\nbody = "We can cure you."', "sells or promises"),
        ('kind = "answer"\ntitle = "Hi"\nwhen = "Now."\nbody = "Hi."\nreviewed_on = 2026-11-21', "go together"),
    ],
)
def test_a_text_that_breaks_the_rules_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "reply_templates.toml"
    path.write_text(f"[replies.one]\n{text}\n", "utf-8")
    complaints = Complaints()
    load_reply_templates(path, complaints)
    with pytest.raises(Exception, match=complaint):
        complaints.raise_any()


def office(folder: Path, **translated: tuple[str, bool]) -> Office:
    """An office with a Hebrew catalog that says these templates; each with whether the translation is fuzzy."""
    remark = ("Protected: a letter.",)
    entries = [Entry(one.body, one.context, comments=remark) for one in SHIPPED.values()]
    (folder / "mail.pot").write_text(template(entries), "utf-8")
    path = folder / "he" / "LC_MESSAGES" / "mail.po"
    path.parent.mkdir(parents=True)
    said = {SHIPPED[id_].context: (text, fuzzy) for id_, (text, fuzzy) in translated.items()}
    done = [
        replace(one, strings=(said[one.context][0],), flags=("fuzzy",) if said[one.context][1] else ())
        for one in entries
        if one.context in said
    ]
    header = str(empty_catalog("he", "nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);"))
    path.write_text(header + "".join(write(one) for one in done), "utf-8")
    return Office(None, None, make_content(), Catalogs.load(folder), "x", lambda: None)  # type: ignore[arg-type]


def say(one: str, locale: str, office: Office) -> str | None:
    """The template as it would be filled in."""
    return templates.filled(SHIPPED[one], locale, ABOUT, make_actor(), office=office, now=NOW)


def test_a_text_speaks_their_language_with_every_slot_filled(tmp_path: Path) -> None:
    hebrew = "\n\n".join(["תודה %(reference)s", "עד %(by_date)s", "%(coordinator)s"])
    text = say("records_received", "he", office(tmp_path, records_received=(hebrew, False)))
    assert text is not None
    assert "7qk2-m9d4" in text
    assert "25 בנובמבר 2026" in text
    assert "Clara" in text
    assert "%(" not in text


def test_what_waits_for_a_translator_is_not_passed_off_as_their_language(tmp_path: Path) -> None:
    words = "תודה %(reference)s %(by_date)s %(coordinator)s"
    fuzzy = office(tmp_path, records_received=(words, True))
    assert say("records_received", "he", fuzzy) is None
    assert say("few_details", "he", fuzzy) is None
    assert say("few_details", "ka", fuzzy) is None
    assert say("few_details", "en", fuzzy) is not None


def test_a_translation_that_lost_a_slot_is_none(tmp_path: Path) -> None:
    assert say("records_received", "he", office(tmp_path, records_received=("תודה %(coordinator)s", False))) is None


def test_the_records_asked_for_must_be_translated_too(tmp_path: Path) -> None:
    words = "\n\n".join(["שלחו", "%(records)s", "%(reference)s %(coordinator)s"])
    there = office(tmp_path, which_records=(words, False))
    assert say("which_records", "he", there) is None
    english = say("which_records", "en", there)
    assert english is not None
    assert "– Pathology report (biopsy)\n" in english


def test_nobody_has_reviewed_any_of_them(tmp_path: Path) -> None:
    words = "%(reference)s %(coordinator)s"
    there = office(tmp_path, no_response=(words, False), few_details=(words, True))
    assert not templates.is_reviewed(SHIPPED["no_response"], "en", office=there)
    seen = replace(SHIPPED["no_response"], reviewed_on=NOW.date(), reviewer_role="social worker")
    assert templates.is_reviewed(seen, "en", office=there)
    assert not templates.is_reviewed(seen, "he", office=there)  # the source was, the translation was not
    unsaid = replace(SHIPPED["few_details"], reviewed_on=NOW.date(), reviewer_role="social worker")
    assert not templates.is_reviewed(unsaid, "he", office=there)
