"""The door to one's own inquiry: a cookie after reference and access code, and what happens when it is over.

Every page behind it is made with `inside`, which hands the page the visit and what was sent. When the visit is over,
a GET leads to the door; a form that was sent comes back with the question for the code, and everything typed in it.
"""

from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.responses import RedirectResponse, Response

from intake.domain.errors import NotFound
from intake.domain.visit import Visit
from intake.lib.catalogs import N_
from intake.services import visits
from intake.services.visits import VISIT_LIFE, Opened
from intake.web.common.addresses import address_prefix
from intake.web.common.forms import Sent, read_form
from intake.web.common.headers import HTML, NO_STORE, Header
from intake.web.common.locale import language_headers, locale_of
from intake.web.common.pages import Ready
from intake.web.common.state import IntakeRequest
from intake.web.public.receipt import now
from intake.web.public.voice import voice_of

DOOR = "/follow-up"
SWITCH = "switch"
LONGEST = 200
LONGEST_TOKEN = 64
NOT_FOUND = N_("We cannot find a message with this reference and code. Please check both and try again.")
KEYS = frozenset({"reference", "access_code"})

Page = Callable[[IntakeRequest, Visit, Sent], Awaitable[Response]]


def inside(page: Page) -> Callable[[IntakeRequest], Awaitable[Response]]:
    """A handler behind the door. It gets the visit and the form's values (empty for a GET)."""

    @wraps(page)
    async def endpoint(request: IntakeRequest) -> Response:
        sent = await read_form(request) if request.method == "POST" else {}
        visit = await current(request)
        if visit is not None:
            return await page(request, visit, sent)
        if request.method != "POST":
            return to(request, DOOR)
        if not sent.keys() >= KEYS:
            return over(request, sent)
        try:
            opened = await come_in(request, sent)
        except NotFound:
            return over(
                request, sent, complaint=voice_of(request.state["resources"], locale_of(request)).say(NOT_FOUND)
            )
        answer = await page(request, opened.visit, without_keys(sent))
        answer.raw_headers.append(cookie(request, opened.token))
        return answer

    return endpoint


async def current(request: IntakeRequest) -> Visit | None:
    """The visit of this browser, if it has one that still holds."""
    token = token_of(request)
    return await visits.visit_of(token, db=request.state["resources"].db, now=now()) if token else None


async def come_in(request: IntakeRequest, sent: Sent) -> Opened:
    """Begin a visit with the reference and code that were typed. Raises `NotFound`, `TooMany`."""
    resources = request.state["resources"]
    reference, code = (sent.get(name, [""])[0][:LONGEST] for name in ("reference", "access_code"))
    return await visits.open_with_code(
        reference, code, address=address_prefix(request), db=resources.db, keyring=resources.keyring, now=now()
    )


def over(request: IntakeRequest, sent: Sent, *, complaint: str = "") -> Response:
    """The visit is over: the question for the code, with everything typed travelling along to where it was going."""
    kept = [(name, value) for name, values in without_keys(sent).items() for value in values]
    path = request.url.path.removeprefix(f"/{locale_of(request).tag}")
    reference = sent.get("reference", [""])[0][:LONGEST]
    status = 422 if complaint else 200
    template = "public/own/over.html"
    return own_page(request, template, path=path, status=status, kept=kept, reference=reference, complaint=complaint)


def own_page(
    request: IntakeRequest,
    template: str,
    *,
    path: str,
    status: int = 200,
    extra: tuple[Header, ...] = (),
    **context: object,
) -> Response:
    """A page about one's own inquiry. ``path`` is its address after the locale; it is never stored anywhere."""
    locale = locale_of(request)
    text = request.state["render"].public(template, locale, path=path, **context)
    return Ready(text.encode(), (HTML, NO_STORE, *language_headers(locale), *extra), status)


def to(request: IntakeRequest, path: str, *extra: Header) -> Response:
    """303 to another page in the same language."""
    answer = RedirectResponse(
        f"/{locale_of(request).tag}{path}", status_code=303, headers={"cache-control": "no-store"}
    )
    answer.raw_headers.extend(extra)
    return answer


def is_switch(sent: Sent) -> bool:
    """Whether the form only asks for the same page in another language: nothing is checked, nothing is kept."""
    return sent.get("action") == [SWITCH]


def without_keys(sent: Sent) -> Sent:
    """What was sent, but for reference and code."""
    return {name: values for name, values in sent.items() if name not in KEYS}


def token_of(request: IntakeRequest) -> str | None:
    """The visit's token in this browser's cookie."""
    token = request.cookies.get(_name(request), "")
    return token if 0 < len(token) <= LONGEST_TOKEN else None


def cookie(request: IntakeRequest, token: str) -> Header:
    """The header that gives the browser the token; an empty one takes it back."""
    seconds = int(VISIT_LIFE.total_seconds()) if token else 0
    secure = "; Secure" if request.state["resources"].settings.secure else ""
    value = f"{_name(request)}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    return (b"set-cookie", value.encode("ascii"))


def _name(request: IntakeRequest) -> str:
    """Where there is https, the prefix keeps other hosts of the domain from planting a visit here."""
    return "__Host-intake_visit" if request.state["resources"].settings.secure else "intake_visit"
