"""A file on its way to a browser: opened piece by piece, saved and never shown in our own pages (security A22)."""

from urllib.parse import quote

from starlette.responses import StreamingResponse

from intake.lib.filenames import with_suffix
from intake.lib.filetypes import FileType
from intake.services.files import Opened
from intake.web.common.headers import NO_STORE


class Download(StreamingResponse):
    """The answer. Whatever a file holds, it can run nothing: it is an attachment in a sandbox of its own."""

    def __init__(self, opened: Opened) -> None:
        type_ = FileType(opened.info.type)
        super().__init__(opened.pieces, media_type=type_.media_type)
        self.raw_headers += [
            (b"content-length", b"%d" % opened.size),
            (b"content-disposition", disposition(opened.info.name, type_).encode("ascii")),
            (b"content-security-policy", b"sandbox"),
            NO_STORE,
        ]


def disposition(name: str, type_: FileType) -> str:
    """``Content-Disposition`` as RFC 6266 has it: a plain name for old clients, and the real one in UTF-8."""
    full = with_suffix(name, type_.suffixes)
    return f"attachment; filename=\"file{type_.suffixes[0]}\"; filename*=UTF-8''{quote(full, safe='')}"
