"""A sentence that translators meet, with the place it stands in."""

from typing import NamedTuple


class Sentence(NamedTuple):
    """One message: gettext domain, context (the content id), English source, file, and a comment for translators."""

    domain: str
    context: str
    source: str
    file: str
    comment: str = ""
