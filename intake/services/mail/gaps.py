"""A mail's words are made once for each language, with gaps where what differs from mail to mail goes."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from jinja2 import Template
from markupsafe import Markup, escape

from intake.lib import formats

GAP = re.compile("\ue000(\\w+)\ue001")


class Gapped:
    """A template rendered once for a language, with gaps where the values of one mail go.

    Rendering everything again for each mail costs more than sending it. So templates of mails may not branch on a
    value, and what a gap is filled with is escaped and set apart beforehand.
    """

    def __init__(
        self, template: Template, names: Iterable[str], constants: Mapping[str, object], resolve: Callable[[str], str]
    ) -> None:
        gaps: dict[str, object] = {name: Markup(f"\ue000{name}\ue001") for name in names}  # noqa: S704 — a mark, not markup
        self._parts = GAP.split(resolve(template.render({**constants, **gaps})))

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with every gap filled."""
        parts = self._parts.copy()
        parts[1::2] = [values[name] for name in parts[1::2]]
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list in a mail: a heading for each group, and its rows; which of them there are is no template's business."""

    group: Gapped
    row: Gapped

    def filled(self, rows: Sequence[Mapping[str, str]]) -> str:
        """The list with every gap filled. ``rows`` come in the order of their groups."""
        parts: list[str] = []
        for urgency, some in groupby(rows, key=lambda row: row["urgency"]):
            parts += [self.group.filled({"urgency": urgency}), *(self.row.filled(row) for row in some)]
        return "\n\n".join(parts)


LINKS = frozenset({"inquiry", "link"})
LEFT_TO_RIGHT = frozenset({"reference"})


def in_text(values: Mapping[str, str]) -> dict[str, str]:
    """Values set apart by U+2068 and U+2069; links stay bare: mail programs would take the mark into the address."""
    return {name: value if name in LINKS else formats.isolate(value) for name, value in values.items()}


def in_html(values: Mapping[str, str]) -> dict[str, str]:
    """Values set apart by a span with a direction: not every mail program knows ``bdi``."""
    return {name: escape(value) if name in LINKS else _span(name, value) for name, value in values.items()}


def _span(name: str, value: str) -> str:
    direction = "ltr" if name in LEFT_TO_RIGHT else "auto"
    return f'<span dir="{direction}">{escape(value)}</span>'
