"""Consents as their pages show them: each text as it was shown then, in its own language; the rest in the reader's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from intake.domain.consent import LATER, OF_PATIENT, USE, ConsentEvent, Deed, latest
from intake.domain.values import InquirerRole, Status
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.lib.locales import UnknownLocale, locale_of
from intake.lib.qr import QrCode
from intake.services.consents import Agreed, Offer, offer
from intake.services.office import Office
from intake.web.public.voice import Voice

ORDER: Final = ("C1", "C3", "C2", "C4", "N1", "N2", OF_PATIENT)
TITLES: Final[Mapping[str, str]] = {
    "C1": N_("We may use your answers"),
    "C2": N_("We may show your answers to hospitals"),
    "C3": N_("You may act for the patient"),
    "C4": N_("We may write to you later about studies"),
    "N1": N_("No emergencies, no medical advice"),
    "N2": N_("Autoimmune diseases: in studies only"),
    OF_PATIENT: N_("The patient’s own answer"),
}
STATES: Final[Mapping[Deed | None, str]] = {
    # Translators: The state of a consent.
    Deed.GIVEN: N_("agreed"),
    # Translators: The state of a consent.
    Deed.WITHDRAWN: N_("taken back"),
    # Translators: The state of a consent: the person said no.
    Deed.REFUSED: N_("refused"),
    # Translators: The state of a consent: nobody has said yes.
    None: N_("not agreed"),
}
SAID: Final[Mapping[Deed, str]] = {
    Deed.GIVEN: N_("Agreed on %(date)s to this text:"),
    Deed.WITHDRAWN: N_("Taken back on %(date)s. It was this text:"),
    Deed.REFUSED: N_("Refused on %(date)s. It was this text:"),
}
WROTE: Final[Mapping[str, str]] = {
    InquirerRole.RELATIVE: N_("A relative or friend of yours wrote to us about you on %(date)s."),
    InquirerRole.PHYSICIAN: N_("A doctor who treats you wrote to us about you on %(date)s."),
    InquirerRole.AGENT: N_("An agent, somebody who arranges treatment, wrote to us about you on %(date)s."),
}


@dataclass(frozen=True, slots=True)
class DeedView:
    """One deed with the text it was about, marked with the language it was in."""

    said: str
    text: str
    lang: str
    dir: str
    language: str
    version: str
    sha256: str
    original: str
    original_sha256: str


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One consent or notice: how it stands, what was done about it, and what can be done now."""

    id: str
    title: str
    state: str
    given: bool
    deeds: tuple[DeedView, ...]
    offer: Offer | None = None
    can_withdraw: bool = False
    withdraws_all: bool = False


@dataclass(frozen=True, slots=True)
class ConsentsView:
    """All of them. ``for_patient``: the patient can be asked as well."""

    reference: str
    consents: tuple[ConsentView, ...]
    for_patient: bool


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet of paper for the patient."""

    reference: str
    code_groups: tuple[str, ...]
    wrote: str
    address: str
    qr: QrCode
    offer: Offer


def consents_view(agreed: Agreed, voice: Voice, office: Office) -> ConsentsView:
    """What has been agreed to, and what can be."""
    shown = (_consent(agreed, id_, voice, office) for id_ in ORDER)
    return ConsentsView(agreed.reference, tuple(one for one in shown if one is not None), agreed.of_patient)


def one_view(agreed: Agreed, id_: str, voice: Voice, office: Office) -> ConsentView | None:
    """One of them, to print; None where nothing was ever done about it."""
    found = _consent(agreed, id_, voice, office) if id_ in ORDER else None
    return found if found is not None and found.deeds else None


def title_of(id_: str, voice: Voice) -> str:
    """What a consent is about, in a few words."""
    return voice.say(TITLES[id_]) if id_ in TITLES else id_


def deed_view(event: ConsentEvent, voice: Voice, zone: str) -> DeedView:
    """A deed, its words in the reader's language and its text in its own."""
    at = formats.date_time(event.at, voice.tag, zone)
    try:
        direction = locale_of(event.locale).direction
    except UnknownLocale:
        direction = "auto"
    return DeedView(
        voice.say(SAID[event.deed]) % {"date": at},
        event.text,
        event.locale,
        direction,
        formats.language_name(event.locale, voice.tag),
        event.version,
        event.sha256,
        event.original,
        event.original_sha256,
    )


def _consent(agreed: Agreed, id_: str, voice: Voice, office: Office) -> ConsentView | None:
    last = latest(agreed.events, id_)
    alive = agreed.status is not Status.WITHDRAWN
    offered = id_ in LATER and alive and not (last and last.is_given)
    if last is None and not offered and not (id_ == OF_PATIENT and agreed.of_patient):
        return None
    zone = str(office.content.routing.calendar.zone)
    return ConsentView(
        id_,
        title_of(id_, voice),
        voice.say(STATES[last.deed if last else None]),
        last is not None and last.is_given,
        tuple(deed_view(event, voice, zone) for event in agreed.events if event.id == id_),
        offer(id_, office.content, office.catalogs.translations(voice.tag, "legal")) if offered else None,
        can_withdraw=id_ in LATER and last is not None and last.is_given,
        withdraws_all=id_ == USE and alive,
    )
