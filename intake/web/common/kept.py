"""A form that came after the session was over: the log-in page carries it, and after logging in it is there again."""

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.responses import Response

from intake.services import accounts, kept_forms
from intake.services.kept_forms import KeptForm
from intake.web.common import sessions
from intake.web.common.forms import read_form
from intake.web.common.staff import staff_page
from intake.web.common.state import IntakeRequest

LONGEST = 40_000  # characters: sealed and sent once more they must fit into a form
OPEN = frozenset({"/staff/login", "/staff/logout"})


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field to be sent again. ``typed``: somebody wrote it, and may look at it first."""

    name: str
    text: str
    typed: bool


async def log_in_with(request: IntakeRequest) -> Response | None:
    """The log-in page with what was sent sealed in it; None: nothing was, or nobody knows any more who sent it."""
    resources = request.state["resources"]
    token = sessions.token_of(request, secure=resources.settings.secure)
    if request.method != "POST" or token is None or request.url.path in OPEN:
        return None
    try:
        sent = await read_form(request)
    except HTTPException:
        return None
    fields = tuple((name, text) for name, texts in sent.items() for text in texts)
    if sum(len(text) for _, text in fields) > LONGEST:
        return None
    form, now = KeptForm(request.url.path, fields), datetime.now(UTC)
    sealed = await kept_forms.seal(token, form, db=resources.db, keyring=resources.keyring, now=now)
    if sealed is None:
        return None
    empty = {"email": "", "next": "/staff/", "problem": "", "first_command": ""}
    return staff_page(request, "accounts/login.html", 403, kept=sealed, chosen=False, **empty)


async def given_back(request: IntakeRequest, token: str, sealed: str) -> Response | None:
    """The page with what they had sent, for whoever has just logged in; None if it is not theirs."""
    resources, now = request.state["resources"], datetime.now(UTC)
    actor = await accounts.actor_of(token, db=resources.db, keyring=resources.keyring, now=now) if sealed else None
    form = kept_forms.unseal(sealed, actor.staff_id, keyring=resources.keyring, now=now) if actor else None
    if form is None:
        return None
    request.state["actor"] = actor
    fields = [FieldView(name, text, any(sign.isspace() for sign in text)) for name, text in form.fields]
    return staff_page(request, "accounts/kept.html", path=form.path, fields=fields)
