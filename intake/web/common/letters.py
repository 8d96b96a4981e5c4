"""The HTML part of a mail as an answer of its own, shown inside a page of ours: it runs nothing and sends nothing."""

from typing import Literal

from starlette.responses import HTMLResponse

from intake.web.common.headers import FRAMED

Scheme = Literal["light", "dark"]


def letter_page(html: str, *, scheme: Scheme | None = None) -> HTMLResponse:
    """The mail's own page. ``scheme``: as a mail program shows it that is set so, whatever this browser is set to."""
    if scheme is not None:
        html = html.replace("light dark", scheme)
        html = html.replace("(prefers-color-scheme:dark)", "all" if scheme == "dark" else "not all")
    answer = HTMLResponse(html, headers={"Cache-Control": "no-store"})
    answer.raw_headers.append(FRAMED)
    return answer
