"""What the pages to be read receive: home, programme, receipt, follow-up, privacy. Sentences ready, dates in words."""

from dataclasses import dataclass

from intake.lib.ids import format_code
from intake.lib.qr import QrCode
from intake.web.public.panels import NO_PANELS, Panels


def in_fours(code: str) -> tuple[str, ...]:
    """A long code in groups of four digits."""
    return tuple(format_code(code).split())


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where a fact comes from."""

    id: str
    title: str
    publisher: str = ""
    url: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class FactView:
    """A sentence with a number in it, and the sources it stands on."""

    text: str
    sources: tuple[SourceView, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionView:
    """A heading with paragraphs, points and facts under it."""

    id: str
    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    facts: tuple[FactView, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question people ask, and its answer in paragraphs."""

    question: str
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """The evidence band: a code for its colour and icon, a word, and a sentence."""

    status: str
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A programme's page. ``review`` says who reviewed it, or that nobody has; ``closing`` that it is no advice."""

    slug: str
    title: str
    summary: str
    evidence: EvidenceView
    review: tuple[str, ...]
    sections: tuple[SectionView, ...] = ()
    questions: tuple[QuestionView, ...] = ()
    sources: tuple[SourceView, ...] = ()
    button: str = ""
    closing: str = ""


@dataclass(frozen=True, slots=True)
class DoorView:
    """One of the home page's four doors."""

    title: str
    text: str
    url: str
    evidence: EvidenceView | None = None


@dataclass(frozen=True, slots=True)
class LanguageView:
    """A language by its own name."""

    tag: str
    name: str


@dataclass(frozen=True, slots=True)
class PromiseView:
    """In which languages somebody answers and how fast. ``language``: the page's own, by its own name.

    ``measured``: half of the first answers in it came within ``days`` working days; else ``days`` is what the office
    aims at. ``unstaffed``: what is said as long as nobody is there; else empty.
    """

    language: LanguageView
    answered: bool
    languages: tuple[LanguageView, ...]
    days: int
    measured: bool
    unstaffed: str = ""


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page's own content; the rest is words of the template."""

    doors: tuple[DoorView, ...]
    promise: PromiseView
    general_url: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """What is shown once after sending. Dates are ready in the reader's language, with a zone.

    ``follow_up`` is the whole address to type elsewhere; the QR code leads there and knows reference and code.
    """

    reference: str
    access_code: str
    received: str
    due: str
    follow_up: str
    qr: QrCode
    urgent: bool = False
    by_email: bool = True
    panels: Panels = NO_PANELS

    @property
    def code_groups(self) -> tuple[str, ...]:
        """The access code in fours, as it is read aloud."""
        return in_fours(self.access_code)


@dataclass(frozen=True, slots=True)
class NotOfferedView:
    """Said with the receipt where CAR-T is not offered: at once, not after days of waiting."""

    text: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class FollowUpFormView:
    """The door to one's own inquiry; one complaint for everything that may be wrong, so nothing can be guessed.

    ``next`` is where it leads; ``left`` says that somebody has just gone out; ``by_link`` that a link led in before.
    """

    reference: str = ""
    complaint: str = ""
    next: str = "follow-up"
    left: bool = False
    by_link: bool = False


@dataclass(frozen=True, slots=True)
class LookedView:
    """How often people of one role opened the inquiry, or its documents."""

    role: str
    times: int
    last: str
    documents: bool = False


@dataclass(frozen=True, slots=True)
class ItemView:
    """A line of the timeline. ``by`` is ``you``, ``us`` or ``system``; ``body`` is a message, in the writer's words.

    ``new``: the reader has not seen it before. ``labels``: what must be known before it is read.
    """

    by: str
    at: str
    text: str = ""
    body: str = ""
    lang: str = ""
    new: bool = False
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """An inquiry as the person who wrote sees it. ``late``: the answer was due and has not been given.

    ``begun`` of the ``parts`` of the details have an answer; ``files``: how many were sent; ``asked``: how many of our
    questions are open. ``by_link``: whether the reader came by a link from a mail, so that some pages ask for the code.
    """

    reference: str
    status: str
    meaning: str
    received: str
    due: str = ""
    late: bool = False
    items: tuple[ItemView, ...] = ()
    looked: tuple[LookedView, ...] = ()
    begun: int = 0
    parts: int = 0
    files: int = 0
    by_link: bool = False
    asked: int = 0


@dataclass(frozen=True, slots=True)
class PrivacyView:
    """The privacy page: sections of the clinic's notice."""

    title: str
    summary: str
    sections: tuple[SectionView, ...]
    updated: str = ""
