"""What a file is, by its first bytes alone; neither its name nor what a browser says of it counts.

Six kinds, whose signatures are these few lines. A library that names hundreds of kinds would have to be fenced in by a
list of six, and does not know DICOM.
"""

from enum import StrEnum

HEAD = 132
"""Bytes `sniff` needs to see (a shorter file whole)."""


class FileType(StrEnum):
    """What can be taken."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    DICOM = "dicom"
    ZIP = "zip"

    @property
    def media_type(self) -> str:
        """What it is served as."""
        return _MEDIA_TYPES[self]

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How its name may end; the first is given to a name that ends otherwise."""
        return _SUFFIXES[self]


_MEDIA_TYPES = {
    FileType.PDF: "application/pdf",
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
    FileType.HEIC: "image/heic",
    FileType.DICOM: "application/dicom",
    FileType.ZIP: "application/zip",
}
_SUFFIXES = {
    FileType.PDF: (".pdf",),
    FileType.JPEG: (".jpg", ".jpeg"),
    FileType.PNG: (".png",),
    FileType.HEIC: (".heic", ".heif"),
    FileType.DICOM: (".dcm",),
    FileType.ZIP: (".zip",),
}

_PNG = b"\x89PNG\r\n\x1a\n"
# One picture, coded as H.265; `mif1` alone does not say how it is coded, but is what some cameras write first.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_OTHER_BRANDS = frozenset({b"avif", b"avis"})


def sniff(head: bytes) -> FileType | None:
    """The type of the file that begins with these bytes, or None for everything we do not take."""
    # A medical picture's first 128 bytes are free, and may be made to look like anything.
    if head[128:132] == b"DICM":
        return FileType.DICOM if _is_free(head[:128]) else None
    if head.startswith(b"%PDF-"):
        return FileType.PDF
    if head.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if head.startswith(_PNG):
        return FileType.PNG
    if head[4:8] == b"ftyp" and _is_heic(head):
        return FileType.HEIC
    return FileType.ZIP if head.startswith(b"PK\x03\x04") else None


def _is_free(preamble: bytes) -> bool:
    """Whether a DICOM preamble says nothing, or is a TIFF head, which the standard allows; a program's is refused."""
    return len(set(preamble)) == 1 or preamble.startswith((b"II*\0", b"MM\0*"))


def _is_heic(head: bytes) -> bool:
    size = int.from_bytes(head[:4], "big")
    brands = {head[8:12]} | {head[start : start + 4] for start in range(16, min(size, len(head)), 4)}
    return 16 <= size <= 1024 and bool(brands & _HEIC_BRANDS) and not brands & _OTHER_BRANDS
