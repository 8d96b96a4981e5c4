"""Rows for spreadsheets: CSV as RFC 4180 has it, and XLSX, both made piece by piece.

What somebody typed is text in either. A spreadsheet takes a cell of a CSV that begins with one of ``= + - @`` (also in
full width) for a formula, so it gets an apostrophe before it, as does one that begins with a tab or a line break
(OWASP, CSV injection). A program that was told another separator finds cells where none was meant: hence the same
after each ``;``, tab and line break within a text. Who reads the file by a program takes them away by `restored`.

XLSX is written here and not by a library, because the libraries put what they write into a temporary file, unsealed.
"""

import csv
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from typing import Final

BOM: Final = "\ufeff".encode()
LONGEST_CELL: Final = 32_767  # of Excel
_BEGINS = r"(^|[;\t\n])"
_FORMULA = r"(?=[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\"']*[=+\-@＝＋－＠])"
_START = re.compile(rf"{_BEGINS}{_FORMULA}|^(?='*[\t\n])")
_DEFUSED = re.compile(rf"{_BEGINS}'{_FORMULA}|^'(?='*[\t\n])")
# Neither may stand in XML 1.0; half a character pair has no UTF-8 either.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula. Line breaks come out as line feeds."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _START.sub(lambda found: f"{found[0]}'", plain)


def restored(text: str) -> str:
    """What `defused` was given, but for its line breaks."""
    return _DEFUSED.sub(lambda found: found[0][:-1], text)


def csv_row(cells: Iterable[str]) -> bytes:
    """One row: defused, quoted where needed, UTF-8, ended by CRLF."""
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow([defused(cell) for cell in cells])
    return line.getvalue().encode("utf-8", "replace")


class Workbook:
    """An XLSX of two sheets on its way: rows go in, bytes come out. The second sheet waits, packed, for its turn."""

    def __init__(self, first: str, second: str, *, right_to_left: bool = False) -> None:
        self._pipe = _Pipe()
        self._zip = zipfile.ZipFile(self._pipe, "w", zipfile.ZIP_DEFLATED)
        for name, content in _FRAME.items():
            self._zip.writestr(name, content)
        sheets = (
            f'<sheet name="{html.escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
            for number, name in enumerate((first, second), start=1)
        )
        self._zip.writestr(
            "xl/workbook.xml", f"{_HEAD}<workbook {_MAIN} {_REL}><sheets>{''.join(sheets)}</sheets></workbook>"
        )
        # Readers from right to left find the first column on the right.
        view = f'<sheetViews><sheetView rightToLeft="{int(right_to_left)}" workbookViewId="0"/></sheetViews>'
        self._begin = f"{_HEAD}<worksheet {_MAIN}>{view}<sheetData>".encode()
        self._sheet = self._zip.open("xl/worksheets/sheet1.xml", "w")
        self._sheet.write(self._begin)
        self._later, self._packer = bytearray(), zlib.compressobj()

    def add(self, cells: Sequence[str]) -> None:
        """A row of the first sheet."""
        self._sheet.write(_row(cells))

    def add_later(self, cells: Sequence[str]) -> None:
        """A row of the second sheet."""
        self._later += self._packer.compress(_row(cells))

    def take(self) -> bytes:
        """What is written and was not taken yet."""
        return self._pipe.take()

    def close(self) -> bytes:
        """The rest: the end of the first sheet, the second, and the archive's own end."""
        self._sheet.write(_END)
        self._sheet.close()
        self._later += self._packer.flush()
        unpacker, rest = zlib.decompressobj(), bytes(self._later)
        self._later.clear()
        with self._zip.open("xl/worksheets/sheet2.xml", "w") as sheet:
            sheet.write(self._begin)
            while rest:
                sheet.write(unpacker.decompress(rest, _PIECE))
                rest = unpacker.unconsumed_tail
            sheet.write(unpacker.flush())
            sheet.write(_END)
        self._zip.close()
        return self.take()


class _Pipe(io.RawIOBase):
    """Where an archive is written to that nobody can go back in."""

    def __init__(self) -> None:
        super().__init__()
        self._parts = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object, /) -> int:
        data = bytes(memoryview(piece))  # type: ignore[arg-type]
        self._parts += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._parts)
        self._parts.clear()
        return taken


def _row(cells: Sequence[str]) -> bytes:
    """Every cell is a text of style 1: format “@”, so that it stays one when somebody edits it."""
    return f"<row>{''.join(map(_cell, cells))}</row>".encode()


def _cell(text: str) -> str:
    if not text:
        return "<c/>"
    plain = html.escape(_NOT_XML.sub("\ufffd", text[:LONGEST_CELL])).replace("\r", "&#13;")
    return f'<c t="inlineStr" s="1"><is><t xml:space="preserve">{plain}</t></is></c>'


_PIECE: Final = 64 << 10
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_END: Final = b"</sheetData></worksheet>"
_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL: Final = f'xmlns:r="{_DOCUMENT}"'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FRAME: Final = {
    "[Content_Types].xml": (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet2.xml"/>'
        f'<Relationship Id="rId3" Type="{_DOCUMENT}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'{_HEAD}<styleSheet {_MAIN}><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>'
        '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    ),
}
