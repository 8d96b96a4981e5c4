"""The door to one's own inquiry: a cookie after reference and access code, and what happens when it is over.

Every page behind it is made with `inside`, which hands the page the visit and what was sent. When the visit is over,
a GET leads to the door; a form that was sent comes back with the question for the code, and everything typed in it.
`inside_with_code` does the same for who came in by a link from a mail: what it guards asks for the code itself.

Every form says on whose page it stood. Somebody may write for two patients in one browser: what was typed for one of
them never comes to the other's inquiry, the question for the code comes first.
"""

import hmac
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Final

from starlette.responses import RedirectResponse, Response

from intake.domain.errors import NotFound, TooMany
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
from intake.web.public import counting, receipt
from intake.web.public.voice import voice_of

DOOR = "/follow-up"
SWITCH = "switch"
LONGEST = 200
LONGEST_TOKEN = 64
OK: Final = 200
NOT_FOUND = N_("We cannot find a message with this reference and code. Please check both and try again.")
TOO_MANY = N_("There were too many tries. Please wait a quarter of an hour, then try again. Nothing is lost.")
KEYS = frozenset({"reference", "access_code"})
OF: Final = "of"  # the hidden field that says whose page a form stood on
_FORM: Final = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>')

Page = Callable[[IntakeRequest, Visit, Sent], Awaitable[Response]]


# Where somebody may be led after the door. A closed list: the name comes back from the browser.
NEXT: Final[Mapping[str, str]] = {
    name: f"{DOOR}/{name}"
    for name in (
        *("asked", "details", "treatments", "files", "messages"),
        *("contact", "consents", "copy", "withdraw", "erase"),
    )
} | {"follow-up": DOOR}


def inside(page: Page) -> Callable[[IntakeRequest], Awaitable[Response]]:
    """A handler behind the door. It gets the visit and the form's values (empty for a GET)."""
    return _behind_the_door(page, with_code=False)


def inside_with_code(page: Page) -> Callable[[IntakeRequest], Awaitable[Response]]:
    """A handler behind the door for who has shown the access code: who reads the mail does not get so far."""
    return _behind_the_door(page, with_code=True)


def _behind_the_door(page: Page, *, with_code: bool) -> Callable[[IntakeRequest], Awaitable[Response]]:
    @wraps(page)
    async def endpoint(request: IntakeRequest) -> Response:
        sent = await read_form(request) if request.method == "POST" else {}
        visit = await current(request)
        if visit is not None and not is_of(request, visit, sent):
            visit = None
        if visit is not None and (visit.is_trusted or not with_code):
            return await page(request, visit, without_keys(sent))
        if request.method != "POST":
            return to(request, door_to(path_of(request)))
        if not sent.keys() >= KEYS or sent.get("door") == [SWITCH]:
            return over(request, sent, by_link=visit is not None)
        return await _with_keys(request, page, sent, by_link=visit is not None)

    return endpoint


async def _with_keys(request: IntakeRequest, page: Page, sent: Sent, *, by_link: bool) -> Response:
    """A form that comes with reference and code: the page it was for, or the question again."""
    try:
        opened = await come_in(request, sent)
    except NotFound:
        return over(request, sent, complaint=say(request, NOT_FOUND), by_link=by_link)
    except TooMany as refused:
        return over(request, sent, complaint=say(request, TOO_MANY), wait=refused.retry_after)
    if not is_of(request, opened.visit, sent):
        return over(request, sent, complaint=say(request, NOT_FOUND))
    kept = await change_visit(request, opened)
    answer = await page(request, opened.visit, without_keys(sent))
    answer.raw_headers.append(kept)
    return answer


def door_to(path: str) -> str:
    """The door, which leads on to a page of the closed list: to this one, or to the one it belongs to."""
    name = path.removeprefix(f"{DOOR}/").partition("/")[0]
    return f"{DOOR}?next={name}" if name in NEXT and path != DOOR else DOOR


def say(request: IntakeRequest, sentence: str) -> str:
    """A sentence marked with ``N_`` in the language of the page."""
    return voice_of(request.state["resources"], locale_of(request)).say(sentence)


