"""Translators' files, read and written so that nothing of theirs is lost.

A file is a list of blocks, each an entry with the exact text it was read from. A block that nothing happened to is
written back byte for byte; only changed entries are written anew. (Babel's round trip loses previous ids and order.)
Lines are never wrapped, places are files without line numbers, and there are no dates: a diff shows what changed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

Key = tuple[str | None, str]
Lines = tuple[str, ...]

_KEYWORD = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr|msgstr\[([0-9])\])[ \t]+"(.*)"[ \t]*')
_CONTINUED = re.compile(r'"(.*)"[ \t]*')
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_UNESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_ESCAPED = {character: f"\\{letter}" for letter, character in _UNESCAPED.items()}
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_QUOTED = r'"(?:[^"\\\n]++|\\[ntr"\\abfv])*+"'
_TEXT = rf"({_QUOTED}(?:\n{_QUOTED})*+)"
_USUAL = re.compile(
    rf"((?:#(?!~).*\n)*+)(?:msgctxt {_TEXT}\n)?msgid {_TEXT}\nmsgstr {_TEXT}\n+(?=#[^~]|msg[ci]|\Z)"
)  # what follows surely begins another entry


class PoError(Exception):
    """A line of a catalog cannot be read."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Entry:
    """One message. ``strings`` has one translation, or one for each plural form; ``previous`` its lines as they are."""

    id: str
    context: str | None = None
    plural: str | None = None
    strings: tuple[str, ...] = ("",)
    notes: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    obsolete: bool = False

    @property
    def key(self) -> Key:
        """What the message is looked up by."""
        return self.context, self.id

    @property
    def fuzzy(self) -> bool:
        """Whether the translation belongs to an older source and waits for a translator; never shown."""
        return "fuzzy" in self.flags

    @property
    def translated(self) -> bool:
        """Whether every form has a text."""
        return all(self.strings)


@dataclass(frozen=True, slots=True)
class Block:
    """An entry, its line in the file, and the text it was read from or will be written as."""

    entry: Entry
    text: str
    line: int = 0


@dataclass(slots=True)
class PoFile:
    """A catalog: the header's block, then the messages, then those no longer used."""

    header: Block
    blocks: list[Block] = field(default_factory=list)

    @property
    def live(self) -> list[Block]:
        """The messages in use."""
        return [block for block in self.blocks if not block.entry.obsolete]

    def field_of_header(self, name: str) -> str | None:
        """One field of the header, such as ``Plural-Forms``."""
        for line in self.header.entry.strings[0].split("\n"):
            label, colon, value = line.partition(":")
            if colon and label.strip().lower() == name.lower():
                return value.strip()
        return None

    def __str__(self) -> str:
        return "".join(block.text for block in [self.header, *self.blocks])


def parse(text: str) -> PoFile:
    """Read a catalog. Raises `PoError` with the line."""
    blocks = _blocks(text)
    header = next((block for block in blocks if block.entry.key == (None, "") and not block.entry.obsolete), None)
    if header is None:
        raise PoError(1, 'the header (the entry with msgid "") is missing')
    return PoFile(header, [block for block in blocks if block is not header])


def write(entry: Entry) -> str:
    """An entry as text, with the empty line after it."""
    lines = [f"# {note}".rstrip() for note in entry.notes]
    lines += [f"#. {comment}".rstrip() for comment in entry.comments]
    lines += [f"#: {place}" for place in entry.places]
    lines += [f"#, {', '.join(entry.flags)}"] if entry.flags else []
    body = list(entry.previous)
    if entry.context is not None:
        body += _quoted("msgctxt", entry.context)
    body += _quoted("msgid", entry.id)
    if entry.plural is None:
        body += _quoted("msgstr", entry.strings[0])
    else:
        body += _quoted("msgid_plural", entry.plural)
        for number, string in enumerate(entry.strings):
            body += _quoted(f"msgstr[{number}]", string)
    if entry.obsolete:
        body = [f"#~{line[1:]}" if line.startswith("#|") else f"#~ {line}" for line in body]
    return "\n".join(lines + body) + "\n\n"


def block_of(entry: Entry) -> Block:
    """A block written anew."""
    return Block(entry, write(entry))


def previous_of(entry: Entry) -> tuple[str, ...]:
    """The ``#|`` lines that remember what this entry's source was."""
    lines = _quoted("msgctxt", entry.context) if entry.context is not None else []
    lines += _quoted("msgid", entry.id)
    lines += _quoted("msgid_plural", entry.plural) if entry.plural is not None else []
    return tuple(f"#| {line}" for line in lines)


def template(entries: Iterable[Entry]) -> str:
    """A template (``.pot``): a header without dates, and the messages without translations."""
    header = Entry(
        id="",
        strings=("MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n",),
        notes=("Written by `intake catalogs extract`; do not edit by hand.",),
    )
    return "".join(write(entry) for entry in [header, *entries]).removesuffix("\n")


def empty_catalog(tag: str, plural_forms: str) -> PoFile:
    """A new catalog of one language, with nothing but its header."""
    text = (
        f"Language: {tag.replace('-', '_')}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
        f"Content-Transfer-Encoding: 8bit\nPlural-Forms: {plural_forms}\n"
    )
    return PoFile(block_of(Entry(id="", strings=(text,))))


