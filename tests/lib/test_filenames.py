"""Names strangers give to files."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.lib.filenames import LONGEST, clean, with_suffix


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Befund Müller.pdf", "Befund Müller.pdf"),
        ("صورة ١٢.jpg", "صورة ١٢.jpg"),
        ("выписка.pdf", "выписка.pdf"),
        ("צילום CT.zip", "צילום CT.zip"),
        (".htaccess", "htaccess"),
        ("\u200b.htaccess", "htaccess"),
        ("a.pdf\0.html", "a.pdf.html"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\Users\\me\\scan.pdf", "scan.pdf"),
        ("/", "file"),
        ("..", "file"),
        ("\u202efdp.exe", "fdp.exe"),
        ("re\u200bport\u2060.pdf\u00ad", "report.pdf"),
        ("re\u115fport\u3164.pdf", "report.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("say %22cheese%22%0D%0A.jpg", "say _cheese___.jpg"),
        ("CON", "_CON"),
        ("con.pdf", "_con.pdf"),
        ("Aux .tar.gz", "_Aux .tar.gz"),
        ("lpt1.", "_lpt1"),
        ("COM¹.pdf", "_COM¹.pdf"),
        ("contract.pdf", "contract.pdf"),
        ("report.pdf::$DATA", "report.pdf__$DATA"),
        ("  two   spaces .pdf ", "two spaces .pdf"),
        ("e\u0301tude.pdf", "étude.pdf"),
        ("", "file"),
    ],
)
def test_a_name_is_made_harmless(raw: str, name: str) -> None:
    assert clean(raw.encode()) == name


def test_what_is_no_text_becomes_one() -> None:
    assert clean(b"\xff\xfe.pdf") == "\ufffd\ufffd.pdf"


def test_a_long_name_keeps_its_ending() -> None:
    name = clean(("x" * 10_000 + ".pdf").encode())
    assert len(name) == LONGEST
    assert name.endswith("x.pdf")


@given(
    st.one_of(st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=300))
)
def test_whatever_comes_is_short_visible_no_path_and_stays_as_it_is(raw: bytes) -> None:
    name = clean(raw)
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\:*?"<>|')
    assert not name.startswith(".")
    assert all(unicodedata.category(character)[0] != "C" for character in name)
    assert clean(name.encode()) == name


def test_a_name_ends_as_the_content_does() -> None:
    assert with_suffix("scan.PDF", (".pdf",)) == "scan.PDF"
    assert with_suffix("photo.jpeg", (".jpg", ".jpeg")) == "photo.jpeg"
    assert with_suffix("report.html", (".pdf",)) == "report.html.pdf"
    assert with_suffix("file", (".dcm",)) == "file.dcm"
    long = with_suffix("x" * LONGEST, (".pdf",))
    assert len(long) == LONGEST
    assert long.endswith("x.pdf")
