"""Catalogs as translation agencies send them back: XLIFF 2.1, read.

Nothing in such a file is believed: a message is its English, by which whoever asks finds it, and a text that the same
checks look at as at any other. Modules and remarks of other tools are passed over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from intake.lib.po import Entry
from intake.lib.safe_xml import Node, XmlRefused, parse
from intake.lib.xliff import NAMESPACE, OURS, PLURAL, SINGULAR, State

VERSIONS: Final = ("2.0", "2.1")
_CORE = f"{NAMESPACE} "


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it came back, at its line. ``entry``: its English and what it shall say.

    ``told``: whether the file says that somebody translated it; ``was``: what stood here when it went out, if the file
    says so; ``problem``: why nothing can be taken of it.
    """

    line: int
    id: str
    entry: Entry
    told: bool = True
    was: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Everything of one file. ``tag``: the language it says it is in."""

    tag: str
    received: tuple[Received, ...]


class _Bad(Exception):
    """A unit that cannot be understood."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


def read(data: bytes) -> Document:
    """Read a file; a broken unit is received with its problem. Raises `XmlRefused` where nothing can be read."""
    root = parse(data)
    if root.name != f"{_CORE}xliff":
        raise XmlRefused(root.line, "this is no XLIFF 2; ask for XLIFF 2.1")
    if (version := root.attributes.get("version", "")) not in VERSIONS:
        raise XmlRefused(root.line, f"XLIFF {version or 'without a version'} is not read here; ask for XLIFF 2.1")
    if (source := root.attributes.get("srcLang", "")) != "en":
        raise XmlRefused(root.line, f"the source language is {source or 'not said'} and not en")
    found = [one for file in root.nodes if file.name == f"{_CORE}file" for one in _messages(file)]
    return Document(root.attributes.get("trgLang", ""), tuple(found))


def _messages(parent: Node) -> Iterator[Received]:
    for node in parent.nodes:
        match node.name.removeprefix(_CORE):
            case "unit":
                yield _received(node, [node])
            case "group" if node.attributes.get("type") == "intake:plural":
                yield _received(node, [unit for unit in node.nodes if unit.name == f"{_CORE}unit"])
            case "group":  # of the agency's own making
                yield from _messages(node)


def _received(node: Node, units: list[Node]) -> Received:
    id_, context = node.attributes.get("id", ""), node.attributes.get("name")
    was = node.attributes.get(f"{OURS} was", "")
    try:
        texts = [_texts(unit) for unit in units]
        strings, told = tuple(target for _, target, _ in texts), all(told for *_, told in texts)
        if node in units:
            return Received(node.line, id_, Entry(texts[0][0], context, strings=strings), told, was)
        singular, plural = (_note(node, kind) for kind in (SINGULAR, PLURAL))
        if [unit.attributes.get("id") for unit in units] != [f"{id_}.{form}" for form in range(len(units))]:
            raise _Bad(node.line, "the plural forms are not all here, or not in their order")
        if any(source not in {singular, plural} for source, *_ in texts):
            raise _Bad(node.line, "the English of a plural form was changed")
        return Received(node.line, id_, Entry(singular, context, plural, strings), told, was)
    except _Bad as bad:
        return Received(bad.line, id_, Entry("", context), False, was, bad.problem)


def _note(group: Node, kind: str) -> str:
    notes = [note for child in group.nodes if child.name == f"{_CORE}notes" for note in child.nodes]
    found = [note for note in notes if note.attributes.get("category") == kind]
    if len(found) != 1:
        raise _Bad(group.line, "the notes with the English of the plural are not as they went out")
    return "".join(child for child in found[0].children if isinstance(child, str))


def _texts(unit: Node) -> tuple[str, str, bool]:
    """Source, target, and whether the file says it is translated. A tool may have cut the text into segments."""
    data = {row.attributes.get("id", ""): _plain(row) for part in _parts(unit, "originalData") for row in part.nodes}
    source, target, told = "", "", True
    segments = _parts(unit, "segment", "ignorable")
    for segment in segments:
        english, said = (_parts(segment, kind) for kind in ("source", "target"))
        if len(english) != 1 or len(said) > 1:
            raise _Bad(segment.line, "a segment needs one source, and one target at most")
        if said and "order" in said[0].attributes:
            raise _Bad(said[0].line, "segments in another order than the source cannot be put together")
        codes: dict[str, Node] = {}
        source += _text(english[0], data, codes)
        if said:
            target += _text(said[0], data, codes)
        elif segment.name == f"{_CORE}ignorable" and target:
            target += _text(english[0], data, codes)
        if segment.name == f"{_CORE}segment":
            told = told and segment.attributes.get("state", State.INITIAL) != State.INITIAL
    if not segments:
        raise _Bad(unit.line, "a unit without a segment")
    return source, target, told


def _text(node: Node, data: Mapping[str, str], codes: dict[str, Node]) -> str:
    """The text with its codes. ``codes``: those of the source, by id, for a code that names another one."""
    parts = []
    for child in node.children:
        if isinstance(child, str):
            parts.append(child)
            continue
        kind = child.name.removeprefix(_CORE)
        if kind == "cp":
            parts.append(_code_point(child))
        elif kind == "pc":
            inside = _text(child, data, codes)
            parts += [_code(child, "dataRefStart", data, codes), inside, _code(child, "dataRefEnd", data, codes)]
        elif kind in {"ph", "sc", "ec"}:
            parts.append(_code(child, "dataRef", data, codes))
        elif kind == "mrk":
            parts.append(_text(child, data, codes))
        elif kind not in {"sm", "em"}:  # where a remark begins and ends
            raise _Bad(child.line, f"<{kind.rpartition(' ')[2]}> does not belong into a text")
    return "".join(parts)


def _code(node: Node, which: str, data: Mapping[str, str], codes: dict[str, Node]) -> str:
    named = node.attributes.get("copyOf") or node.attributes.get("id")
    base = codes.setdefault(named, node) if named else node
    reference = node.attributes.get(which) or base.attributes.get(which, "")
    if reference not in data:
        raise _Bad(node.line, "a code does not say what it stands for (originalData)")
    return data[reference]


def _plain(node: Node) -> str:
    return "".join(child if isinstance(child, str) else _code_point(child) for child in node.children)


def _code_point(node: Node) -> str:
    try:
        value = int(node.attributes.get("hex", ""), 16)
        if node.name != f"{_CORE}cp" or 0xD800 <= value <= 0xDFFF:
            raise ValueError
        return chr(value)
    except (ValueError, OverflowError):
        raise _Bad(node.line, "a code point (<cp>) that is none") from None


def _parts(node: Node, *kinds: str) -> list[Node]:
    return [child for child in node.nodes if child.name in {f"{_CORE}{kind}" for kind in kinds}]