def _blocks(text: str) -> list[Block]:
    """Every character belongs to exactly one block.

    Every command reads all catalogs, so an entry as we and most tools write it is read in one go (`_USUAL`), and any
    other line by line. That both read the same is what ``tests/lib/test_po.py`` asks of any mixture of lines.
    """
    blocks: list[Block] = []
    at, line = 0, 1
    while at < len(text):
        if usual := _USUAL.match(text, at):
            end, remarks = usual.end(), _remarks(usual[1])
            context = None if usual[2] is None else _joined(usual[2])
            entry = Entry(_joined(usual[3]), context, None, (_joined(usual[4]),), *remarks)
            blocks.append(Block(entry, usual[0], line))
        else:
            end = _end_of_paragraph(text, at)
            lines = _LINE.findall(text, at, end)
            if blocks and all(one.strip()[:1] in {"", "#"} and one[:2] != "#~" for one in lines):
                last = blocks.pop()  # remarks below the last entry stay there
                at, line = at - len(last.text), last.line
                lines = _LINE.findall(text, at, end)
            blocks.append(_block(lines, line))
        at, line = end, line + text.count("\n", at, end)
    return blocks


def _end_of_paragraph(text: str, at: int) -> int:
    """Where the entry that begins at ``at`` ends and the next begins."""
    ended = False
    for line in _LINE.finditer(text, at):
        bare = line[0].strip().removeprefix("#~").lstrip()
        if ended and bare and not bare.startswith(('"', "msgstr")):
            return line.start()
        ended = ended or bare.startswith("msgstr")
    return len(text)


def _block(lines: list[str], first: int) -> Block:
    remarks: list[str] = []
    parts: dict[str, list[str]] = {}  # joined at the end: adding line to line copies a long text each time
    current, obsolete = "", False
    for number, line in enumerate(lines, first):
        bare = line.strip()
        if bare.startswith("#~"):
            obsolete, bare = True, bare[2:].strip()
            bare = f"#{bare}" if bare.startswith("|") else bare
        if not bare:
            continue
        if bare.startswith("#"):
            remarks.append(bare)
        elif keyword := _KEYWORD.fullmatch(bare):
            current = keyword[1]
            if current in parts:
                raise PoError(number, f"{current} twice in one entry")
            parts[current] = [_unescape(keyword[3], number)]
        elif current and (continued := _CONTINUED.fullmatch(bare)):
            parts[current].append(_unescape(continued[1], number))
        else:
            raise PoError(number, "neither a comment, a keyword nor a text in quotes")
    if "msgid" not in parts:
        raise PoError(first, "an entry without msgid")
    texts = {name: "".join(lines_of) for name, lines_of in parts.items()}
    return Block(_entry(texts, "\n".join(remarks), obsolete, first), "".join(lines), first)


def _entry(parts: dict[str, str], remarks: str, obsolete: bool, line: int) -> Entry:
    plural = parts.get("msgid_plural")
    names = ["msgstr"] if plural is None else [name for name in parts if name.startswith("msgstr[")]
    if not names or names != (["msgstr"] if plural is None else [f"msgstr[{number}]" for number in range(len(names))]):
        raise PoError(line, "the plural forms are not numbered from 0")
    if plural is None and "msgstr" not in parts:
        raise PoError(line, "an entry without msgstr")
    strings = tuple(parts[name] for name in names)
    return Entry(parts["msgid"], parts.get("msgctxt"), plural, strings, *_remarks(remarks), obsolete)


@lru_cache(maxsize=4_096)  # all languages have the same ones
def _remarks(text: str) -> tuple[Lines, Lines, Lines, Lines, Lines]:
    """The notes, comments, places, flags and previous lines of an entry."""
    marks: dict[str, list[str]] = {"# ": [], "#.": [], "#:": [], "#,": [], "#|": []}
    for bare in filter(None, map(str.strip, text.split("\n"))):
        sort = bare[:2] if bare[:2] in marks else "# "
        marks[sort].append(bare if sort == "#|" else bare[1 if sort == "# " else 2 :].strip())
    places = tuple(place for places in marks["#:"] for place in places.split())
    flags = tuple(flag.strip() for flags in marks["#,"] for flag in flags.split(",") if flag.strip())
    return tuple(marks["# "]), tuple(marks["#."]), places, flags, tuple(marks["#|"])


def _joined(quoted: str) -> str:
    """The text of quoted lines whose every escape is known."""
    text = quoted[1:-1].replace('"\n"', "")
    return _ESCAPE.sub(lambda escape: _UNESCAPED[escape[1]], text) if "\\" in text else text


def _quoted(keyword: str, text: str) -> list[str]:
    escaped = ["".join(_ESCAPED.get(character, character) for character in part) for part in text.split("\n")]
    lines = [f"{part}\\n" for part in escaped[:-1]] + ([escaped[-1]] if escaped[-1] else [])
    if len(lines) < 2:
        return [f'{keyword} "{"".join(lines)}"']
    return [f'{keyword} ""', *(f'"{line}"' for line in lines)]


def _unescape(text: str, line: int) -> str:
    def plain(match: re.Match[str]) -> str:
        if match[1] not in _UNESCAPED:
            raise PoError(line, f"unknown escape {match[0]!r}")
        return _UNESCAPED[match[1]]

    if "\\" not in text and '"' not in text:
        return text
    if _ESCAPE.sub("", text).count('"'):
        raise PoError(line, 'a quotation mark inside the text must be written \\"')
    return _ESCAPE.sub(plain, text)
