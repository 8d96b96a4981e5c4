"""Pages and mails are made by the same rules in every language, and a translation is text."""

import datetime as dt
from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError

from intake.lib.templating import Templates, environment, fill, keep_whole
from intake.lib.translations import Translations

NOW = dt.datetime(2026, 11, 24, 22, 30, tzinfo=dt.UTC)


class Words(Translations):
    """Translations by their source."""

    def __init__(self, **words: str) -> None:
        super().__init__("en")
        self.words = words

    def gettext(self, message: str) -> str:
        return self.words.get(message, message)

    def pgettext(self, context: str, message: str) -> str:
        return self.words.get(context, message)


def made(tmp_path: Path, tag: str = "en", words: Translations | None = None, **files: str) -> Environment:
    """An environment over these files; ``page_html`` is ``page.html``."""
    for name, text in files.items():
        (tmp_path / name.replace("_", ".")).write_text(text, "utf-8")
    return environment(tmp_path, words or Translations("en"), tag, zone="Asia/Jerusalem")


def show(text: str, tag: str = "en", words: Translations | None = None, **values: object) -> str:
    """A template from a string, as HTML."""
    return environment([], words or Translations("en"), tag, zone="Asia/Jerusalem").from_string(text).render(**values)


def test_values_are_escaped_in_html_and_not_in_text(tmp_path: Path) -> None:
    env = made(tmp_path, a_html="{{ x }}", a_txt="{{ x }}{% trans %}A & B{% endtrans %}")
    assert env.get_template("a.html").render(x="<b>") == "&lt;b&gt;"
    assert env.get_template("a.txt").render(x="<b>") == "<b>A & B"
    assert show("{{ x }}", x="<b>") == "&lt;b&gt;"


def test_what_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        show("{{ nobody }}")


def test_a_message_over_several_lines_is_one_message() -> None:
    words = Words(**{"We answer by %(date)s.": "נענה עד %(date)s."})
    assert show("{% trans date=d %}We answer\n    by {{ date }}.{% endtrans %}", words=words, d="x") == "נענה עד x."


@pytest.mark.parametrize("evil", ["{{ 7 * 7 }}", "{% include 'x' %}", "100%% {x} {0}", "<script>", "&amp;", "a < b"])
def test_nothing_in_a_translation_is_evaluated_or_markup(evil: str) -> None:
    shown = show('{{ _("Send") }}', words=Words(Send=evil))
    assert shown == evil.replace("%%", "%").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace(
        "'", "&#39;"
    )


def test_a_translation_may_repeat_the_tags_of_its_source_and_no_others() -> None:
    source = 'Answer by <strong>%(date)s</strong>, <bdi dir="ltr">x</bdi>'
    words = Words(**{source: '<strong>%(date)s</strong> <em>עד</em> <bdi dir="ltr">x</bdi> <bdi>'})
    template = '{% trans date=d %}Answer by <strong>{{ date }}</strong>, <bdi dir="ltr">x</bdi>{% endtrans %}'
    assert show(template, words=words, d="<i>") == (
        '<strong>&lt;i&gt;</strong> &lt;em&gt;עד&lt;/em&gt; <bdi dir="ltr">x</bdi> &lt;bdi&gt;'
    )


def test_a_count_is_shown() -> None:
    template = "{% trans num=n %}{{ num }} day{% pluralize %}{{ num }} days{% endtrans %}"
    assert [show(template, n=n) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]


def test_the_clinics_words_are_text_with_their_placeholders_filled() -> None:
    words = Words(**{"clinic.intro": "<b>%(clinic)s</b> 30 % %(unknown)s"})
    template = '{{ clinic("clinic.intro", "x", clinic=name) }}'
    assert show(template, words=words, name="A&B") == "&lt;b&gt;A&amp;B&lt;/b&gt; 30 % %(unknown)s"
    assert show('{{ clinic("other", "30 % <") }}') == "30 % &lt;"
    assert show('{{ clinic("other", "") }}') == ""
    assert fill("%(a)s %(b)s %", {"a": 1}) == "1 %(b)s %"


def test_every_template_knows_its_language_in_macros_too(tmp_path: Path) -> None:
    env = made(
        tmp_path,
        "he",
        Words(Send="שליחה"),
        m_html='{% macro m() %}{{ lang }} {{ dir }} {{ _("Send") }}{% endmacro %}',
        a_html='{% from "m.html" import m %}{{ m() }}',
    )
    assert env.get_template("a.html").render() == "he rtl שליחה"


def test_templates_are_compiled_once_and_speak_every_language(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('{{ "IL"|country }} {{ "ru"|language }} {{ _("Send") }} {{ dir }}', "utf-8")
    templates = Templates(tmp_path)
    english = environment(templates, Translations("en"), "en").get_template("a.html")
    (tmp_path / "a.html").unlink()
    hebrew = environment(templates, Words(Send="שליחה"), "he").get_template("a.html")
    assert english.render() == "Israel Russian Send ltr"
    assert hebrew.render() == "ישראל רוסית שליחה rtl"


def test_filters_write_dates_and_set_text_apart(tmp_path: Path) -> None:
    assert show("{{ m|date }}", m=NOW) == "25 November 2026"
    assert show("{{ m|date('UTC') }}", m=NOW) == "24 November 2026"
    assert show("{{ m|date_time }}", m=NOW) == "25 November 2026, 00:30 (Israel Time)"
    assert show("{{ m|ago(now) }}", m=NOW, now=NOW + dt.timedelta(hours=2)) == "2 hr ago"
    assert show("{{ x|isolate }}{{ x|ltr }}", x="<\u2069") == '<bdi>&lt;</bdi><bdi dir="ltr">&lt;</bdi>'
    env = made(tmp_path, a_txt="{{ x|isolate }}{{ x|ltr }}")
    assert env.get_template("a.txt").render(x="1-\u202e2") == "\u20681-2\u2069\u20661-2\u2069"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("About CAR-T", "About CAR-\u2060T"),
        ("собственные T-клетки", "собственные T-\u2060клетки"),
        ("ב-WhatsApp", "ב-\u2060WhatsApp"),
        ("e-mail, one-sided, 7qk2-m9d4", "e-mail, one-sided, 7qk2-m9d4"),
    ],
)
def test_no_line_ends_beside_a_letter_that_stands_alone(text: str, whole: str) -> None:
    assert keep_whole(text) == whole
