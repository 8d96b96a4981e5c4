"""The headers of every answer, built once: a constant list costs nothing per request.

The policy allows no inline script or style, so it never varies by response (security findings, P17).
"""

Header = tuple[bytes, bytes]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


def _policy(**changes: str) -> str:
    directives = POLICY | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}".strip() for name, value in directives.items())


CONTENT_SECURITY_POLICY = _policy()
FRAMING: Header = (b"content-security-policy", _policy(frame_src="'self'").encode())
"""What a page brings that shows another page of ours inside it."""

FRAMED: Header = (
    b"content-security-policy",
    _policy(
        script_src="'none'",
        style_src="'self' 'unsafe-inline'",  # the page of a mail carries its styles; nothing a stranger wrote is in it
        connect_src="'none'",
        form_action="'none'",
        frame_ancestors="'self'",
        sandbox="allow-same-origin allow-top-navigation-by-user-activation",
    ).encode(),
)
"""What a page brings that is shown inside another page of ours, and there alone: it runs nothing and sends nothing."""


def security_headers(*, secure: bool, policy: Header | None = None) -> list[Header]:
    """Raw headers for every answer; ``secure`` adds HSTS where the public address is https.

    ``policy``: `FRAMING` or `FRAMED`, in the place of the one all other answers have.
    """
    headers = [
        policy or (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
        # Not no-referrer: that makes browsers send "Origin: null" with our own forms.
        (b"referrer-policy", b"same-origin"),
        (b"x-frame-options", b"SAMEORIGIN" if policy == FRAMED else b"DENY"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"),
    ]
    if secure:
        headers.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
    return headers


NO_STORE: Header = (b"cache-control", b"no-store")
HTML: Header = (b"content-type", b"text/html; charset=utf-8")
