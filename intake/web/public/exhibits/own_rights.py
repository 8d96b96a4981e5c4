"""Exhibits of taking along, withdrawing, erasing, and of the doors that ask again."""

from collections.abc import Iterator
from functools import partial

from intake.domain.values import YES
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.web.common.looking import Exhibit, Stage
from intake.web.public.exhibits import sample
from intake.web.public.exhibits.common import page
from intake.web.public.options import Options
from intake.web.public.own import link, rights, timeline
from intake.web.public.own.consents_presenter import deed_view
from intake.web.public.own.consents_presenter import title_of as title_of_consent
from intake.web.public.own.copy_presenter import EARLIER_DAYS, OFFICE, YOU, AgreedView, CopyView, LineView, PairView
from intake.web.public.own.copy_presenter import PartView as CopiedView
from intake.web.public.own.visit import DOOR, TOO_MANY
from intake.web.public.spoken import said
from intake.web.public.statuses import told
from intake.web.public.voice import Voice


def pages() -> Iterator[Exhibit]:
    """The copy, withdrawing and erasing, a link by mail, a visit that is over."""
    yield page("copy", N_("A copy of everything"), "public/own/copy.html", path=f"{DOOR}/copy")
    yield page("copy.file", N_("The copy itself"), "public/own/copy_file.html", _copy)
    yield page(
        "copy.empty", N_("The copy itself"), "public/own/copy_file.html", partial(_copy, empty=True), about="empty"
    )
    for name, gone in {"withdraw": False, "withdraw.done": True}.items():
        context = partial(_just, reference=sample.REFERENCE, withdrawn=gone)
        path = rights.WITHDRAW if not gone else ""
        yield page(
            name, N_("Withdrawing"), "public/own/withdraw.html", context, path=path, about="done" if gone else ""
        )
    yield page("erase", N_("Erasing"), "public/own/erase.html", partial(_erase, complaint=""), path=rights.ERASE)
    yield page(
        "erase.wrong",
        N_("Erasing"),
        "public/own/erase.html",
        partial(_erase, complaint=rights.NOT_CONFIRMED),
        about="wrong",
    )
    for name, ordered in {"link": False, "link.ordered": True}.items():
        path = link.PATH if not ordered else ""
        yield page(
            name,
            N_("A link by mail"),
            "public/own/link.html",
            partial(_just, ordered=ordered),
            path=path,
            about=name[5:],
        )
    yield page(
        "link.question",
        N_("A link by mail"),
        "public/own/link_question.html",
        _link_question,
        path=link.PATH,
        about="question",
    )
    for name, by_link in {"over": False, "over.link": True}.items():
        yield page(
            name, N_("The visit is over"), "public/own/over.html", partial(_over, by_link=by_link), about=name[5:]
        )
    yield page("incomplete", N_("Something did not arrive"), "public/own/incomplete.html", partial(_just, kept=()))


def _copy(stage: Stage, voice: Voice, *, empty: bool = False) -> dict[str, object]:
    content, found = stage.resources.content, sample.follow_up()
    zone = str(content.routing.calendar.zone)
    at = formats.date_time(sample.NOW, voice.tag, zone)
    options = Options(content.questionnaire, voice, content)
    label = voice.content("question.contact_name.label", content.questionnaire.question("contact_name").label)
    pairs = (PairView(label, said(content.questionnaire.question("consent_process"), YES, options), typed=False),)
    lines = (
        () if empty else (LineView(voice.say(OFFICE), at, sample.TEXT, "en"), LineView(voice.say(YOU), at, sample.TEXT))
    )
    deeds = tuple(deed_view(event, voice, zone) for event in sample.consents(content))
    view = CopyView(
        at,
        sample.REFERENCE,
        at,
        told(found.status, voice.say)[0],
        () if empty else (CopiedView(voice.say(EARLIER_DAYS), pairs),),
        () if empty else (pairs,),
        () if empty else (AgreedView(title_of_consent("C1", voice), deeds),),
        lines,
        lines,
        lines,
        () if empty else timeline.looked(found, voice, zone),
    )
    return {"copy": view}


def _erase(stage: Stage, voice: Voice, *, complaint: str) -> dict[str, object]:
    told_so = voice.say(complaint) if complaint else ""
    return {"reference": sample.REFERENCE, "typed": sample.NAME if told_so else "", "complaint": told_so}


def _link_question(stage: Stage, voice: Voice) -> dict[str, object]:
    return {"year": "", "complaint": voice.say(link.NOT_OPENED)}


def _over(stage: Stage, voice: Voice, *, by_link: bool) -> dict[str, object]:
    complaint = voice.say(TOO_MANY) if by_link else ""
    return {"kept": (), "reference": sample.REFERENCE, "complaint": complaint, "by_link": by_link}


def _just(stage: Stage, voice: Voice, **context: object) -> dict[str, object]:
    return context
