"""Cross-site posts are refused by what the browser says of itself: ``Sec-Fetch-Site``, then ``Origin``.

No token in the page, so pages stay the same bytes for everybody and nothing expires on a slow patient.
The rules are those of Go's ``http.CrossOriginProtection``.
"""

from collections.abc import Iterable

from starlette.exceptions import HTTPException

from intake.web.common.state import IntakeRequest

OURS = frozenset({"same-origin", "none"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_cross_site(method: str, headers: Iterable[tuple[bytes, bytes]], own_origins: frozenset[bytes]) -> bool:
    """Whether this request changes something and was sent by another site's page.

    ``own_origins`` are the origins we are served under, lower case (``b"https://intake.example.org"``).
    """
    if method in SAFE_METHODS:
        return False
    site = origin = None
    for name, value in headers:
        if name == b"sec-fetch-site":
            site = value
        elif name == b"origin":
            origin = value.lower()
    if site is not None:
        return site.decode("latin-1") not in OURS
    # Neither header: not a browser, so there is no session that another site's page could be riding on.
    return origin is not None and origin not in own_origins


def refuse_from_elsewhere(request: IntakeRequest) -> None:
    """Raise 403 for a download that another site's page set off; one typed by hand, or from a page of ours, is right.

    A browser sends our cookie with such a link, too, and what it saves may lie on a machine that others use.
    """
    if request.headers.get("sec-fetch-site", "none") not in OURS:
        raise HTTPException(403)
