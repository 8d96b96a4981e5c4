"""XML that somebody else wrote, read into a small tree: no DTD, no entities, no processing instructions, no end of it.

Every limit comes before what it limits. The parser is expat, which looks nothing up; what it would declare or expand is
refused at its line, before it is read any further.
"""

import codecs
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

MOST_BYTES: Final = 20 << 20
MOST_ELEMENTS: Final = 300_000
DEEPEST: Final = 40
XML: Final = "http://www.w3.org/XML/1998/namespace"


class XmlRefused(Exception):
    """The file is not read. ``problem`` says in a few words why, ``line`` where."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


@dataclass(slots=True)
class Node:
    """An element: its name and its attributes' (``namespace name``, or the name alone), its line, what is inside."""

    name: str
    attributes: dict[str, str]
    line: int
    children: list["Node | str"] = field(default_factory=list)

    @property
    def nodes(self) -> list["Node"]:
        """The elements inside, without the text between them."""
        return [child for child in self.children if isinstance(child, Node)]


def parse(data: bytes) -> Node:
    """The root of a document in UTF-8. Raises `XmlRefused`."""
    if len(data) > MOST_BYTES:
        raise XmlRefused(1, f"the file has more than {MOST_BYTES >> 20} MB")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise XmlRefused(line, "the file is not in UTF-8; save it as UTF-8") from None
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise XmlRefused(error.lineno, f"this is no well-formed XML ({expat.ErrorString(error.code)})") from None
    return reader.root.nodes[0]


class _Reader:
    """Builds the tree; the first thing that has no place in a translators' file ends it."""

    def __init__(self) -> None:
        self.root = Node("", {}, 1)
        self._open = [self.root]
        self._elements = 0
        self.parser = parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.UnparsedEntityDeclHandler = self._entity
        parser.ExternalEntityRefHandler = self._entity
        parser.SkippedEntityHandler = self._entity
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _refuse(self, problem: str) -> XmlRefused:
        return XmlRefused(self.parser.CurrentLineNumber, problem)

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        del version, standalone
        if encoding is not None and encoding.lower() != "utf-8":
            raise self._refuse("the file says that it is not in UTF-8; save it as UTF-8")

    def _doctype(self, *_: object) -> None:
        raise self._refuse("a DOCTYPE has no place in this file")

    def _entity(self, *_: object) -> int:
        raise self._refuse("entities have no place in this file")

    def _instruction(self, *_: object) -> None:
        raise self._refuse("a processing instruction (<?…?>) has no place in this file")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS or len(self._open) > DEEPEST:
            raise self._refuse("the file has more elements, or elements deeper in each other, than any we write")
        node = Node(name, attributes, self.parser.CurrentLineNumber)
        self._open[-1].children.append(node)
        self._open.append(node)

    def _end(self, name: str) -> None:
        del name
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].children.append(text)
