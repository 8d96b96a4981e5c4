"""Staff pages as answers: the frame round every page, in the language of whoever asks.

The account's language decides; a path carries none. An account in a language without a catalog reads English.
"""

from dataclasses import dataclass, replace
from gettext import NullTranslations

from starlette.responses import HTMLResponse

from intake.domain.access import SERVING, Action, Actor, may
from intake.domain.values import StaffRole
from intake.lib import formats
from intake.lib.locales import Locale, locale_of
from intake.web.common.state import IntakeRequest

SOURCE_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round every staff page, in codes: the layout has the words. An empty name: nobody is logged in."""

    lang: str
    dir: str
    clinic: str
    path: str
    name: str = ""
    role: str = ""
    inbox: bool = False
    people: bool = False
    translates: bool = False
    staff_id: str = ""
    upto: int = 0  # how far the trail had come when the page was made
    waiting: int = 0  # tasks, and inquiries whose notes name them
    zone: str = ""  # by whose clock times are said
    stuck: str = ""  # since when mail is stuck


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody reading in one language. ``words`` are the staff catalog's, then those of every other."""

    locale: Locale
    words: NullTranslations

    def content(self, context: str, text: str) -> str:
        """A content sentence in this language; ``context`` is its content id (``question.birth_year.label``)."""
        return self.words.pgettext(context, text) if text else ""


def reader_of(request: IntakeRequest) -> Reader:
    """Who reads: the actor's language; before logging in, that of the browser."""
    resources, actor = request.state["resources"], request.state["actor"]
    if actor is not None:
        tag = actor.locale if actor.locale in resources.catalogs.tags else SOURCE_LANGUAGE
    else:
        tag = resources.locales.negotiate(None, request.headers.get("accept-language"))
    return Reader(locale_of(tag), resources.catalogs.translations(tag, "staff"))


def staff_page(request: IntakeRequest, template: str, status: int = 200, **context: object) -> HTMLResponse:
    """The page for whoever asks. Never kept by a browser or a proxy."""
    reader, office = reader_of(request), request.state["resources"].content.clinic
    frame = _frame(reader, reader.content("clinic.name", office.name), request.state["actor"], request.url.path)
    # A page that says nothing is here tells nothing else: it is the same whatever was asked for.
    if "standing" in request.state and status != 404:
        waits = request.state["standing"]
        zone = request.state["resources"].content.routing.calendar.zone.key
        frame = replace(frame, upto=waits.upto, waiting=waits.waiting, zone=zone)
        if "stuck_since" in request.state:
            since = request.state["stuck_since"]
            frame = replace(frame, stuck=formats.date_time(since, reader.locale.tag, zone))
    text = request.state["render"].staff(template, reader.locale, frame=frame, **context)
    headers = {"Cache-Control": "no-store", "Content-Language": reader.locale.tag}
    return HTMLResponse(text, status, headers=headers)


def serves_any(actor: Actor) -> bool:
    """Whether inquiries are this person's business at all (an administrator's only with a queue of their own)."""
    on_queues = actor.queues is None or bool(actor.queues)
    return actor.role is StaffRole.COORDINATOR or (actor.role in SERVING and on_queues)


def _frame(reader: Reader, clinic: str, actor: Actor | None, path: str) -> Frame:
    frame = Frame(reader.locale.tag, reader.locale.direction, clinic, path)
    if actor is None:
        return frame
    return replace(
        frame,
        name=actor.name,
        role=actor.role.value,
        inbox=serves_any(actor),
        people=actor.role is StaffRole.ADMINISTRATOR,
        translates=may(actor, Action.TRANSLATE),
        staff_id=actor.staff_id,
    )
