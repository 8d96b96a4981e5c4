"""Finding what has to be translated, in Python modules and in templates. For development: it imports half of Babel."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.extract import extract
from jinja2 import TemplateSyntaxError
from jinja2.ext import babel_extract

KEYWORDS: dict[str, Any] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
COMMENT_TAGS = ("Translators:",)

# As `lib.templating` sets up its environments: what is extracted must be what is looked up.
_TEMPLATE_OPTIONS = {
    "trimmed": "true",
    "newstyle_gettext": "true",
    "silent": "false",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
}


class ExtractionError(Exception):
    """A source cannot be searched or holds a message nobody could translate: file, line, problem."""


class Found(NamedTuple):
    """One message where it stands."""

    line: int
    context: str | None
    id: str
    plural: str | None
    comments: tuple[str, ...]


def found_in(path: Path, name: str) -> Iterator[Found]:
    """The messages of a ``.py`` module or of a template; ``name`` is what errors call it."""
    python = path.suffix == ".py"
    method: Any = "python" if python else babel_extract
    options = {} if python else _TEMPLATE_OPTIONS
    source = path.read_bytes()
    if python and not any(f"{keyword}(".encode() in source for keyword in KEYWORDS):
        return  # most modules say nothing to readers, and reading them token by token is slow
    try:
        for line, message, comments, context in extract(method, BytesIO(source), KEYWORDS, COMMENT_TAGS, options, True):
            singular, plural = message[:2] if isinstance(message, tuple) else (message, None)
            yield Found(line, context, singular, plural, tuple(comments))
    except TemplateSyntaxError as error:
        raise ExtractionError(f"{name}:{error.lineno}: {error.message}") from None
