"""Small pictures made by hand, with everything in them that must not stay."""

import struct
import zlib

SECRET = b"GPS 49.4144 N 8.6720 E, taken by Amal's telephone"


def jpeg_segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def exif(orientation: int = 6, order: str = ">") -> bytes:
    """A TIFF directory with the orientation among other things."""
    pack = struct.Struct(f"{order}HHII").pack
    short = struct.Struct(f"{order}HHIHH").pack
    entries = [pack(0x010F, 2, len(SECRET), 200), short(0x0112, 3, 1, orientation, 0), pack(0x8825, 4, 1, 150)]
    head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(f"{order}IH", 8, len(entries))
    return b"Exif\0\0" + (head + b"".join(entries)).ljust(200, b"\0") + SECRET


def jpeg(
    *, width: int = 8, height: int = 8, metadata: bytes | None = None, scan: bytes = b"\x12\xff\x00\x34\xff\xd0\x56"
) -> bytes:
    """A JPEG; by default with Exif, XMP, comment, thumbnail, Photoshop's block, a maker's block and a tail."""
    if metadata is None:
        metadata = (
            jpeg_segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\1\1" + SECRET[:3])
            + jpeg_segment(0xE0, b"JFXX\0" + SECRET)
            + jpeg_segment(0xE1, exif())
            + jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)
            + jpeg_segment(0xE2, b"ICC_PROFILE\0\1\1colours")
            + jpeg_segment(0xE2, b"MPF\0" + SECRET)
            + jpeg_segment(0xED, b"Photoshop 3.0\0" + SECRET)
            + jpeg_segment(0xEE, b"Adobe\0d\0\0\0\0\1")
            + jpeg_segment(0xEF, SECRET)
            + jpeg_segment(0xFE, SECRET)
        )
    return b"\xff\xd8" + metadata + jpeg_picture(width, height, scan) + SECRET + b"<html>"


def jpeg_picture(width: int = 8, height: int = 8, scan: bytes = b"\x12\xff\x00\x34\xff\xd0\x56") -> bytes:
    """What is the picture in it, to its end mark."""
    return (
        jpeg_segment(0xDB, bytes(65))
        + jpeg_segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0")
        + jpeg_segment(0xC4, bytes(20))
        + jpeg_segment(0xDA, b"\1\1\0\0\x3f\0")
        + scan
        + b"\xff\xd9"
    )


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*, width: int = 2, height: int = 2) -> bytes:
    """A PNG of grey, with texts, a time, Exif, private chunks and a tail."""
    return (
        png_front(width, height)
        + png_chunk(b"tEXt", b"Author\0" + SECRET)
        + png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(SECRET))
        + png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SECRET)
        + png_chunk(b"eXIf", exif()[6:])
        + png_chunk(b"tIME", bytes(7))
        + png_chunk(b"prVt", SECRET)
        + png_back(width, height)
        + SECRET
        + b"<html>"
    )


def png_front(width: int = 2, height: int = 2) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + png_chunk(b"gAMA", bytes(4))


def png_back(width: int = 2, height: int = 2) -> bytes:
    lines = zlib.compress((b"\0" + bytes(width)) * height) if width * height < 1 << 20 else b"\x78\x9c"
    return png_chunk(b"IDAT", lines[:5]) + png_chunk(b"IDAT", lines[5:]) + png_chunk(b"IEND", b"")


def box(kind: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I", len(body) + 8) + kind + body


def full(kind: bytes, *bodies: bytes, version: int = 0) -> bytes:
    return box(kind, bytes((version, 0, 0, 0)), *bodies)


CODED = b"coded-picture-of-H.265" * 20
THUMBNAIL = b"coded-thumbnail" * 5
HIDDEN = b"between: " + SECRET
XMP = b"<x:xmpmeta>" + SECRET


def heic(
    *, width: int = 4032, height: int = 3024, open_end: bool = False, first: bytes = b"", kinds: bytes = b"hvc1"
) -> bytes:
    """A HEIC: picture, thumbnail, Exif and XMP, with the grid in the index as telephones write it."""
    mdat_head = struct.pack(">I4s", 0 if open_end else 8 + len(_media()), b"mdat")
    index = _index(0, width, height, kinds)
    start = len(_type()) + len(first) + len(index) + len(box(b"uuid", SECRET)) + 8
    return (
        _type()
        + first
        + _index(start, width, height, kinds)
        + box(b"uuid", SECRET)
        + mdat_head
        + _media()
        + (b"" if open_end else box(b"mpvd", SECRET) + SECRET)
    )


def _type() -> bytes:
    return box(b"ftyp", b"heic", bytes(4), b"mif1heic")


def _media() -> bytes:
    return CODED + HIDDEN + exif() + XMP + THUMBNAIL


def _index(start: int, width: int, height: int, kind: bytes) -> bytes:
    exif_at = start + len(CODED) + len(HIDDEN)
    places = [
        (1, 0, start, len(CODED)),
        (2, 0, start + len(_media()) - len(THUMBNAIL), len(THUMBNAIL)),
        (3, 0, exif_at, len(exif())),
        (4, 0, exif_at + len(exif()), len(XMP)),
        (5, 1, 0, 8),
    ]
    items = [(1, kind, b"\0"), (2, b"hvc1", b"\0"), (3, b"Exif", SECRET + b"\0"), (5, b"grid", b"\0")]
    items.insert(3, (4, b"mime", b"\0application/rdf+xml\0"))
    grid = struct.pack(">BBBBHH", 0, 0, 0, 0, min(width, 0xFFFF), min(height, 0xFFFF))
    return full(
        b"meta",
        full(b"hdlr", bytes(4), b"pict", bytes(12), SECRET, b"\0"),
        full(b"pitm", struct.pack(">H", 5)),
        full(
            b"iinf",
            struct.pack(">H", len(items)),
            *(full(b"infe", struct.pack(">HH4s", number, 0, name), more, version=2) for number, name, more in items),
        ),
        box(
            b"iprp",
            box(
                b"ipco",
                full(b"ispe", struct.pack(">II", width, height)),
                box(b"hvcC", b"decoder"),
                full(b"udes", b"en\0", SECRET, b"\0"),
                box(b"irot", b"\1"),
            ),
            full(b"ipma", bytes(4)),
        ),
        full(
            b"iloc",
            struct.pack(">HH", 0x4400, len(places)),
            *(struct.pack(">HHHHII", number, method, 0, 1, at, size) for number, method, at, size in places),
            version=1,
        ),
        box(b"idat", grid, SECRET),
        box(b"xml ", SECRET),
    )
