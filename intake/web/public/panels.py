"""Panels that must be seen: in an emergency, and in despair, with the numbers of the country somebody is in."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from intake.content.loader import Content
from intake.domain.triage import BY_TICK, EMERGENCY, HEARD, Flag
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.web.public.voice import Voice

CALL = N_("Emergency number in %(country)s: %(number)s")
ELSEWHERE = "clinic.emergency_elsewhere"


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """The emergency panel. ``call`` is the line for the country that is known, or for none.

    For the script: ``pattern`` is that line with ``%country`` and ``%number`` left open, ``numbers`` JSON by country,
    ``elsewhere`` what is said of all others, with its English beside it where it must be.
    """

    title: str
    paragraphs: tuple[str, ...]
    call: str
    pattern: str
    numbers: str
    elsewhere: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class DistressView:
    """The panel for somebody in despair. ``line`` and ``number`` are empty where we know of none; ``finder`` helps."""

    title: str
    paragraphs: tuple[str, ...]
    call: str
    line: str = ""
    number: str = ""
    finder: str = ""


@dataclass(frozen=True, slots=True)
class Panels:
    """Those that somebody needs now; mostly none."""

    emergency: EmergencyView | None = None
    distress: DistressView | None = None


NO_PANELS = Panels()


def panels_for(
    flags: Collection[Flag], country: str, content: Content, voice: Voice, *, on_form: bool = False
) -> Panels:
    """What the warning signs of one person call for."""
    return Panels(
        emergency_view(content, voice, country, on_form=on_form) if EMERGENCY & set(flags) else None,
        distress_view(content, voice, country, on_form=on_form) if Flag.RF12 in flags else None,
    )


def panels_of_typed(values: Mapping[str, Sequence[str]], content: Content, voice: Voice) -> Panels:
    """The same for a form that is not sent yet, by what stands in it."""
    texts = [text for name in content.questionnaire.free_texts for text in values.get(name, ())]
    flags = {HEARD[alarm] for alarm in content.alarms(texts)}
    flags |= {flag for tick, flag in BY_TICK.items() if tick in values.get("red_flags", ())}
    (country, *_) = values.get("residence_country") or ("",)
    return panels_for(flags, country, content, voice, on_form=True)


def emergency_view(content: Content, voice: Voice, country: str = "", *, on_form: bool = True) -> EmergencyView:
    """The emergency panel for somebody in ``country`` (ISO 3166; empty: not known)."""
    return EmergencyView(
        voice.content("panel.emergency.title", content.legal.panels["emergency"].title),
        _paragraphs("emergency", content, voice, on_form=on_form),
        call_line(content, voice, country),
        voice.say(CALL) % {"country": "%country", "number": "%number"},
        json.dumps(dict(content.clinic.emergency), separators=(",", ":")),
        call_line(content, voice, ""),
        content.clinic.emergency.get(country, ""),
    )


def distress_view(content: Content, voice: Voice, country: str = "", *, on_form: bool = True) -> DistressView:
    """The panel for somebody whose words sound like despair or danger."""
    crisis = content.crisis_lines
    line = crisis.lines.get(country)
    return DistressView(
        voice.content("panel.distress.title", content.legal.panels["distress"].title),
        _paragraphs("distress", content, voice, on_form=on_form),
        call_line(content, voice, country),
        line.name_in(voice.tag) if line else "",
        line.number if line else "",
        crisis.finder,
    )


def _paragraphs(name: str, content: Content, voice: Voice, *, on_form: bool) -> tuple[str, ...]:
    """The last one says that the form can still be sent: true on the form alone."""
    said = content.legal.panels[name].paragraphs
    shown = said if on_form else said[:-1]
    return tuple(voice.content(f"panel.{name}.paragraph.{n}", text) for n, text in enumerate(shown, 1))


def call_line(content: Content, voice: Voice, country: str) -> str:
    """Which number to call there, or what to do where we do not know it."""
    number = content.clinic.emergency.get(country)
    if number is None:
        return voice.content(ELSEWHERE, content.clinic.emergency_elsewhere)
    return voice.say(CALL) % {"country": formats.country_name(country, voice.tag), "number": number}
