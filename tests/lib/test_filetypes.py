"""A file is what its first bytes say."""

import pytest

from intake.lib.filetypes import HEAD, FileType, sniff
from tests import pictures

DICOM = bytes(128) + b"DICM"


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"%PDF-1.7\n", FileType.PDF),
        (pictures.jpeg(), FileType.JPEG),
        (pictures.png(), FileType.PNG),
        (pictures.heic(), FileType.HEIC),
        (pictures.box(b"ftyp", b"mif1", bytes(4), b"mif1", b"heic"), FileType.HEIC),
        (DICOM, FileType.DICOM),
        (b"II*\0".ljust(128, b"x") + b"DICM", FileType.DICOM),
        (b"PK\3\4", FileType.ZIP),
        # Everything else.
        (b"", None),
        (b"%PDF", None),
        (b" %PDF-1.7", None),
        (b"<!doctype html><title>%PDF-1.7", None),
        (b'<svg onload="alert(1)">', None),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', None),
        (b"MZ\x90\0", None),
        (b"\x7fELF", None),
        (b"#!/bin/sh", None),
        (b"GIF89a", None),
        (b"PK\5\6" + bytes(18), None),
        (b"\xff\xd8", None),
        (bytes(128) + b"DIC", None),
        (bytes(200), None),
        (pictures.box(b"ftyp", b"avif", bytes(4), b"mif1", b"miaf"), None),
        (pictures.box(b"ftyp", b"isom", bytes(4), b"mp41"), None),
        # Two things at once.
        (b"MZ".ljust(128, b"\0") + b"DICM", None),
        (b"%PDF-1.7".ljust(128, b"\n") + b"DICM", None),
        (b"<script>".ljust(128, b" ") + b"DICM", None),
    ],
)
def test_only_six_kinds_are_known(head: bytes, found: FileType | None) -> None:
    assert sniff(head) is found
    assert sniff(head[:HEAD]) is found


def test_each_kind_says_how_it_is_served_and_named() -> None:
    for kind in FileType:
        assert "/" in kind.media_type
        assert "html" not in kind.media_type
        assert "svg" not in kind.media_type
        assert all(suffix.startswith(".") for suffix in kind.suffixes)
