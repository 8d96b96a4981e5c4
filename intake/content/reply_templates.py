"""``reply_templates.toml``: what a coordinator begins an answer with, one text for all languages."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from intake.content import wording
from intake.content.reader import Complaints, Node, read_toml
from intake.content.sentence import Sentence, protected
from intake.domain.triage import SIDE_EXITS
from intake.domain.values import Status

SLOTS = frozenset({"reference", "by_date", "coordinator", "clinic", "records"})

_FILE = "reply_templates.toml"
_BODY = "A coordinator's letter to the inquirer. Keep the paragraphs, and every %(…)s as it stands."
_STAFF = "Read by coordinators only, in the list of texts they can begin an answer with."
_ID = re.compile(r"[a-z][a-z_]*")


class ReplyKind(StrEnum):
    """What a template is for. A decline ends the inquiry."""

    ANSWER = "answer"
    ASK_RECORDS = "ask_records"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class ReplyTemplate:
    """One text. ``status``: the one a decline ends with. ``reviewed_on``: None while nobody has reviewed the text."""

    id: str
    kind: ReplyKind
    title: str
    when: str
    body: str
    status: Status | None
    reviewed_on: dt.date | None
    reviewer_role: str | None

    @property
    def context(self) -> str:
        """The content id of the body."""
        return f"reply.{self.id}.body"

    @property
    def slots(self) -> frozenset[str]:
        """The slots of the body."""
        return frozenset(re.findall(r"%\((\w+)\)s", self.body))


ReplyTemplates = Mapping[str, ReplyTemplate]


def load_reply_templates(path: Path, complaints: Complaints) -> ReplyTemplates:
    """Read ``reply_templates.toml``, in its order."""
    top = read_toml(path, complaints)
    replies = top.table("replies")
    found = {id_: _template(id_, replies.table(id_)) for id_ in replies.keys()}  # noqa: SIM118 - a Node
    for id_ in found:
        if not _ID.fullmatch(id_):
            replies.complain(id_, "an id has small letters and underscores only")
    top.close()
    return found


def messages(templates: ReplyTemplates) -> Iterator[Sentence]:
    """The texts for the translators: bodies with the mails, what coordinators alone read with the staff pages."""
    for one in templates.values():
        yield Sentence("mail", one.context, one.body, _FILE, protected(_BODY))
        yield Sentence("staff", f"reply.{one.id}.title", one.title, _FILE, _STAFF)
        yield Sentence("staff", f"reply.{one.id}.when", one.when, _FILE, _STAFF)


def _template(id_: str, node: Node) -> ReplyTemplate:
    kind, status = node.code("kind", ReplyKind), node.optional_code("status", Status)
    if (kind is ReplyKind.DECLINE) != (status is not None):
        node.complain("kind", "a decline, and nothing else, names the status it ends with")
    if status is not None and status not in SIDE_EXITS:
        node.complain("status", "a decline ends an inquiry: this status does not")
    reviewed_on, role = node.optional_date("reviewed_on"), node.optional_text("reviewer_role")
    if (reviewed_on is None) != (role is None):
        node.complain(None, "reviewed_on and reviewer_role go together")
    title, when = wording.sentence(node, "title"), wording.sentence(node, "when")
    body = wording.sentence(node, "body", placeholders=SLOTS)
    return ReplyTemplate(id_, kind, title, when, body, status, reviewed_on, role)
