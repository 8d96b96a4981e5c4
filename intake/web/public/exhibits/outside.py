"""Exhibits of the pages everybody can reach: what is read, the form, what follows it, and what is said of mistakes."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

from intake.content.loader import Content
from intake.content.programmes import Programme
from intake.domain.promise import Promise
from intake.domain.triage import Flag
from intake.domain.typed import Complaint
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.lib.paths import TEMPLATES
from intake.lib.qr import qr_code
from intake.services.erasure import Receipt
from intake.services.files import Listed
from intake.web.common import complaints
from intake.web.common.looking import Exhibit, Stage
from intake.web.public import draft_files, drafts, erasure
from intake.web.public.drafts_presenter import RESUME, ResumeView, SavedView
from intake.web.public.exhibits import sample
from intake.web.public.exhibits.common import page
from intake.web.public.form_presenter import form_view
from intake.web.public.own.files_presenter import CHOOSE_AGAIN, files_view, upload_view
from intake.web.public.own.visit import NOT_FOUND
from intake.web.public.panels import distress_view, panels_for
from intake.web.public.programme_presenter import home_view, not_offered_view, privacy_view, programme_view
from intake.web.public.promise_presenter import promise_view
from intake.web.public.reading import FollowUpFormView, ReceiptView, in_fours
from intake.web.public.unclear import LineView, UnclearView
from intake.web.public.voice import Voice

NOBODY = Promise(2)
AIM = Promise(2, staffed=True, languages=("en",))


def read(content: Content) -> Iterator[Exhibit]:
    """Pages that are only read, and the form."""
    yield page("form", N_("The form"), "public/inquiry.html", _form, path="/inquiry")
    yield page("home", N_("Home page"), "public/home.html", partial(_home, NOBODY), path="/")
    for slug, programme in content.programmes.items():
        context = partial(_programme, programme)
        path = f"/programmes/{slug}"
        yield page(f"programmes.{slug}", N_("Programme"), "public/programme.html", context, path=path, about=slug)
    yield page("privacy", N_("Privacy"), "public/privacy.html", _privacy, path="/privacy")
    yield page("form.distress", N_("The form, after words of despair"), "public/inquiry.html", _despair)
    for kind in Complaint:
        context = partial(_complained, kind)
        yield page(f"form.{kind}", N_("The form, with a complaint"), "public/inquiry.html", context, about=kind.value)
    home = page("home.preview", N_("Home page, by a preview link"), "public/home.html", partial(_home, AIM))
    yield replace(home, make=lambda stage: home.make(replace(stage, locale=replace(stage.locale, preview=True))))
    for name, promised in {"aim": AIM, "answers": None}.items():
        yield page(f"home.{name}", N_("Home page, with what we promise"), "public/home.html", partial(_home, promised))


def after() -> Iterator[Exhibit]:
    """What follows the form."""
    yield page("received", N_("After sending"), "public/received.html", _received, path="/inquiry/received")
    yield page("received.panels", N_("After sending, with warning signs"), "public/received.html", _alarming)
    yield page("received.urgent", N_("After sending, urgent"), "public/received.html", _urgent)
    yield page("saved", N_("The form put aside"), "public/saved.html", _saved, path="/inquiry/saved")
    for name in ("mailed", "wrong", "sent"):
        context = partial(_saved, state=name)
        yield page(f"saved.{name}", N_("The form put aside"), "public/saved.html", context, about=name)
    yield page("resume", N_("Back to a form put aside"), "public/resume.html", _resume, path="/inquiry/resume")
    for name, view in {"deleted": ResumeView(deleted=True), "left": ResumeView(left=True)}.items():
        context = partial(_given, {"resume": view})
        yield page(f"resume.{name}", N_("Back to a form put aside"), "public/resume.html", context, about=name)
    yield page("resume.another", N_("Back to a form put aside"), "public/resume.html", _another, about="another")
    for name, door in {
        "": FollowUpFormView(),
        ".wrong": FollowUpFormView(sample.REFERENCE, NOT_FOUND),
        ".left": FollowUpFormView(left=True),
        ".link": FollowUpFormView(by_link=True, next="details"),
    }.items():
        path = "/follow-up" if not name else ""
        yield page(
            f"door{name}",
            N_("The door to one’s own message"),
            "public/follow_up.html",
            partial(_door, door),
            path=path,
            about=name[1:],
        )
    yield page("erased", N_("Receipt of an erasure"), "public/erased.html", _erased, path="/erasure/receipt")
    yield page(
        "erased.rest", N_("Receipt of an erasure"), "public/erased.html", partial(_erased, done=False), about="rest"
    )
    for name, genuine in {"": None, ".genuine": True, ".unknown": False}.items():
        context = partial(_check, genuine)
        path = "/erasure" if not name else ""
        yield page(
            f"erasure{name}", N_("Checking a receipt"), "public/erasure.html", context, path=path, about=name[1:]
        )


def asking() -> Iterator[Exhibit]:
    """Where somebody says what they do not understand."""
    for name, thanks in {"unclear": False, "unclear.thanks": True}.items():
        context = partial(_unclear, thanks)
        yield page(name, N_("What is hard to understand?"), "public/unclear.html", context, about=name[8:])


def errors() -> Iterator[Exhibit]:
    """What is said when something went wrong."""
    for path in sorted((TEMPLATES / "errors").glob("*.html")):
        context = partial(_given, {"reference": "k3f2"})
        yield page(
            f"errors.{path.stem}",
            N_("When something went wrong"),
            f"errors/{path.name}",
            context,
            path=f"/errors/{path.stem}",
            about=path.stem,
        )


def _unclear(thanks: bool, _: Stage, __: Voice) -> dict[str, object]:
    line = LineView("0", sample.TEXT, sample.TEXT, told=thanks)
    return {"unclear": UnclearView("/unclear/", "/", (line,), thanks)}


def _given(context: Mapping[str, object], _: Stage, __: Voice) -> dict[str, object]:
    return dict(context)


def _form(stage: Stage, voice: Voice, *, promise: Promise = AIM) -> dict[str, object]:
    content = stage.resources.content
    form = form_view(content.questionnaire, voice, content=content, today=sample.TODAY)
    return {"form": form, "promised": promise_view(promise, voice, legal=content.legal)}


def _complained(kind: Complaint, stage: Stage, voice: Voice) -> dict[str, object]:
    """Every question that has a sentence of its own for this complaint has it; else the first that can have it."""
    content = stage.resources.content
    asked = [question.id for question in content.questionnaire.short]
    wrong = [question for question in asked if (question, kind) in complaints.OF_QUESTIONS]
    general = [question for question in asked if (question, kind) not in complaints.OF_QUESTIONS]
    form = form_view(
        content.questionnaire,
        voice,
        content=content,
        today=sample.TODAY,
        typed=sample.TYPED,
        complaints=dict.fromkeys((*wrong, *general[:1]), kind),
    )
    return {"form": form, "promised": promise_view(AIM, voice, legal=content.legal)}


def _despair(stage: Stage, voice: Voice) -> dict[str, object]:
    content = stage.resources.content
    form = form_view(content.questionnaire, voice, content=content, today=sample.TODAY, typed=sample.TYPED)
    return {
        "form": replace(form, distress=distress_view(content, voice, "US")),
        "promised": _form(stage, voice)["promised"],
    }


def _home(promise: Promise | None, stage: Stage, voice: Voice) -> dict[str, object]:
    content = stage.resources.content
    base = voice.tag.partition("-")[0]
    promise = promise or Promise(2, staffed=True, languages=(voice.tag, "en"), days={base: 1})
    promised = promise_view(promise, voice, legal=content.legal)
    return {"home": home_view(content.programmes, voice, promise=promised)}


def _programme(programme: Programme, stage: Stage, voice: Voice) -> dict[str, object]:
    content = stage.resources.content
    return {"programme": programme_view(programme, voice, sources=content.sources, legal=content.legal)}


def _privacy(stage: Stage, voice: Voice) -> dict[str, object]:
    legal = stage.resources.content.legal
    return {"privacy": privacy_view(legal.pages["privacy"], voice, updated=legal.written_on)}


def _received(
    stage: Stage, voice: Voice, *, flags: tuple[Flag, ...] = (), urgent: bool = False, not_offered: bool = False
) -> dict[str, object]:
    content, tag = stage.resources.content, voice.tag
    zone = content.routing.calendar.zone
    address = f"{stage.resources.settings.base_url}/{tag}/follow-up"
    receipt = ReceiptView(
        sample.REFERENCE,
        sample.CODE,
        formats.date_time(sample.NOW, tag, zone),
        formats.date(sample.NOW + timedelta(days=1), tag, zone),
        address,
        qr_code(address),
        urgent=urgent,
        by_email=not urgent,
        panels=panels_for(flags, "US", content, voice),
    )
    return {"receipt": receipt, "not_offered": not_offered_view(content, voice) if not_offered else None}


def _alarming(stage: Stage, voice: Voice) -> dict[str, object]:
    return _received(stage, voice, flags=tuple(Flag), not_offered=True)


def _urgent(stage: Stage, voice: Voice) -> dict[str, object]:
    return _received(stage, voice, urgent=True)


def _saved(stage: Stage, voice: Voice, *, state: str = "") -> dict[str, object]:
    mailed, wrong, is_sent = (state == name for name in ("mailed", "wrong", "sent"))
    resources, zone = stage.resources, stage.resources.content.routing.calendar.zone
    address = f"{resources.settings.base_url}/{voice.tag}{RESUME}"
    upload = upload_view(resources, voice, complaint=CHOOSE_AGAIN if wrong else "")
    listed = files_view(Listed(sample.files(), (), frozenset()), resources, voice, upload, trusted=False)
    return {
        "saved": SavedView(
            "demo",
            "demo",
            sample.CODE,
            formats.date(sample.NOW + timedelta(days=30), voice.tag, zone),
            address,
            qr_code(address),
            is_sent,
            tuple(replace(file, removable=True) for file in listed.files),
            None if is_sent else upload,
            mailed,
            sample.NAME if wrong else "",
            voice.say(drafts.NO_ADDRESS) if wrong else "",
            2 if mailed else 0,
            panels_for(tuple(Flag) if wrong else (), "US", resources.content, voice, on_form=True),
        )
    }


def _resume(stage: Stage, voice: Voice) -> dict[str, object]:
    return {"resume": ResumeView(sample.CODE, voice.say(drafts.NOT_FOUND))}


def _another(stage: Stage, voice: Voice) -> dict[str, object]:
    return {"resume": ResumeView(complaint=voice.say(draft_files.ANOTHER))}


def _door(view: FollowUpFormView, stage: Stage, voice: Voice) -> dict[str, object]:
    return {"follow_up": view if not view.complaint else FollowUpFormView(view.reference, voice.say(view.complaint))}


def _erased(stage: Stage, voice: Voice, *, done: bool = True) -> dict[str, object]:
    receipt = Receipt(sample.REFERENCE, "2026-03-02 09:30", sample.CODE[:12], done)
    local = formats.date_time(sample.NOW, voice.tag, stage.resources.content.routing.calendar.zone)
    return {"erased": receipt, "code_groups": in_fours(receipt.code), "local": local}


def _check(genuine: bool | None, stage: Stage, voice: Voice) -> dict[str, object]:
    complaint = voice.say(erasure.TOO_MANY) if genuine is None else ""
    return {"check": erasure.CheckView(sample.REFERENCE, "", "", genuine, complaint)}
