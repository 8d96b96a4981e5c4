"""Pages kept as bytes come out whole, compressed or not, with the gaps filled."""

import gzip

import pytest

from intake.web.common.pages import Page, Skeleton

TEXT = "<p>" + "Ein langer Absatz. " * 500 + "@@A@@ und @@B@@" + " Ende" * 500

GZIPPED = [(b"accept-encoding", b"gzip, deflate, br")]


def test_a_filled_page_is_the_same_compressed_and_plain() -> None:
    """The bytes a phone unpacks are those a reader without gzip gets."""
    skeleton = Skeleton(TEXT, ["@@A@@", "@@B@@"])
    plain = skeleton.answer([b"one", b"two"], []).body
    packed = skeleton.answer([b"one", b"two"], GZIPPED).body
    assert plain == TEXT.replace("@@A@@", "one").replace("@@B@@", "two").encode()
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 10


def test_a_gap_that_is_missing_or_twice_stops_the_start() -> None:
    """A page without its form id would lose an inquiry."""
    with pytest.raises(ValueError, match="exactly once"):
        Skeleton("no gap", ["@@A@@"])
    with pytest.raises(ValueError, match="exactly once"):
        Skeleton("@@A@@ @@A@@", ["@@A@@"])


def test_a_page_the_browser_has_is_not_sent_again() -> None:
    """304 for the ETag we gave."""
    page = Page.of("<p>Hello</p>")
    assert page.answer([]).status_code == 200
    again = page.answer([(b"if-none-match", page.etag)])
    assert (again.status_code, again.body) == (304, b"")
    assert gzip.decompress(page.answer(GZIPPED).body) == page.body
