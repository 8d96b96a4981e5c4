"""Which posts are another site's: the table is the specification."""

import pytest

from intake.web.common.csrf import is_cross_site

OWN = frozenset({b"https://intake.example.org"})


@pytest.mark.parametrize(
    ("method", "site", "origin", "refused"),
    [
        ("POST", b"same-origin", None, False),
        ("POST", b"none", None, False),  # typed into the address bar, or a bookmark
        ("POST", b"same-site", None, True),
        ("POST", b"cross-site", None, True),
        ("POST", b"cross-site", b"https://intake.example.org", True),  # the browser's own word counts first
        ("POST", b"same-origin", b"https://evil.example", False),
        ("POST", None, b"https://intake.example.org", False),
        ("POST", None, b"HTTPS://Intake.Example.Org", False),
        ("POST", None, b"https://evil.example", True),
        ("POST", None, b"http://intake.example.org", True),
        ("POST", None, b"null", True),
        ("POST", None, None, False),  # not a browser
        ("GET", b"cross-site", b"https://evil.example", False),  # a link
        ("HEAD", b"cross-site", None, False),
        ("DELETE", b"cross-site", None, True),
    ],
)
def test_the_table(method: str, site: bytes | None, origin: bytes | None, refused: bool) -> None:
    """Sec-Fetch-Site, then Origin, then nothing."""
    headers = [(name, value) for name, value in ((b"sec-fetch-site", site), (b"origin", origin)) if value is not None]
    assert is_cross_site(method, headers, OWN) is refused
