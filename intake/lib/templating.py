"""One Jinja environment for each language and audience: pages and mails are made by the same rules.

Templates and message sources are ours; translations are text by somebody else. A translation may repeat the tags of its
source, letter by letter; anything else in it that looks like markup is shown as text. Nothing in it is ever evaluated.
"""

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from datetime import date as Day
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, Template, pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup, escape

from intake.lib import formats, marks, placeholders
from intake.lib.locales import locale_of
from intake.lib.translations import Standing, Translations

# A hyphen after a capital or a Hebrew prefix that stands alone, or before a single letter or digit.
_LETTER_AND_HYPHEN = re.compile(r"(?<=\b[A-ZА-ЯЁא-ת])-(?=\w)|(?<=\w)-(?=\w\b)")
_VALUE = re.compile(r"%\((\w+)\)s")


class Templates(FileSystemLoader):
    """The templates of some folders, compiled once for all languages: their code does not depend on one."""

    def __init__(self, *folders: Path) -> None:
        super().__init__([str(folder) for folder in folders])
        self._compiled: dict[str, tuple[CodeType, str]] = {}

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        """A template for this environment."""
        if name not in self._compiled:
            source, filename, _ = self.get_source(environment, name)
            self._compiled[name] = environment.compile(source, name, filename), filename
        code, _ = self._compiled[name]
        return environment.template_class.from_code(environment, code, {} if globals is None else globals, None)


@cache
def compiled(folder: Path) -> Templates:
    """The templates of a folder, compiled once for the life of the process: pages and mails share them."""
    return Templates(folder)


def environment(
    folders: Path | Iterable[Path] | BaseLoader,
    translations: Translations,
    tag: str,
    *,
    marked: bool = False,
    **values: object,
) -> Environment:
    """The environment of one language. Hand the same `Templates` to several, and each template is compiled once.

    ``marked``: drafts and what is in another language are marked, and `intake.lib.marks` resolves that in the result.
    All see ``lang``, ``dir``, ``locale``, ``clinic`` and ``values``; a template that ends in ``.txt`` is plain text.
    """
    if not isinstance(folders, BaseLoader):
        folders = Templates(*([folders] if isinstance(folders, Path) else folders))
    made = Environment(
        loader=folders,
        autoescape=is_markup,  # noqa: S701 — on for everything but plain text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    _install_gettext(made, translations, marked=marked)
    locale = locale_of(tag)
    made.globals.update(
        lang=locale.tag, dir=locale.direction, locale=locale, clinic=_clinic(translations, marked=marked)
    )
    made.globals.update(values)
    made.filters.update(_filters(tag))
    return made


def is_markup(name: str | None) -> bool:
    """Whether a template's output is HTML, so that values are escaped."""
    return name is None or not name.endswith(".txt")


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with its ``%(name)s`` replaced; a percent sign or a name nobody knows stays as it is."""
    return _VALUE.sub(lambda found: str(values.get(found[1], found[0])), text)


def keep_whole(text: str) -> str:
    """The text with "CAR-T" and "T-клетки" in one piece: no line ends after a hyphen beside a single letter."""
    return _LETTER_AND_HYPHEN.sub("-\N{WORD JOINER}", text) if "-" in text else text


def trusted(text: str, source: str) -> Markup:
    """A translation as HTML: the tags its source has are tags, everything else is text."""
    tags = placeholders.tags(source)
    if not tags:
        return escape(text)
    parts = re.split(f"({placeholders.TAG.pattern})", text)
    return Markup("").join(Markup(part) if part in tags else escape(part) for part in parts)  # noqa: S704


def said(translations: Translations, text: str, message: str, context: str | None = None, *, original: str = "") -> str:
    """The text that answers a message, marked where it is a draft or in another language; see `intake.lib.marks`.

    ``original``: the English as it is to be read beside a draft.
    """
    standing = translations.standing(message, context=context)
    if standing is Standing.OWN:
        return text
    if standing is Standing.DRAFT:
        return marks.with_original(text, original)
    return marks.foreign(text, translations.language(message, context=context))


def _install_gettext(made: Environment, translations: Translations, *, marked: bool) -> None:
    @lru_cache(maxsize=2_048)
    def html(text: str, source: str) -> Markup:
        return trusted(placeholders.double_stray_percents(keep_whole(text)), source)

    def shown(eval_context: EvalContext, text: str, message: str, english: str, context: str | None = None) -> str:
        if marked:
            text = said(translations, text, message, context, original=english)
        # Jinja replaces placeholders in whatever this returns.
        tags = english if english == message else message + english
        return html(text, tags) if eval_context.autoescape else placeholders.double_stray_percents(text)

    @pass_eval_context
    def gettext(context: EvalContext, message: str) -> str:
        return shown(context, translations.gettext(message), message, message)

    @pass_eval_context
    def ngettext(context: EvalContext, singular: str, plural: str, n: int) -> str:
        return shown(context, translations.ngettext(singular, plural, n), singular, singular if n == 1 else plural)

    @pass_eval_context
    def pgettext(context: EvalContext, about: str, message: str) -> str:
        return shown(context, translations.pgettext(about, message), message, message, about)

    @pass_eval_context
    def npgettext(context: EvalContext, about: str, singular: str, plural: str, n: int) -> str:
        english = singular if n == 1 else plural
        return shown(context, translations.npgettext(about, singular, plural, n), singular, english, about)

    install = made.install_gettext_callables  # type: ignore[attr-defined]
    install(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)


def _clinic(translations: Translations, *, marked: bool) -> Callable[..., str]:
    @pass_eval_context
    def clinic(context: EvalContext, about: str, text: str, **values: object) -> str:
        """What the clinic wrote, in the reader's language; ``about`` is its content id."""
        words = translations.pgettext(about, text) if text else ""
        if marked:
            words = said(translations, words, text, about, original=text)
        if not context.autoescape:
            return fill(words, values)
        return Markup(fill(escape(words), {name: escape(value) for name, value in values.items()}))  # noqa: S704

    return clinic


@pass_eval_context
def _isolate(context: EvalContext, value: object) -> str:
    return _html_bdi("<bdi>", value) if context.autoescape else formats.isolate(str(value))


@pass_eval_context
def _left_to_right(context: EvalContext, value: object) -> str:
    if context.autoescape:
        return _html_bdi('<bdi dir="ltr">', value)
    return f"\u2066{formats.without_bidi_controls(str(value))}\u2069"


def _html_bdi(start: str, value: object) -> Markup:
    return Markup(f"{start}{formats.without_bidi_controls(escape(value))}</bdi>")  # noqa: S704


def _filters(tag: str) -> dict[str, Callable[..., str]]:
    # `pass_context` also keeps Jinja from computing a constant once, in the language that compiled the template.
    @pass_context
    def date(context: Context, moment: datetime | Day, zone: str = "") -> str:
        return formats.date(moment, tag, zone or context.get("zone", "UTC"))

    @pass_context
    def date_time(context: Context, moment: datetime, zone: str = "") -> str:
        return formats.date_time(moment, tag, zone or context.get("zone", "UTC"))

    @pass_context
    def ago(_: Context, moment: datetime, now: datetime) -> str:
        return formats.ago(moment, tag, now=now)

    @pass_context
    def country(_: Context, code: str) -> str:
        return formats.country_name(code, tag)

    @pass_context
    def language(_: Context, code: str) -> str:
        return formats.language_name(code, tag)

    return {
        "date": date,
        "date_time": date_time,
        "ago": ago,
        "country": country,
        "language": language,
        "isolate": _isolate,
        "bdi": _isolate,
        "ltr": _left_to_right,
    }
