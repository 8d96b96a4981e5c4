"""Pictures without metadata (where and when, whose camera), in constant memory while they arrive.

Re-encoding would cost hundreds of megabytes for one picture of a telephone and change what a physician sees; here the
coded picture stays byte for byte, and what stands round it is left out.
"""

from typing import Protocol

from intake.lib.filetypes import FileType
from intake.lib.image_heic import HeicStripper
from intake.lib.image_jpeg import JpegStripper
from intake.lib.image_png import PngStripper


class Stripper(Protocol):
    """Takes a file and gives it back without metadata. Both raise `image_parts.Unreadable`."""

    def feed(self, data: bytes) -> bytes:
        """Take more of the file; what can be passed on."""

    def end(self) -> bytes:
        """The rest, once the file has ended."""


class Untouched:
    """For what is no picture: everything stays as it came."""

    def feed(self, data: bytes) -> bytes:
        """What came."""
        return data

    def end(self) -> bytes:
        """Nothing."""
        return b""


def stripper_for(file_type: FileType) -> Stripper:
    """A fresh stripper for one file of this type."""
    match file_type:
        case FileType.JPEG:
            return JpegStripper()
        case FileType.PNG:
            return PngStripper()
        case FileType.HEIC:
            return HeicStripper()
        case _:
            return Untouched()
