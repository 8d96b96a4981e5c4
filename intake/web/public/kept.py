"""Forms this browser keeps in a cookie: id and secret, for a day. From them, and only with the key ring, come codes.

Where there is https, the prefix keeps other hosts of the domain from planting one here.
"""

from datetime import timedelta

from intake.web.common.headers import Header
from intake.web.common.state import IntakeRequest
from intake.web.public.inquiry_form import TOKEN

KEPT_FOR = timedelta(hours=24)
KEEPS_COOKIES = "intake_form"  # a browser that brings this back keeps cookies


def form_in(request: IntakeRequest, name: str) -> tuple[str, str] | None:
    """The form id and secret of the cookie with this name, or None."""
    form_id, _, secret = request.cookies.get(_name(request, name), "").partition(".")
    return (form_id, secret) if TOKEN.fullmatch(form_id) and TOKEN.fullmatch(secret) else None


def keep(request: IntakeRequest, name: str, form_id: str, secret: str) -> Header:
    """The header that lets the browser keep a form."""
    return _cookie(request, name, f"{form_id}.{secret}", KEPT_FOR)


def value_in(request: IntakeRequest, name: str) -> str:
    """What the cookie with this name holds; empty where there is none."""
    return request.cookies.get(_name(request, name), "")


def put(request: IntakeRequest, name: str, value: str, kept_for: timedelta) -> Header:
    """The header that lets the browser keep something else."""
    return _cookie(request, name, value, kept_for)


def drop(request: IntakeRequest, name: str) -> Header:
    """The header that takes it back."""
    return _cookie(request, name, "", timedelta())


def _cookie(request: IntakeRequest, name: str, value: str, kept: timedelta) -> Header:
    seconds, secure = int(kept.total_seconds()), request.state["resources"].settings.secure
    cookie = f"{_name(request, name)}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax"
    return (b"set-cookie", (cookie + ("; Secure" if secure else "")).encode("ascii"))


def _name(request: IntakeRequest, name: str) -> str:
    return f"__Host-{name}" if request.state["resources"].settings.secure else name
