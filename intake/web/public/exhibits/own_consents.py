"""Exhibits of what is agreed to, and of the patient’s own answer."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from intake.domain.consent import OF_PATIENT
from intake.domain.values import InquirerRole, Status
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.lib.ids import format_code
from intake.lib.qr import qr_code
from intake.services import consents
from intake.services.consents import Agreed
from intake.web.common.looking import Exhibit, Stage
from intake.web.public import consent
from intake.web.public.exhibits import sample
from intake.web.public.exhibits.common import page
from intake.web.public.own import consents as agreeing
from intake.web.public.own.consents_presenter import STATES, WROTE, SheetView, consents_view, one_view
from intake.web.public.own.visit import DOOR
from intake.web.public.voice import Voice


def pages() -> Iterator[Exhibit]:
    """What was agreed to, in each state; the sheet for the patient, and the page it leads to."""
    path = f"{DOOR}/consents"
    yield page("consents", N_("What was agreed to"), "public/own/consents.html", _consents, path=path)
    for name in (*agreeing.DONE, "changed", "none"):
        yield page(
            f"consents.{name}",
            N_("What was agreed to"),
            "public/own/consents.html",
            partial(_consents, state=name),
            about=name,
        )
    yield page("consents.one", N_("One agreement, to print"), "public/own/consent.html", _one, path=path)
    for role in WROTE:
        sheet, question = partial(_sheet, role), partial(_question, role)
        at = path if role == InquirerRole.RELATIVE else ""
        yield page(
            f"consents.sheet.{role}",
            N_("Sheet for the patient"),
            "public/own/patient_sheet.html",
            sheet,
            path=at,
            about=role,
        )
        yield page(f"consent.{role}", N_("The patient’s own answer"), "public/consent.html", question, about=role)
    yield page("consent", N_("The patient’s own answer"), "public/consent.html", _consent_door, path=consent.PATH)
    for name in ("not_found", "too_many"):
        yield page(
            f"consent.{name}",
            N_("The patient’s own answer"),
            "public/consent.html",
            partial(_consent_door, state=name),
            about=name,
        )
    yield page(
        "consent.kept", N_("The patient’s own answer"), "public/consent_kept.html", path=consent.KEPT, about="kept"
    )


def _agreed(stage: Stage) -> Agreed:
    return Agreed(
        sample.REFERENCE,
        InquirerRole.RELATIVE,
        Status.IN_TRIAGE,
        sample.consents(stage.resources.content),
        of_patient=True,
    )


def _consents(stage: Stage, voice: Voice, *, state: str = "") -> dict[str, object]:
    agreed = _agreed(stage)
    if state == "none":
        agreed = replace(agreed, events=())
    done = voice.say(agreeing.DONE[state]) if state in agreeing.DONE else ""
    complaint = voice.say(agreeing.CHANGED) if state == "changed" else ""
    view = consents_view(agreed, voice, stage.resources.office)
    return {"agreed": view, "done": done, "complaint": complaint}


def _one(stage: Stage, voice: Voice) -> dict[str, object]:
    return {"consent": one_view(_agreed(stage), "C1", voice, stage.resources.office), "reference": sample.REFERENCE}


def _offer(stage: Stage, voice: Voice) -> consents.Offer:
    resources = stage.resources
    return consents.offer(OF_PATIENT, resources.content, resources.catalogs.translations(voice.tag, "legal"))


def _wrote(role: str, stage: Stage, voice: Voice) -> str:
    zone = stage.resources.content.routing.calendar.zone
    return voice.say(WROTE[role]) % {"date": formats.date(sample.NOW, voice.tag, zone)}


def _sheet(role: str, stage: Stage, voice: Voice) -> dict[str, object]:
    address = f"{stage.resources.settings.base_url}/{voice.tag}/consent"
    code = tuple(format_code(sample.CODE[:12]).split())
    wrote = _wrote(role, stage, voice)
    return {"sheet": SheetView(sample.REFERENCE, code, wrote, address, qr_code(address), _offer(stage, voice))}


def _question(role: str, stage: Stage, voice: Voice) -> dict[str, object]:
    states = dict(zip(WROTE, (state for deed, state in STATES.items() if deed), strict=False))
    before = voice.say(states[role]) if role in states else ""
    complaint = voice.say(consent.CHANGED) if role == InquirerRole.AGENT else ""
    wrote, offer = _wrote(role, stage, voice), _offer(stage, voice)
    view = consent.QuestionView(sample.REFERENCE, sample.CODE[:12], wrote, offer, before, complaint)
    return {"question": view, "door": None}


def _consent_door(stage: Stage, voice: Voice, *, state: str = "") -> dict[str, object]:
    why = {"not_found": consent.NOT_FOUND, "too_many": consent.TOO_MANY}
    complaint = voice.say(why[state]) if state else ""
    return {"question": None, "door": consent.DoorView(sample.REFERENCE, "", complaint)}
