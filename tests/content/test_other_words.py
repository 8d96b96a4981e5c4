"""A treatment and a disease are found in the script somebody writes in, and never paired with another one."""

import shutil
from pathlib import Path

import pytest

from intake.content.loader import SHIPPED, load_content
from intake.content.reader import ContentError
from intake.content.treatments import folded_name
from tests.makers import make_content

CONTENT = make_content()


@pytest.mark.parametrize(
    ("typed", "group", "slug"),
    [
        ("Йескарта", "lymphoma-b", "axi-cel"),
        ("ескарта", "", "axi-cel"),
        ("Кимрайя", "leukaemia-b", "tisa-cel"),
        ("КИМРИЯ", "", None),  # a slip we do not know stays as it was typed
        ("Ревлимид", "plasma-cell", "imid"),
        ("леналідомід", "plasma-cell", "imid"),
        ("ниволумаб", "", "checkpoint-inhibitor"),
        ("плазмаферез", "autoimmune-neuro", "plasma-exchange"),
        ("лучевая", "", "radiotherapy"),
        ("קימריה", "", "tisa-cel"),
        ("בּוֹרְטֶזוֹמִיבּ", "plasma-cell", "proteasome-inhibitor"),
        ("אקוליזומב", "autoimmune-neuro", "complement-inhibitor"),
        ("אקוליזומאב", "autoimmune-neuro", "complement-inhibitor"),
        ("אובגיו", "autoimmune-neuro", "ms-oral"),
        ("كيمريا", "", "tisa-cel"),
        ("ريـتوكسيماب", "autoimmune-rheum", "rituximab-autoimmune"),
        ("ليناليدوميد", "plasma-cell", "imid"),
        ("ڤيلكيد", "plasma-cell", "proteasome-inhibitor"),
        ("הידרוקסיכלורוקין", "autoimmune-rheum", "hydroxychloroquine"),
        ("هيدروكسي كلوروكين", "autoimmune-rheum", "hydroxychloroquine"),
    ],
)
def test_a_treatment_is_understood_without_scripts_in_ones_own_script(typed: str, group: str, slug: str | None) -> None:
    assert CONTENT.treatment_named(typed, group=group) == slug


@pytest.mark.parametrize(
    ("typed", "group"),
    [
        ("Мабтера", "lymphoma-b"),  # alone, or part of R-CHOP
        ("ритуксимаб", ""),
        ("пересадка костного мозга", "lymphoma-b"),  # own cells, or a donor's
        ("השתלת מח עצם", "plasma-cell"),
        ("زرع نخاع العظم", "leukaemia-b"),
        ("метотрексат", "lymphoma-b"),  # the high dose, not the low one
        ("methotrexate", "lymphoma-b"),
        ("מתוטרקסט", "leukaemia-b"),
        ("интерферон", "heme-other"),  # not the one for multiple sclerosis
        ("interferon", "heme-other"),
        ("от донора", "lymphoma-b"),
        ("доксорубицин", "lymphoma-b"),
    ],
)
def test_what_could_be_two_treatments_is_left_to_the_person(typed: str, group: str) -> None:
    assert CONTENT.treatment_named(typed, group=group) is None


def test_methotrexate_for_a_joint_is_still_the_low_dose() -> None:
    for typed in ("метотрексат", "methotrexate", "מתוטרקסט", "ميثوتركسات"):
        assert CONTENT.treatment_named(typed, group="autoimmune-rheum") == "methotrexate"


def test_no_word_means_two_different_medicines() -> None:
    """Two treatments may share a word only where they share the medicine, or the file says the same of both."""
    rows = [line.split(",") for line in (SHIPPED / "other_words.csv").read_text("utf-8").splitlines()]
    meant: dict[str, set[str]] = {}
    for what, key, *languages in rows[1:]:
        if what == "medicine":
            for cell in languages:
                for word in filter(None, cell.split("|")):
                    meant.setdefault(folded_name(word), set()).add(key)
    assert len(meant) > 400
    assert {word: keys for word, keys in meant.items() if len(keys) > 1} == {}


def test_a_combination_is_found_by_what_is_in_it_and_not_taken_for_it() -> None:
    chop = CONTENT.treatments["r-chop"]
    assert {"ритуксимаб", "ריטוקסימאב", "ريتوكسيماب"} <= {*chop.search}
    assert "ритуксимаб" not in chop.spellings


@pytest.mark.parametrize(
    ("word", "slug"),
    [("миелома", "multiple-myeloma"), ("מיאלומה", "multiple-myeloma"), ("ورم نقوي", "multiple-myeloma"),
     ("СКВ", "sle"), ("זאבת", "sle"), ("ДВККЛ", "dlbcl"), ("вовчак", "sle")],
)  # fmt: skip
def test_a_disease_has_the_words_people_use(word: str, slug: str) -> None:
    options = {option.code: option.search for option in CONTENT.questionnaire.question("condition").options}
    assert word in options[slug]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("medicine,rituximabb,ритуксимаб,,,", "'rituximabb' is no medicine of the tables"),
        ("treatment,r-chopp,р-чоп,,,", "'r-chopp' is no treatment of the tables"),
        ("condition,lupus,волчанка,,,", "'lupus' is no condition of the tables"),
        ("medicine,rituximab,ритуксимаб,,,", "'rituximab' stands twice"),
        ("condition,ptld,,,,", "a row without words helps nobody"),
        ("illness,ptld,слово,,,", "is none of"),
    ],
)
def test_a_slip_in_the_file_is_told_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    copy = shutil.copytree(SHIPPED, tmp_path / "content", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = copy / "other_words.csv"
    text = file.read_text("utf-8")
    file.write_text(f"{text.rstrip()}\n{line}\n", "utf-8")
    with pytest.raises(ContentError) as error:
        load_content(copy)
    assert f"other_words.csv:{len(text.splitlines()) + 1}" in str(error.value)
    assert told in str(error.value)
