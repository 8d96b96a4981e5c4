"""Free text that calls for a person the same day, and harmless text that does not."""

from pathlib import Path

import pytest

from intake.content.complaints import Complaints
from intake.content.distress import load_crisis_lines, load_phrases
from intake.content.loader import SHIPPED
from intake.domain.distress import Alarm, alarms

complaints = Complaints()
PHRASES = load_phrases(SHIPPED / "distress.toml", complaints)


@pytest.mark.parametrize(
    "text",
    [
        "I am so tired. Sometimes I want to die.",
        "My mother says she wants to DIE",
        "אני כבר לא רוצה לחיות",
        "אני לא רוֹצָה לִחְיוֹת יותר",
        "أريد أن أموت",
        "لا أُريدُ أَنْ أَعيش",
        "Я больше не хочу жить",
        "Он меня бьёт",
        "Ich will nicht mehr leben",
        "intihar etmek istiyorum",
    ],
)
def test_somebody_in_danger_is_heard_in_any_script(text: str) -> None:
    assert Alarm.DANGER in alarms([text], PHRASES)


@pytest.mark.parametrize(
    "text",
    [
        "Does the product have a suicide gene as a safety switch?",
        "The disease will kill me, the doctors say",
        "גן התאבדות בתאים",
        "Есть ли суицидальный ген?",
        "جين الانتحار في الخلايا",
        "He does not die easily; we fight.",
        "",
    ],
)
def test_a_question_about_the_treatment_is_no_alarm(text: str) -> None:
    assert alarms([text], PHRASES) == ()


def test_a_sold_cell_product_is_heard() -> None:
    assert alarms(["We paid for stem cells in another country"], PHRASES) == (Alarm.PAID_PRODUCT,)


def test_words_in_two_fields_are_not_joined() -> None:
    assert alarms(["i want", "to die young is sad"], PHRASES) == ()


def test_the_shipped_lists_hold_up() -> None:
    lines = load_crisis_lines(SHIPPED / "crisis_lines.toml", complaints)
    complaints.raise_any()
    assert lines.lines["IL"].number == "1201"
    assert lines.checked_on is None  # until somebody has called them


def test_a_line_has_the_name_that_its_callers_know() -> None:
    lines = load_crisis_lines(SHIPPED / "crisis_lines.toml", complaints).lines
    assert [lines["IL"].name_in(tag) for tag in ("he", "ru", "en", "ar")] == ['ער"ן', "ЭРАН", "ERAN", "ERAN"]
    assert lines["AT"].name_in("he") == "Telefonseelsorge"
    assert "родителей" in lines["RU"].name  # for whom it is: others find the finder below it
    assert lines["RU"].sources
    assert not {"GE", "KZ"} & set(lines)  # until somebody knows a number that answers


def test_a_short_phrase_is_refused(tmp_path: Path) -> None:
    found = Complaints()
    (tmp_path / "d.toml").write_text('[danger]\nen = ["die"]\n[paid_product]\nen = ["paid for it"]\n')
    load_phrases(tmp_path / "d.toml", found)
    with pytest.raises(Exception, match="so short"):
        found.raise_any()
