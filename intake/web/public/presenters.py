"""What the public templates receive: frozen values in which every sentence is already in the reader's language.

Templates decide nothing but layout. Here: the form. ``reading`` has the other pages, ``common.frame`` what all share.
Builders that know the content stand beside them: ``form_presenter``, ``programme_presenter``.
"""

from dataclasses import dataclass
from typing import Literal

from intake.web.public.panels import DistressView, EmergencyView

FORM_ID_MARKER = "@@FORM_ID@@"
FORM_SECRET_MARKER = "@@FORM_SECRET@@"  # noqa: S105 - a placeholder that render.py replaces, not a secret
FORM_OPENED_MARKER = "@@OPENED@@"

LONGEST_IN_A_ROW = 16

# --- the form -------------------------------------------------------------------------------------------------------

FieldKind = Literal[
    "text",
    "textarea",
    "year",
    "number",
    "when",
    "date",
    "email",
    "tel",
    "latin",
    "select",
    "several",
    "radios",
    "checkboxes",
    "checkbox",
    "conditions",
    "treatment",
]


@dataclass(frozen=True, slots=True)
class OptionView:
    """One thing to choose. ``search`` holds other words for it; ``alarm`` opens the emergency panel when ticked."""

    code: str
    label: str
    chosen: bool = False
    hint: str = ""
    search: str = ""
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class OptionGroupView:
    """A group of conditions that opens with a tap; ``note`` is its evidence sentence."""

    id: str
    label: str
    options: tuple[OptionView, ...]
    note: str = ""

    @property
    def open(self) -> bool:
        """A group that holds the chosen condition is shown open."""
        return any(option.chosen for option in self.options)


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A treatment to take over while typing. ``brands`` stand beside its name; ``search`` holds other words for it."""

    name: str
    brands: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class DateView:
    """A date in three fields, each as it was sent; the month is chosen by name."""

    day: str
    months: tuple[OptionView, ...]
    year: str


@dataclass(frozen=True, slots=True)
class VariantView:
    """What a box also says to who writes in one role. ``enable_when`` as for a field; ``for_whom`` without a script."""

    for_whom: str
    text: str
    explanation: str
    enable_when: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question as it stands on the page, with what was typed and what is wrong with it."""

    id: str
    kind: FieldKind
    label: str
    hint: str = ""
    help: tuple[str, ...] = ()
    why: str = ""
    explanation: str = ""  # under a consent's box; other questions say why at the end of their part
    variants: tuple[VariantView, ...] = ()
    required: bool = False
    value: str = ""
    options: tuple[OptionView, ...] = ()
    groups: tuple[OptionGroupView, ...] = ()
    rows: tuple[str, ...] = ()  # what is chosen in each of several selects; the last one is empty
    date: DateView | None = None
    suggestions: tuple[SuggestionView, ...] = ()
    unknown: bool | None = None  # the box "I do not know" beside what is typed; None: there is no such box
    elsewhere: str = ""  # what another window kept here meanwhile, in words
    complaint: str = ""
    autocomplete: str = ""
    enable_when: str = ""  # JSON for the script: {"when": [{"inquirer_role": ["child"]}], "unless": []}
    only_if: str = ""  # the same in words, for readers without the script
    alarm: EmergencyView | None = None  # the emergency panel, where an option may open it

    @property
    def described_by(self) -> str:
        """The ids for ``aria-describedby``, in reading order."""
        parts = (
            ("only-if", self.only_if),
            ("hint", self.hint),
            ("elsewhere", self.elsewhere),
            ("error", self.complaint),
            ("explanation", self.explanation),
        )
        return " ".join(f"{self.id}-{name}" for name, text in parts if text)

    @property
    def in_a_row(self) -> bool:
        """Whether the choices are short enough in this language to stand beside each other: yes, no, I do not know."""
        return all(len(option.label) <= LONGEST_IN_A_ROW for option in self.options)


@dataclass(frozen=True, slots=True)
class BlockView:
    """One of the form's three parts."""

    id: str
    title: str
    intro: str
    fields: tuple[FieldView, ...]

    @property
    def reasons(self) -> tuple[FieldView, ...]:
        """The questions that say why they are asked: told together at the end of the part, not after every question."""
        return tuple(field for field in self.fields if field.why)


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """A line of the error summary: ``anchor`` is the id of the control to go to."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class FormView:
    """The whole form. Id, secret and moment stay markers where the page is kept as bytes and spliced."""

    version: str
    blocks: tuple[BlockView, ...]
    complaints: tuple[ComplaintView, ...] = ()
    form_id: str = FORM_ID_MARKER
    form_secret: str = FORM_SECRET_MARKER
    opened: str = FORM_OPENED_MARKER
    distress: DistressView | None = None
    asks: str = ""  # a hash of all there is to agree to: another text by the time it is sent is not agreed to
    met: str = ""  # what it has been complained of so far, as `inquiry_form.SentForm.met`

    @property
    def is_fresh(self) -> bool:
        """Whether nothing was typed yet: the page is the same for everybody but for the id and the secret."""
        return self.form_id == FORM_ID_MARKER
