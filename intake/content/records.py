"""Which medical records each programme asks for: ``records.toml``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from intake.content import wording
from intake.content.programmes import Kind, Programme
from intake.content.reader import Complaints, Node, read_toml
from intake.content.sentence import Sentence
from intake.domain.files import FileKind

_COMMENT = "A kind of medical record that we ask for, in plain words."


@dataclass(frozen=True, slots=True)
class RecordText:
    """What a kind of record is called, and why it helps."""

    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Records:
    """Everything of ``records.toml``. ``asked``: programme → the records it asks for, in the checklist's order."""

    kinds: Mapping[FileKind, RecordText]
    asked: Mapping[str, tuple[FileKind, ...]]


def load_records(path: Path, programmes: Mapping[str, Programme], complaints: Complaints) -> Records:
    """Read ``records.toml``. Every programme somebody can write to must say what it asks for, even if it is nothing."""
    top = read_toml(path, complaints)
    texts, lists = top.table("kinds"), top.table("asked")
    kinds = {kind: _text(texts.table(kind.value)) for kind in FileKind}
    asked = {slug: _asked(lists, slug) for slug in lists.keys()}  # noqa: SIM118 - a Node
    for slug in sorted(asked.keys() - programmes.keys()):
        lists.complain(slug, f"there is no programme {slug}")
    for slug, programme in programmes.items():
        if programme.kind is not Kind.GENERAL and slug not in asked:
            lists.complain(None, f"say which records the programme {slug} asks for; [] for none")
    top.close()
    return Records(kinds, asked)


def messages(records: Records) -> Iterator[Sentence]:
    """The kinds of record for the translators."""
    for kind, text in records.kinds.items():
        yield Sentence("clinic", f"record.{kind.value}.label", text.label, "records.toml", _COMMENT)
        yield Sentence("clinic", f"record.{kind.value}.why", text.why, "records.toml", _COMMENT)


def _text(node: Node) -> RecordText:
    return RecordText(wording.sentence(node, "label"), wording.sentence(node, "why"))


def _asked(lists: Node, slug: str) -> tuple[FileKind, ...]:
    kinds = lists.codes(slug, FileKind)
    if FileKind.OTHER in kinds or len(set(kinds)) != len(kinds):
        lists.complain(slug, "name each record once, and not “other”: nobody can send that on purpose")
    return kinds
