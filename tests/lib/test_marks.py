"""A draft has its English beside it, and what is in another language says so, wherever an element may stand."""

from intake.lib import marks
from intake.lib.templating import environment
from intake.lib.translations import Messages, Translations

DRAFT = marks.with_original("Einverstanden", "I agree")
OTHER = marks.foreign("Help", "en")


def test_in_a_page_the_original_follows_and_another_language_is_named() -> None:
    assert marks.in_html(f"<p>{DRAFT}</p>") == (
        '<p>Einverstanden <span class="original" lang="en" dir="ltr">I agree</span></p>'
    )
    assert marks.in_html(f"<p>{OTHER}</p>") == '<p><span lang="en" dir="ltr">Help</span></p>'
    assert marks.in_html(marks.foreign("عون", "ar")) == '<span lang="ar" dir="rtl">عون</span>'


def test_where_no_element_may_stand_the_text_stands_alone() -> None:
    for page in ('<input title="{}">', "<title>{} – x</title>", "<option>{}</option>", "<a\nhref=x title='{}'>y</a>"):
        assert marks.in_html(page.format(DRAFT)) == page.format("Einverstanden")
        assert marks.in_html(page.format(OTHER)) == page.format("Help")


def test_a_heading_has_no_original_but_says_its_language() -> None:
    page = marks.in_html(f"<h2 id=x>{DRAFT} <bdi>1</bdi> {OTHER}</h2><p>{DRAFT}</p>")
    assert page.startswith('<h2 id=x>Einverstanden <bdi>1</bdi> <span lang="en" dir="ltr">Help</span></h2>')
    assert page.count("original") == 1


def test_a_mail_has_the_original_on_a_line_of_its_own() -> None:
    assert marks.in_text(f"{DRAFT}\n{OTHER}") == "Einverstanden\n[\u2068I agree\u2069]\nHelp"
    assert marks.plain(f"{DRAFT} {OTHER}") == "Einverstanden Help"


def test_templates_mark_drafts_with_their_values_and_tags() -> None:
    source = "We keep <b>%(what)s</b>."
    said = Messages("de", {source: "Wir behalten <b>%(what)s</b>."}, drafts=frozenset([source]))
    jinja = environment([], Translations("de", [said]), "de", marked=True)
    page = jinja.from_string("{% trans what=x %}We keep <b>{{ what }}</b>.{% endtrans %}{{ _('Send') }}").render(
        x="<i>"
    )
    assert marks.in_html(page) == (
        'Wir behalten <b>&lt;i&gt;</b>. <span class="original" lang="en" dir="ltr">We keep <b>&lt;i&gt;</b>.</span>'
        '<span lang="en" dir="ltr">Send</span>'
    )


def test_english_is_never_marked() -> None:
    jinja = environment([], Translations("en"), "en", marked=True)
    assert not marks.is_marked(jinja.from_string("{{ _('Send') }}{{ clinic('a', 'Text') }}").render())


def test_a_draft_within_a_draft_keeps_each_in_its_place() -> None:
    """A value that is itself a sentence: filled into the translation and into its English."""
    inner = marks.with_original("Ich", "I")
    outer = marks.with_original(f"{inner} sage", f"{inner} say")
    assert marks.plain(outer) == "Ich sage"
    assert marks.in_text(outer) == "Ich\n[\u2068I\u2069] sage\n[\u2068Ich\n[\u2068I\u2069] say\u2069]"
    assert marks.in_html(f'<p title="{outer}">{outer}</p>').startswith('<p title="Ich sage">Ich <span class="original"')
    assert marks.in_html(f"<p>{outer}</p>").count("<span") == marks.in_html(f"<p>{outer}</p>").count("</span>") == 3


def test_marks_that_somebody_typed_into_a_heading_hide_nothing_below_it() -> None:
    """The name of a medicine is a heading, and who copied it out of a file may have brought anything along."""
    assert marks.in_html("<h2>\ue010a\ue011b</h2><p>below</p>") == "<h2>a</h2><p>below</p>"
    assert marks.in_html(f"<h2>\ue010a\ue011</h2><p>{DRAFT}</p>") == f"<h2>a</h2>{marks.in_html(f'<p>{DRAFT}</p>')}"


def test_marks_that_somebody_typed_break_nothing() -> None:
    """No element that closes one of ours, no unknown language, no mark left over."""
    for typed in (
        "\ue013\ue013",
        "\ue012zz-zz\ue014x\ue013",
        "\ue012",
        "\ue014\ue011",
        "\ue010a\ue011b",
        "\ue012ar\ue014",
    ):
        page = marks.in_html(f"<p><b>{typed}</b> {DRAFT}</p><a title='{typed}'>x</a>")
        assert not any(mark in page for mark in "\ue010\ue011\ue012\ue013\ue014"), typed
        assert page.count("</span>") <= page.count("<span"), typed
        assert "I agree" in page
        assert marks.plain(f"{typed}x") in {"x", "xx", "ax", "a", ""}