async def current(request: IntakeRequest) -> Visit | None:
    """The visit of this browser, if it has one that still holds."""
    token = token_of(request)
    visit = await visits.visit_of(token, db=request.state["resources"].db, now=receipt.now()) if token else None
    request.scope["visit"] = visit
    return visit


def is_of(request: IntakeRequest, visit: Visit, sent: Sent) -> bool:
    """Whether a form stood on a page of this visit's inquiry, as far as it says so."""
    mark = _mark(request, visit)
    return all(hmac.compare_digest(one.encode(), mark.encode()) for one in sent.get(OF, ()))


async def come_in(request: IntakeRequest, sent: Sent) -> Opened:
    """Begin a visit with the reference and code that were typed. Raises `NotFound`, `TooMany`."""
    resources = request.state["resources"]
    reference, code = (sent.get(name, [""])[0][:LONGEST] for name in ("reference", "access_code"))
    return await visits.open_with_code(
        reference, code, address=address_prefix(request), db=resources.db, keyring=resources.keyring, now=receipt.now()
    )


async def change_visit(request: IntakeRequest, opened: Opened) -> Header:
    """The browser's last visit is over, and here is the cookie of the new one."""
    request.scope["visit"] = opened.visit
    if token := token_of(request):
        await visits.leave(token, db=request.state["resources"].db)
    return cookie(request, opened.token)


def over(request: IntakeRequest, sent: Sent, *, complaint: str = "", by_link: bool = False, wait: int = 0) -> Response:
    """The visit is over, or does not go so far: the question for the code, with everything typed travelling along."""
    kept = [(name, value) for name, values in without_keys(sent).items() for value in values]
    return own_page(
        request,
        "public/own/over.html",
        path=path_of(request),
        status=429 if wait else 422 if complaint else 200,
        extra=((b"retry-after", b"%d" % wait),) if wait else (),
        kept=kept,
        reference=sent.get("reference", [""])[0][:LONGEST],
        complaint=complaint,
        by_link=by_link,
        marked=False,
    )


def path_of(request: IntakeRequest) -> str:
    """The address after the locale."""
    return request.url.path.removeprefix(f"/{locale_of(request).tag}")


def own_page(
    request: IntakeRequest,
    template: str,
    *,
    path: str,
    status: int = 200,
    extra: tuple[Header, ...] = (),
    marked: bool = True,
    **context: object,
) -> Response:
    """A page about one's own inquiry. ``path`` is its address after the locale; it is never stored anywhere.

    Its forms say whose page it is, but for one that hands on what another page's form said (``marked``).
    """
    locale, visit = locale_of(request), request.scope.get("visit")
    text = request.state["render"].public(template, locale, path=path, **context)
    if status == OK:
        counting.viewed(request, locale, path)
    if marked and visit is not None:
        field = f'<input type="hidden" name="{OF}" value="{_mark(request, visit)}">'
        text = _FORM.sub(lambda form: form[0] + field, text)
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
    """What was sent, but for what the question for the code itself sends."""
    return {name: values for name, values in sent.items() if name not in KEYS and name != "door"}


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


def keeps_cookies(request: IntakeRequest) -> bool:
    """Whether the browser brought back the cookie of a form's page. After a redirect others stand before the door."""
    return receipt.KEEPS_COOKIES in request.cookies


KEEPS: Final[Header] = (
    b"set-cookie",
    f"{receipt.KEEPS_COOKIES}=1; Path=/; Max-Age=86400; SameSite=Lax; HttpOnly".encode("ascii"),
)
"""What a page with a form gives the browser, to see whether it comes back."""


def _mark(request: IntakeRequest, visit: Visit) -> str:
    """What stands for the inquiry in its forms. It opens nothing, and is another in every house."""
    return request.state["resources"].keyring.tag("visit-form", visit.inquiry_id, size=16).hex()


def _name(request: IntakeRequest) -> str:
    """Where there is https, the prefix keeps other hosts of the domain from planting a visit here."""
    return "__Host-intake_visit" if request.state["resources"].settings.secure else "intake_visit"
