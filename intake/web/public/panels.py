"""Panels that must be seen: in an emergency, and in despair, with the numbers of the country somebody is in."""

import json
from dataclasses import dataclass

from intake.content.loader import Content
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.web.public.voice import Voice

CALL = N_("Emergency number in %(country)s: %(number)s")
ELSEWHERE = "clinic.emergency_elsewhere"


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """The emergency panel. ``call`` is the line for the country that is known, or for none.

    For the script: ``pattern`` is that line with ``%country`` and ``%number`` left open, ``numbers`` JSON by country,
    ``elsewhere`` what is said of all others.
    """

    title: str
    paragraphs: tuple[str, ...]
    call: str
    pattern: str
    numbers: str
    elsewhere: str


@dataclass(frozen=True, slots=True)
class DistressView:
    """The panel for somebody in despair. ``line`` and ``number`` are empty where we know of none; ``finder`` helps."""

    title: str
    paragraphs: tuple[str, ...]
    call: str
    line: str = ""
    number: str = ""
    finder: str = ""


def emergency_view(content: Content, voice: Voice, country: str = "") -> EmergencyView:
    """The emergency panel for somebody in ``country`` (ISO 3166; empty: not known)."""
    panel = content.legal.panels["emergency"]
    return EmergencyView(
        voice.content("panel.emergency.title", panel.title),
        tuple(voice.content(f"panel.emergency.paragraph.{n}", text) for n, text in enumerate(panel.paragraphs, 1)),
        call_line(content, voice, country),
        voice.say(CALL) % {"country": "%country", "number": "%number"},
        json.dumps(dict(content.clinic.emergency), separators=(",", ":")),
        call_line(content, voice, ""),
    )


def distress_view(content: Content, voice: Voice, country: str = "") -> DistressView:
    """The panel for somebody whose words sound like despair or danger."""
    panel, crisis = content.legal.panels["distress"], content.crisis_lines
    line = crisis.lines.get(country)
    return DistressView(
        voice.content("panel.distress.title", panel.title),
        tuple(voice.content(f"panel.distress.paragraph.{n}", text) for n, text in enumerate(panel.paragraphs, 1)),
        call_line(content, voice, country),
        line.name if line else "",
        line.number if line else "",
        crisis.finder,
    )


def call_line(content: Content, voice: Voice, country: str) -> str:
    """Which number to call there, or what to do where we do not know it."""
    number = content.clinic.emergency.get(country)
    if number is None:
        return voice.content(ELSEWHERE, content.clinic.emergency_elsewhere)
    return voice.say(CALL) % {"country": formats.country_name(country, voice.tag), "number": number}
