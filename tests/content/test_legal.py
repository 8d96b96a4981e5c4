"""What a person ticks and may read about privacy is complete, versioned, and says no more than is true."""

import re
import shutil
from pathlib import Path

import pytest

from intake.content import legal, wording
from intake.content.legal import PRIVACY_SECTIONS, Legal, load_legal
from intake.content.reader import Complaints
from tests.content.pages import SHIPPED, shipped

LEGAL = shipped().legal


def privacy() -> str:
    parts = [line for one in LEGAL.pages["privacy"].sections for line in (one.title, *one.paragraphs, *one.points)]
    return "\n".join(parts)


def broken(folder: Path, old: str, new: str) -> tuple[Legal, str]:
    file = folder / "legal.toml"
    shutil.copy(SHIPPED / "legal.toml", file)
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    complaints = Complaints()
    return load_legal(file, complaints), "\n".join(complaints)


def test_consents_are_separate_and_only_the_needed_ones_required() -> None:
    assert {id_: one.required for id_, one in LEGAL.consents.items()} == {
        "C1": True,
        "C2": False,
        "C3": True,
        "C4": False,
    }


def test_everything_to_tick_is_a_sentence_in_the_first_person_with_a_version() -> None:
    boxes = [(one.version, one.text, one.explanation) for one in LEGAL.consents.values()]
    boxes += [(one.version, one.text, one.explanation) for one in LEGAL.notices.values()]
    for version, text, explanation in boxes:
        assert version
        assert explanation
        assert text.startswith("I ")


@pytest.mark.parametrize("role", ["relative", "child", "physician", "agent"])
def test_acting_for_a_patient_is_worded_for_who_writes(role: str) -> None:
    context, words = LEGAL.consents["C3"].for_role(role)
    assert context == f"consent.C3.{role}"
    assert words.text != LEGAL.consents["C3"].text


def test_a_role_without_its_own_words_gets_the_general_ones() -> None:
    assert LEGAL.consents["C3"].for_role("self")[0] == "consent.C3"


def test_the_autoimmune_notice_says_experimental_trials_only_no_approval_and_the_risks() -> None:
    notice = LEGAL.notices["N2"]
    for phrase in ("experimental", "clinical trials only", "no regulatory approval", "risks are serious"):
        assert phrase in notice.text
    for risk in ("CRS", "ICANS", "infection", "ask your specialist"):
        assert risk in notice.explanation


def test_the_form_is_no_emergency_service_and_no_advice() -> None:
    for phrase in ("not for emergencies", "not medical advice", "does not make me a patient"):
        assert phrase in LEGAL.notices["N1"].text


@pytest.mark.parametrize("number", ["112", "911", "101"])
def test_the_emergency_numbers_stand_in_the_line_and_in_the_panel(number: str) -> None:
    assert number in LEGAL.lines["emergency"]
    assert number in LEGAL.panels["emergency"].paragraphs[0]


def test_a_red_flag_never_closes_the_form() -> None:
    for panel in LEGAL.panels.values():
        assert "You can still send this form." in panel.paragraphs[-1]
        assert "you are fine" not in " ".join(panel.paragraphs).lower()


def test_the_privacy_page_tells_what_articles_13_and_14_ask() -> None:
    assert [one.id for one in LEGAL.pages["privacy"].sections] == list(PRIVACY_SECTIONS)
    for phrase in (
        "Legal basis",
        "within a month",
        "%(privacy_contact)s",
        "%(hospitals)s",
        "12 months after the last contact",
        "7 years",
        "data protection authority",
        "Privacy Protection Authority",
        "Withdraw a consent at any time",
        "never refuses anyone",
        "confirmed in January 2024",
        "no tracking",
    ):
        assert phrase in privacy()


def test_no_lawyer_is_invented() -> None:
    assert LEGAL.counsel_reviewed_on is None
    assert "not been checked by a lawyer" in LEGAL.lines["not_counsel_reviewed"]


def test_nothing_is_filled_in_that_nobody_fills_in() -> None:
    names = {name for one in legal.messages(LEGAL) for name in re.findall(r"%\((\w+)\)s", one.source)}
    assert names <= wording.PLACEHOLDERS


def test_every_message_has_its_own_context() -> None:
    messages = list(legal.messages(LEGAL))
    assert len({one.context for one in messages}) == len(messages)
    assert {one.domain for one in messages} == {"legal"}
    assert {"consent.C1.text", "consent.C3.child.text", "notice.N2.text", "line.emergency"} <= {
        one.context for one in messages
    }


def test_a_missing_consent_is_refused(tmp_path: Path) -> None:
    assert "C4 is missing" in broken(tmp_path, "[consents.C4]", "[consents.C9]")[1]


def test_a_missing_standing_line_is_refused(tmp_path: Path) -> None:
    complaints = broken(tmp_path, "draft_translation = ", "drafty = ")[1]
    assert "draft_translation is missing" in complaints
    assert "unknown key 'drafty'" in complaints


def test_a_privacy_page_that_hides_how_long_is_refused(tmp_path: Path) -> None:
    assert "does not tell: how-long" in broken(tmp_path, 'id = "how-long"', 'id = "soon"')[1]


def test_an_unknown_placeholder_is_refused(tmp_path: Path) -> None:
    assert "%(doctor)s is not filled in anywhere" in broken(tmp_path, "%(clinic)s uses", "%(doctor)s uses")[1]
