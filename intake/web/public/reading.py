"""What the pages to be read receive: home, programme, receipt, follow-up, privacy. Sentences ready, dates in words."""

from dataclasses import dataclass


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
class HomeView:
    """The home page's own content; the rest is words of the template."""

    doors: tuple[DoorView, ...]
    answer_languages: tuple[str, ...]
    general_url: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """What is shown once after sending. Dates are ready in the reader's language, with a zone."""

    reference: str
    access_code: str
    received: str
    due: str
    urgent: bool = False
    by_email: bool = True

    @property
    def code_groups(self) -> tuple[str, ...]:
        """The access code in fours, as it is read aloud."""
        return tuple(self.access_code[at : at + 4] for at in range(0, len(self.access_code), 4))


@dataclass(frozen=True, slots=True)
class NotOfferedView:
    """Said with the receipt where CAR-T is not offered: at once, not after days of waiting."""

    text: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class FollowUpFormView:
    """The door to an inquiry's status; one complaint for everything that may be wrong, so nothing can be guessed."""

    reference: str = ""
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """An inquiry's status, in words for the person who wrote."""

    reference: str
    status: str
    meaning: str
    received: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class PrivacyView:
    """The privacy page: sections of the clinic's notice."""

    title: str
    summary: str
    sections: tuple[SectionView, ...]
    updated: str = ""
