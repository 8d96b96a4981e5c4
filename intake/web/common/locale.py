"""The locale of a request stands in its path; only ``/`` negotiates.

What is not live does not exist, but for a browser that opened a signed link: it sees the language as a preview.
"""

from dataclasses import replace
from datetime import UTC, datetime

from starlette.exceptions import HTTPException

from intake.lib import locales
from intake.lib.locales import Locale
from intake.services import previews
from intake.web.common.headers import Header
from intake.web.common.state import IntakeRequest

COOKIE = "intake_locale"
PREVIEW = "intake_preview"
UNLISTED: Header = (b"x-robots-tag", b"noindex, nofollow")
YEAR = 365 * 24 * 3600


def locale_of(request: IntakeRequest) -> Locale:
    """The locale named in the path; what is neither live nor shown as a preview does not exist."""
    found = _named(request, request.path_params["locale"])
    if found is None:
        raise HTTPException(404)
    return found


def previewed(request: IntakeRequest, tag: str) -> Locale | None:
    """The locale of this tag, where it is not live and this browser has opened a link to it that still holds."""
    resources, token = request.state["resources"], request.cookies.get(PREVIEW)
    if token is None or tag in resources.locales or tag not in resources.catalogs.tags:
        return None
    found = previews.read(token, keyring=resources.keyring, now=datetime.now(UTC))
    return replace(locales.locale_of(tag), preview=True) if found and found.tag == tag else None


def negotiated(request: IntakeRequest) -> Locale:
    """The locale for a visitor whose path says none: chosen before, else asked for by the browser, else the default."""
    table = request.state["resources"].locales
    return table[table.negotiate(request.cookies.get(COOKIE), request.headers.get("accept-language"))]


def locale_for_error(request: IntakeRequest) -> Locale:
    """The locale an error is explained in: the path's where it has one, else the visitor's."""
    return _named(request, request.url.path.split("/", 2)[1]) or negotiated(request)


def _named(request: IntakeRequest, text: str) -> Locale | None:
    table = request.state["resources"].locales
    tag = table.parse_tag(text)
    return previewed(request, text) if tag is None else table[tag]


def language_headers(locale: Locale) -> tuple[Header, ...]:
    """``Content-Language``, and the cookie by which ``/`` remembers the language last read. The same for everybody."""
    tag = locale.tag.encode("ascii")
    if locale.preview:
        return ((b"content-language", tag), UNLISTED)
    cookie = b"%s=%s; Path=/; Max-Age=%d; SameSite=Lax; HttpOnly" % (COOKIE.encode("ascii"), tag, YEAR)
    return ((b"content-language", tag), (b"set-cookie", cookie))
