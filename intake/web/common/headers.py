"""The headers of every answer, built once: a constant list costs nothing per request.

The policy allows no inline script or style, so it never varies by response (security findings, P17).
"""

Header = tuple[bytes, bytes]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)


def security_headers(*, secure: bool) -> list[Header]:
    """Raw headers for every answer; ``secure`` adds HSTS where the public address is https."""
    headers = [
        (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
        # Not no-referrer: that makes browsers send "Origin: null" with our own forms.
        (b"referrer-policy", b"same-origin"),
        (b"x-frame-options", b"DENY"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"),
    ]
    if secure:
        headers.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
    return headers


NO_STORE: Header = (b"cache-control", b"no-store")
HTML: Header = (b"content-type", b"text/html; charset=utf-8")
