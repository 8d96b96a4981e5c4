"""Cross-site posts are refused by what the browser says of itself: ``Sec-Fetch-Site``, then ``Origin``.

No token in the page, so pages stay the same bytes for everybody and nothing expires on a slow patient.
The rules are those of Go's ``http.CrossOriginProtection``.
"""

from collections.abc import Iterable

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
        return site not in {b"same-origin", b"none"}
    # Neither header: not a browser, so there is no session that another site's page could be riding on.
    return origin is not None and origin not in own_origins
