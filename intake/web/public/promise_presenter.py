"""What a page says of the languages we answer in and of how fast we are, in its own language."""

from intake.content.legal import Legal
from intake.domain.promise import Promise
from intake.lib import formats
from intake.web.public.reading import LanguageView, PromiseView
from intake.web.public.voice import Voice


def promise_view(promise: Promise, voice: Voice, *, legal: Legal) -> PromiseView:
    """What is so for readers of this language."""
    measured = promise.measured(voice.tag)
    unstaffed = voice.content("line.answer_languages", legal.lines["answer_languages"])
    return PromiseView(
        language=_named(voice.tag),
        answered=promise.answers_in(voice.tag),
        languages=tuple(_named(tag) for tag in promise.languages),
        days=promise.target if measured is None else measured,
        measured=measured is not None,
        unstaffed="" if promise.staffed and promise.languages else unstaffed,
    )


def _named(tag: str) -> LanguageView:
    return LanguageView(tag, formats.language_name(tag, tag))
