"""What translators should have is found in the sources, brought to their files, and checked."""

from pathlib import Path

import pytest

from intake.content.sentence import Sentence
from intake.lib.extraction import ExtractionError
from intake.lib.po import parse
from intake.services.catalogs import checking, extracting, progress, updating
from intake.services.catalogs.glossary import Medicines


def sources(root: Path, **files: str) -> Path:
    """A small checkout: ``templates__public__home_html`` is ``templates/public/home.html``."""
    for name, text in files.items():
        path = root / (name.replace("__", "/").rpartition("_")[0] + "." + name.rpartition("_")[2])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (root / "locales").mkdir(exist_ok=True)
    return root


def keys(pot: str) -> list[tuple[str | None, str]]:
    """The messages of a template file."""
    return [block.entry.key for block in parse(pot).blocks]


def test_messages_are_found_and_go_where_their_path_says(tmp_path: Path) -> None:
    root = sources(
        tmp_path,
        templates__public__home_html='{# Translators: the big button #}{{ _("Send") }}\n'
        "{% trans n=x %}One\n {{ n }}{% endtrans %}",
        templates__inbox__list_html='{{ ngettext("%(num)s inquiry", "%(num)s inquiries", n) }}{{ _("Send") }}',
        templates__mail__hello__subject_txt='{{ pgettext("subject", "Hello") }}',
        intake__web__public__pages_py='A = N_("Marked")\nB = t.pgettext("role", "lead")\nC = _(f"no {x}")\n',
        intake__web__common__staff_py='t.gettext("Welcome")\n',
    )
    said = [
        Sentence("clinic", "question.a.label", "Age", "questions.toml", "Years"),
        Sentence("legal", "c.C1", "Yes", "legal.toml"),
    ]
    found = extracting.extract(root, said)
    assert keys(found["site"]) == [(None, "Marked"), ("role", "lead"), (None, "Send"), (None, "One %(n)s")]
    assert keys(found["staff"]) == [(None, "Welcome"), (None, "%(num)s inquiry")]
    assert keys(found["mail"]) == [("subject", "Hello")]
    assert keys(found["clinic"]) == [("question.a.label", "Age")]
    assert keys(found["legal"]) == [("c.C1", "Yes")]
    assert (
        "#. the big button\n#. For coordinators: the page of one inquiry.\n"
        "#: templates/inbox/list.html\n#: templates/public/home.html\n"
    ) in found["site"]
    assert "#. For patients and families: a page anybody can open.\n#: templates/public/home.html\n" in found["site"]
    assert "#. Years\n#: questions.toml\n" in found["clinic"]


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("intake__domain__triage_py", 'x = _("Hello")', "intake/domain/triage.py:1: a sentence for readers"),
        ("templates__public__a_html", '{{ _("50% done") }}', "templates/public/a.html:1: a percent sign"),
        ("templates__public__a_html", "{% if %}", "templates/public/a.html:1: "),
        ("templates__public__a_html", '{{ _("a") }}{{ ngettext("a", "b", 2) }}', "with another plural"),
        ("templates__public__a_html", '{{ _(" ") }}', "an empty sentence"),
    ],
)
def test_a_source_nobody_could_translate_is_named(tmp_path: Path, name: str, text: str, problem: str) -> None:
    with pytest.raises(ExtractionError, match=problem):
        extracting.extract(sources(tmp_path, **{name: text}), [])


def _checkout(tmp_path: Path, text: str = '{{ _("Send") }}') -> tuple[Path, Path]:
    root = sources(tmp_path, templates__public__home_html=text)
    folder = root / "locales"
    extracting.write_templates(folder, extracting.extract(root, []))
    for tag in ("he", "ar"):
        (folder / tag).mkdir()
    return root, folder


def test_a_language_gets_the_patients_files_with_its_plural_rule(tmp_path: Path) -> None:
    _, folder = _checkout(tmp_path)
    written = updating.update(folder, ["he"])
    assert sorted(path.name for path in written) == ["clinic.po", "legal.po", "mail.po", "site.po"]
    assert "nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);" in (folder / "he/LC_MESSAGES/site.po").read_text("utf-8")
    assert updating.update(folder, ["he"]) == []


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    root, folder = _checkout(tmp_path)
    updating.update(folder, ["he"])
    sources(root, templates__public__home_html='{{ _("Send") }} {{ _("Home") }}')
    changed = extracting.write_templates(folder, extracting.extract(root, []))
    assert [path.name for path in changed] == ["site.pot"]
    assert [path.name for path in updating.update(folder)] == ["site.po"]


def _rules(folder: Path, root: Path) -> dict[str, bool]:
    found = checking.check(folder, extracting.extract(root, []), medicines=Medicines())
    return {finding.rule: finding.error for finding in found}


def test_gaps_are_remarks_until_the_language_is_offered(tmp_path: Path) -> None:
    root, folder = _checkout(tmp_path)
    updating.update(folder, ["he"])
    assert _rules(folder, root) == {"missing": False}
    (folder / "he" / "reviews.toml").write_text("offered = true\n")
    assert _rules(folder, root) == {"missing": True}
    path = folder / "he/LC_MESSAGES/site.po"
    path.write_text(path.read_text("utf-8").replace('msgid "Send"\nmsgstr ""', 'msgid "Send"\nmsgstr "שליחה"'), "utf-8")
    assert _rules(folder, root) == {}
    path.unlink()
    assert _rules(folder, root) == {"missing": True}


def test_each_fault_is_found_at_its_line(tmp_path: Path) -> None:
    root, folder = _checkout(tmp_path, '{{ _("Hello %(name)s") }}')
    updating.update(folder, ["he", "ar"])
    hebrew, arabic = (folder / tag / "LC_MESSAGES" / "site.po" for tag in ("he", "ar"))
    text = hebrew.read_text("utf-8")
    hebrew.write_text(text.replace('%(name)s"\nmsgstr ""', '%(name)s"\nmsgstr "שלום"'), "utf-8")
    wrong = "n%100>=3 && n%100<=10 ? 3 : n%100>=0 && n%100<=2 ? 4 : 5"  # what Babel would write
    text = arabic.read_text("utf-8")
    arabic.write_text(text.replace("n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5", wrong) + "<<<\n", "utf-8")
    (folder / "site.pot").write_text((folder / "site.pot").read_text("utf-8").replace("Hello", "Bye"), "utf-8")
    found = {
        (finding.file, finding.rule.value): finding
        for finding in checking.check(folder, extracting.extract(root, []), medicines=Medicines())
    }
    assert ("locales/site.pot", "template") in found
    assert found["locales/he/LC_MESSAGES/site.po", "behind"].line > 0
    assert found["locales/ar/LC_MESSAGES/site.po", "unreadable"].line == 13
    arabic.write_text(arabic.read_text("utf-8").removesuffix("<<<\n"), "utf-8")
    extracting.write_templates(folder, extracting.extract(root, []))
    rules = {
        (finding.file, finding.rule) for finding in checking.check(folder, None, medicines=Medicines()) if finding.error
    }
    assert rules == {
        ("locales/he/LC_MESSAGES/site.po", "placeholders"),
        ("locales/ar/LC_MESSAGES/site.po", "plural-header"),
    }


def test_progress_says_how_far_each_language_is(tmp_path: Path) -> None:
    _, folder = _checkout(tmp_path)
    updating.update(folder, ["he"])
    site = next(row for row in progress.progress(folder) if row.domain == "site")
    assert (site.locale, site.total, site.translated, site.missing, site.state) == ("he", 1, 0, 1, "preview")
