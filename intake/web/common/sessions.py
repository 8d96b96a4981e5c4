"""The staff cookie: how the token of a session travels. What a session means is `services/accounts`' business."""

from datetime import timedelta

from starlette.responses import Response

from intake.services.accounts import SESSION_LIFE
from intake.web.common.state import IntakeRequest

SECURE_NAME = "__Host-intake_staff"
PLAIN_NAME = "intake_staff"  # on plain http (a developer's loopback) a browser refuses the __Host- prefix
LONGEST = 128  # a token is 43 characters; anything much longer is not ours and is not hashed


def cookie_name(*, secure: bool) -> str:
    """The cookie's name; the prefix binds it to this host alone where there is https."""
    return SECURE_NAME if secure else PLAIN_NAME


def token_of(request: IntakeRequest, *, secure: bool) -> str | None:
    """The session token this browser brought, or None. The other name is never looked at."""
    token = request.cookies.get(cookie_name(secure=secure))
    return token if token and len(token) <= LONGEST else None


def keep(response: Response, token: str, *, secure: bool, life: timedelta = SESSION_LIFE) -> None:
    """Give the browser the token. It lives no longer than the session can."""
    response.set_cookie(
        cookie_name(secure=secure),
        token,
        max_age=int(life.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def forget(response: Response, *, secure: bool) -> None:
    """Take the token back, and whatever the browser remembers of the pages it opened."""
    response.delete_cookie(cookie_name(secure=secure), path="/", secure=secure, httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
