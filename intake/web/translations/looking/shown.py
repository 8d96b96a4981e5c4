"""An exhibit shown inside the workbench: it runs nothing, sends nothing, and leads nowhere but where we say."""

import re
from collections.abc import Callable
from typing import Final

from markupsafe import Markup
from starlette.responses import HTMLResponse

from intake.lib import marks
from intake.web.common.headers import FRAMED
from intake.web.common.looking import Made
from intake.web.common.state import IntakeRequest

HERE: Final = "looking-here"
"""The id of the sentence somebody wants to see."""

_SCRIPT: Final = re.compile(r"<script\b[^>]*>.*?</script>", re.DOTALL | re.IGNORECASE)
_LEADING: Final = re.compile(r"<(a|area|form|button|input)\b[^>]*>", re.IGNORECASE)
_WHERE: Final = re.compile(r'\s(?:href|action|formaction|target)="[^"]*"', re.IGNORECASE)
_PRESSED: Final = re.compile(r"<(/?)(?:a|button|label)\b", re.IGNORECASE)

Element = Callable[[str], tuple[str, str]]
"""For the id of a message: what begins its text, and what ends it."""


def shown(
    request: IntakeRequest, made: Made, element: Element, *, above: str = "", pointed: bool = False
) -> HTMLResponse:
    """The page as an answer. ``above``: what is said on top of it; ``pointed``: its own links are only text."""
    page = _SCRIPT.sub("", made.html)
    page = _LEADING.sub(lambda tag: _WHERE.sub("", tag[0]), page)
    if pointed:
        page = _PRESSED.sub(r"<\1span", page).replace("<details", "<details open")
    page = marks.placed(page, lambda number: element(made.ids[number]))
    style = Markup('<link rel="stylesheet" href="{}"></head>').format(request.state["assets"].url("looking.css"))
    page = page.replace("</head>", style, 1)
    if above:
        note = Markup('<p class="looking-above" dir="auto" role="note">{}</p>').format(above)
        page = re.sub(r"<body\b[^>]*>", lambda body: body[0] + note, page, count=1)
    answer = HTMLResponse(page, headers={"cache-control": "no-store"})
    answer.raw_headers.append(FRAMED)
    return answer


def pointing(message_id: str) -> Element:
    """Only this message is set apart, and the first place it stands at can be led to."""
    seen = iter((Markup('<mark class="looking" id="{}">').format(HERE),))

    def element(id_: str) -> tuple[str, str]:
        return (next(seen, '<mark class="looking">'), "</mark>") if id_ == message_id else ("", "")

    return element


def leading(address: Callable[[str], tuple[str, str, str] | None]) -> Element:
    """Every message leads to its own page. ``address``: of an id, where to, its state as a code and in words."""

    def element(id_: str) -> tuple[str, str]:
        found = address(id_)
        if found is None:
            return "", ""
        link = Markup('<a class="looking looking-{1}" href="{0}" target="_top" title="{2}">')
        return link.format(*found), "</a>"

    return element
