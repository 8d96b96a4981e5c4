"""What the template of one inquiry receives: frozen values, every sentence already in the coordinator's language."""

from dataclasses import dataclass

from intake.web.inbox.desk import Moment
from intake.web.inbox.files import DocumentsView
from intake.web.inbox.presenters import OptionView


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and what was answered. ``lang`` only where somebody typed it."""

    label: str
    text: str
    lang: str = ""
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class BlockView:
    """A part of the form."""

    title: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class ContactView:
    """How to reach them. An empty address: there is no link that could be followed safely.

    ``warnings``: what whoever writes or calls must see without opening anything. ``before_call`` and ``before_mail``:
    what they asked, to be read before the link is shown.
    """

    name: str
    email: str
    email_url: str
    phone: str
    phone_url: str
    warnings: tuple[str, ...]
    answers: tuple[Pair, ...]
    before_call: tuple[str, ...] = ()
    before_mail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One consent or notice, given or not."""

    given: bool
    state: str
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """What a colleague wrote."""

    author: str
    text: str
    at: Moment
    about: str = ""


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message. ``mark``: new, opened when, or not opened yet. ``original``: as it was before it was translated.

    ``byline``: who wrote and who translated it, where that was not one person. ``machine``: what is said of a text that
    a machine made.
    """

    id: str
    author: str
    ours: bool
    text: str
    lang: str
    language: str
    at: Moment
    new: bool
    mark: str
    original: str = ""
    original_lang: str = ""
    byline: str = ""
    machine: str = ""


@dataclass(frozen=True, slots=True)
class ConversationView:
    """What inquirer and office wrote, and the box to answer in. ``told``: how they learn that an answer is there.

    ``warning``: why it may be wrong to answer at all.
    """

    messages: tuple[MessageView, ...]
    answer_in: str
    lang: str
    by_mail: bool
    told: str
    form_id: str
    warning: str = ""

    @property
    def news(self) -> tuple[MessageView, ...]:
        """What the inquirer wrote and nobody had opened."""
        return tuple(message for message in self.messages if message.new)

    @property
    def said(self) -> MessageView | None:
        """What the office wrote last."""
        return next((message for message in reversed(self.messages) if message.ours), None)


@dataclass(frozen=True, slots=True)
class EventView:
    """A line of the history."""

    text: str
    detail: str
    who: str
    at: Moment


@dataclass(frozen=True, slots=True)
class PassedView:
    """A rule that did not match, and the fact that kept it from it."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """Why it is in this queue."""

    rule: str
    queue: str
    because: str
    passed: tuple[PassedView, ...]


@dataclass(frozen=True, slots=True)
class NextView:
    """The next sensible action: the one filled button."""

    action: str
    label: str
    why: str
    status: str = ""
    usual: bool = True  # not where a colleague has it: taking over is possible, never the obvious thing


@dataclass(frozen=True, slots=True)
class MovesView:
    """Statuses of one direction: onward, back, or to an end."""

    label: str
    options: tuple[OptionView, ...]


@dataclass(frozen=True, slots=True)
class SuspicionView:
    """What looked sent by a machine. ``held``: somebody must say whether it was; ``reason`` is kept if so."""

    held: bool
    why: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """The page."""

    url: str
    version: int
    reference: str
    priority: str
    urgency: str
    age: str
    condition: str
    status: str
    tone: str
    queue: str
    country: str
    language_tag: str
    language_name: str
    received: Moment
    due: Moment | None
    zone: str
    assignee: str
    revised: str
    flags: tuple[str, ...]
    words: tuple[Pair, ...]
    contact: ContactView
    blocks: tuple[BlockView, ...]
    consents: tuple[ConsentView, ...]
    decision: DecisionView
    conversation: ConversationView
    documents: DocumentsView
    notes: tuple[NoteView, ...]
    history: tuple[EventView, ...]
    suspicion: SuspicionView | None
    next: NextView | None
    moves: tuple[MovesView, ...]
    members: tuple[OptionView, ...]
