"""Every kind of mail in every language, as its reader would see it: with examples, sent to nobody."""

from collections.abc import Collection
from dataclasses import dataclass
from gettext import NullTranslations

from anyio import to_thread
from starlette.responses import Response

from intake.lib import formats
from intake.lib.locales import locale_of
from intake.lib.mail.reading import Readable, readable
from intake.services.mail.samples import SAMPLES, Sample
from intake.web.common.headers import FRAMING
from intake.web.common.letters import Scheme, letter_page
from intake.web.common.mails import distinct_kinds
from intake.web.common.staff import Reader, reader_of, staff_page
from intake.web.common.state import IntakeRequest


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One entry of a menu."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What is chosen, and what of the mail stands beside its page."""

    mails: tuple[ChoiceView, ...]
    languages: tuple[ChoiceView, ...]
    schemes: tuple[ChoiceView, ...]
    source: str
    tag: str
    dir: str
    draft: bool
    subject: str
    headers: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True)
class _Asked:
    sample: Sample
    tag: str
    scheme: Scheme

    @property
    def query(self) -> str:
        return f"mail={self.sample.name}&language={self.tag}&scheme={self.scheme}"


async def show(request: IntakeRequest) -> Response:
    """GET /staff/mail/previews?mail=…&language=…&scheme=…"""
    asked, reader = _asked(request), reader_of(request)
    found, catalogs = await _found(request, asked), request.state["resources"].catalogs
    view = PreviewView(
        tuple(ChoiceView(name, _label(one, reader), one is asked.sample) for name, one in SAMPLES.items()),
        _languages(catalogs.tags, asked.tag, reader),
        _schemes(reader.words, asked.scheme),
        f"/staff/mail/previews/page?{asked.query}",
        asked.tag,
        locale_of(asked.tag).direction,
        catalogs.is_draft(asked.tag),
        found.header("Subject"),
        found.headers,
        found.text,
    )
    answer = staff_page(request, "operations/previews.html", view=view)
    answer.raw_headers.append(FRAMING)
    return answer


async def page(request: IntakeRequest) -> Response:
    """GET /staff/mail/previews/page: the HTML part alone."""
    asked = _asked(request)
    return letter_page((await _found(request, asked)).html, scheme=asked.scheme)


def _asked(request: IntakeRequest) -> _Asked:
    """What is asked for; what there is not gets the first one, the reader's language, and light."""
    asked, tags = request.query_params, request.state["resources"].catalogs.tags
    sample = SAMPLES.get(asked.get("mail", "")) or next(iter(SAMPLES.values()))
    language = asked.get("language", "")
    tag = language if language in tags else reader_of(request).locale.tag
    return _Asked(sample, tag, "dark" if asked.get("scheme") == "dark" else "light")


async def _found(request: IntakeRequest, asked: _Asked) -> Readable:
    composer = request.state["resources"].composer
    return readable(await to_thread.run_sync(asked.sample.written, composer, asked.tag))


def _label(sample: Sample, reader: Reader) -> str:
    """What it is; those of one kind are numbered."""
    t = reader.words
    named = {
        **distinct_kinds(t),
        "desk_digest": t.pgettext("mail kind", "What is new, once a day"),
        "key_unusable": t.pgettext("mail kind", "An OpenPGP key that cannot be used"),
    }
    kin = [name for name, one in SAMPLES.items() if one.kind == sample.kind]
    if len(kin) == 1:
        return named[sample.kind]
    # Translators: One of several examples of the same kind of mail: “A new inquiry – example 2”.
    words = t.gettext("%(mail)s – example %(number)s")
    number = formats.number(kin.index(sample.name) + 1, reader.locale.tag)
    return words % {"mail": named[sample.kind], "number": number}


def _languages(tags: Collection[str], chosen: str, reader: Reader) -> tuple[ChoiceView, ...]:
    named = sorted((formats.language_name(tag, reader.locale.tag), tag) for tag in tags)
    return tuple(ChoiceView(tag, label, tag == chosen) for label, tag in named)


def _schemes(t: NullTranslations, chosen: Scheme) -> tuple[ChoiceView, ...]:
    named: dict[Scheme, str] = {
        # Translators: How a mail program shows mails: dark letters on light paper.
        "light": t.pgettext("colours", "light"),
        # Translators: How a mail program shows mails: light letters on dark paper.
        "dark": t.pgettext("colours", "dark"),
    }
    return tuple(ChoiceView(code, label, code == chosen) for code, label in named.items())
