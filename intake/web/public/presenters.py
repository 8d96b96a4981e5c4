"""What the public templates receive: frozen values in which every sentence is already in the reader's language.

Templates decide nothing but layout. Here: the frame of every page, and the form; ``reading`` has the other pages.
Builders that know the content stand beside them: ``form_presenter``, ``programme_presenter``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

FORM_ID_MARKER = "@@FORM_ID@@"
FORM_SECRET_MARKER = "@@FORM_SECRET@@"  # noqa: S105 - a placeholder that render.py replaces, not a secret

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class LanguageView:
    """One entry of the language menu; ``url`` is the current page in that language."""

    tag: str
    own_name: str
    direction: Direction
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class ClinicView:
    """Who runs this office. Empty strings mean "not told", and the line is left out."""

    name: str
    about: str = ""
    ownership: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""
    privacy_contact: str = ""


@dataclass(frozen=True, slots=True)
class PageView:
    """What every page needs; ``at`` gives the address of a page in the current language."""

    lang: str
    dir: Direction
    languages: tuple[LanguageView, ...]
    clinic: ClinicView
    emergency: str
    path: str = "/"
    draft: str = ""  # the sentence that this translation is a draft; empty where it is not
    demo: bool = False

    def at(self, path: str) -> str:
        """``page.at("/inquiry")`` is ``/he/inquiry`` on a Hebrew page."""
        return f"/{self.lang}{path}"

    @property
    def english_url(self) -> str:
        """The same page in the language the texts were written in."""
        return f"/en{self.path}"


def page_view(
    *,
    tag: str,
    direction: Direction,
    locales: Sequence[tuple[str, str, Direction]],
    path: str,
    clinic: ClinicView,
    emergency: str,
    draft: str = "",
    demo: bool = False,
) -> PageView:
    """Gather a page's frame. ``locales`` are (tag, own name, direction); ``path`` follows the locale: ``/inquiry``."""
    languages = tuple(
        LanguageView(other, own_name, way, f"/{other}{path}", other == tag) for other, own_name, way in locales
    )
    return PageView(tag, direction, languages, clinic, emergency, path, draft, demo)


# --- the form -------------------------------------------------------------------------------------------------------

FieldKind = Literal[
    "text", "textarea", "year", "email", "tel", "select", "radios", "checkboxes", "checkbox", "conditions"
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
    lang: str = ""


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
class PanelView:
    """A panel that must be seen: what to do now."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question as it stands on the page, with what was typed and what is wrong with it."""

    id: str
    kind: FieldKind
    label: str
    hint: str = ""
    help: str = ""
    why: str = ""
    required: bool = False
    value: str = ""
    options: tuple[OptionView, ...] = ()
    groups: tuple[OptionGroupView, ...] = ()
    complaint: str = ""
    max_length: int = 0
    autocomplete: str = ""
    inputmode: str = ""
    enabled: bool = True
    enable_when: str = ""  # JSON for the script: {"inquirer_role": ["child", "relative"]}
    only_if: str = ""  # the same in words, for readers without the script
    alarm: PanelView | None = None  # the emergency panel, where an option may open it

    @property
    def described_by(self) -> str:
        """The ids for ``aria-describedby``, in reading order."""
        parts = (("only-if", self.only_if), ("error", self.complaint), ("hint", self.hint))
        return " ".join(f"{self.id}-{name}" for name, text in parts if text)

    @property
    def plain(self) -> bool:
        """A line of free words: may hold any script, so its direction follows what is typed."""
        return self.kind in ("text", "textarea")


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
    """The whole form. The id and secret stay markers where the page is kept as bytes and spliced."""

    version: str
    blocks: tuple[BlockView, ...]
    complaints: tuple[ComplaintView, ...] = ()
    notices: tuple[str, ...] = ()
    form_id: str = FORM_ID_MARKER
    form_secret: str = FORM_SECRET_MARKER
    notice: str = ""  # one sentence above the form, such as "This form had been open too long; nothing is lost."
