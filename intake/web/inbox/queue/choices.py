"""The filters of the list as a form and as a sentence, in the coordinator's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from intake.domain.triage import Waiting
from intake.domain.values import UNKNOWN, Status
from intake.lib import formats
from intake.services.inbox import Assigned, ListPage
from intake.web.inbox import words
from intake.web.inbox.desk import Desk
from intake.web.inbox.presenters import OptionView
from intake.web.inbox.queue.asked import ALL_OF_THEM, OPEN_ONES, QUARANTINE, TESTS, USUAL, Asked, url_of

ALWAYS_SHOWN: Final = ("queue", "status", "assignee", "urgency")
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A filter: its name in the address, its label, what can be chosen."""

    name: str
    label: str
    options: tuple[OptionView, ...]


@dataclass(frozen=True, slots=True)
class ChipView:
    """A filter in use; the address leads to the list without it."""

    what: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class FiltersView:
    """The form: what is always in sight and what is folded away, open while something in it is chosen."""

    shown: tuple[ChoiceView, ...]
    folded: tuple[ChoiceView, ...]
    unfold: bool


def filters_view(desk: Desk, asked: Asked, page: ListPage) -> FiltersView:
    """Every filter, with what is chosen now."""
    labels, options = _labels(desk), _options(desk, page)
    choices = [ChoiceView(name, labels[name], _chosen(options[name], asked.values[name])) for name in USUAL]
    return FiltersView(
        shown=tuple(choice for choice in choices if choice.name in ALWAYS_SHOWN),
        folded=tuple(choice for choice in choices if choice.name not in ALWAYS_SHOWN),
        unfold=any(name not in ALWAYS_SHOWN for name in asked.but()),
    )


def chips(desk: Desk, asked: Asked, page: ListPage) -> tuple[ChipView, ...]:
    """The filters in use, which read as a sentence."""
    parts, options = _parts(desk), _options(desk, page)
    return tuple(
        ChipView(parts[name], dict(options[name]).get(value, value), url_of(asked.but(**{name: USUAL[name]})))
        for name, value in asked.but().items()
    )


def _chosen(options: Options, value: str) -> tuple[OptionView, ...]:
    return tuple(OptionView(code, text, code == value) for code, text in options)


def _labels(desk: Desk) -> dict[str, str]:
    t = desk.t
    return {
        "queue": t.gettext("Queue"),
        "status": t.gettext("Status"),
        "assignee": t.gettext("Assigned to"),
        "urgency": t.gettext("Urgency"),
        "waiting": t.gettext("Whose turn"),
        "language": t.gettext("Language"),
        "country": t.gettext("Country"),
        "group": t.gettext("Disease group"),
        "programme": t.gettext("Programme"),
        "age": t.gettext("Patient’s age"),
        "role": t.gettext("Who writes"),
        "test": t.gettext("Test inquiries"),
    }


def _parts(desk: Desk) -> dict[str, str]:
    """The words before each value, as parts of one sentence."""
    t = desk.t
    return {
        # Translators: Part of a line that says which list is shown: in this queue.
        "queue": t.gettext("in"),
        "status": t.gettext("with status"),
        "assignee": t.gettext("assigned to"),
        "urgency": t.pgettext("filter", "urgency"),
        "waiting": t.pgettext("filter", "waiting for"),
        "language": t.gettext("in the language"),
        "country": t.pgettext("filter", "from"),
        "group": t.pgettext("filter", "about"),
        "programme": t.pgettext("filter", "for the programme"),
        "age": t.pgettext("filter", "patient"),
        "role": t.pgettext("filter", "written by"),
        "test": t.pgettext("filter", "test inquiries:"),
    }


def _options(desk: Desk, page: ListPage) -> dict[str, Options]:
    t, content = desk.t, desk.content
    # Translators: In a list to choose from: no filter.
    every = ("", t.gettext("all"))
    not_known = (UNKNOWN, t.gettext("not known"))
    roles = content.questionnaire.question("inquirer_role").option_labels
    return {
        "queue": [("", t.gettext("all of mine")), *((name, desk.queue(name)) for name in desk.queues())],
        "status": _statuses(desk),
        "assignee": _people(desk, page),
        "urgency": [every, *words.priorities(t).items()],
        "waiting": [
            every,
            (Waiting.OFFICE.value, t.pgettext("turn", "us")),
            (Waiting.INQUIRER.value, t.pgettext("turn", "the inquirer")),
        ],
        "language": [every, *_languages(desk, page)],
        "country": [every, not_known, *formats.countries(desk.tag)],
        "group": [every, not_known, *((slug, desk.group(slug)) for slug in content.groups)],
        "programme": [every, *((slug, desk.programme(slug)) for slug in content.programmes)],
        "age": [every, *words.age_groups(t).items()],
        "role": [every, *((code, desk.option("inquirer_role", code)) for code in roles)],
        "test": [("", t.pgettext("test", "left out")), (TESTS, t.pgettext("test", "only these"))],
    }


def _statuses(desk: Desk) -> Options:
    t, called = desk.t, words.statuses(desk.t)
    named = [(status.value, called[status]) for status in Status if status is not Status.DRAFT]
    # Translators: In a list to choose from: inquiries that are not finished.
    general = [(OPEN_ONES, t.gettext("open")), (ALL_OF_THEM, t.gettext("all"))]
    return [*general, (QUARANTINE, t.gettext("looks like spam")), *named]


def _people(desk: Desk, page: ListPage) -> Options:
    t = desk.t
    usual = {
        # Translators: In a list to choose from: whoever looks after it.
        Assigned.ANY.value: t.gettext("anyone"),
        # Translators: In a list to choose from: I look after it.
        Assigned.ME.value: t.gettext("me"),
        # Translators: In a list to choose from: nobody looks after it.
        Assigned.NOBODY.value: t.gettext("nobody yet"),
    }
    others = [(id_, name) for id_, name in page.colleagues if id_ != desk.actor.staff_id]
    return [*usual.items(), *sorted(others, key=lambda pair: pair[1])]


def _languages(desk: Desk, page: ListPage) -> Options:
    """Those the office listed first; inquiries come in any other, too."""
    names = dict(formats.languages(desk.tag))
    listed = {row.summary.facts.language for row in page.rows} | set(desk.content.clinic.languages)
    first = [(code, name) for code, name in names.items() if code in listed]
    return [*first, *((code, name) for code, name in names.items() if code not in listed)]
