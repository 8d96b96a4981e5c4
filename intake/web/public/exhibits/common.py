"""What every exhibit of a page needs."""

from collections.abc import Callable

from intake.web.common.looking import Exhibit, Stage
from intake.web.public.voice import Voice, voice_of

Context = Callable[[Stage, Voice], dict[str, object]]


def page(
    name: str, title: str, template: str, context: Context = lambda _, __: {}, *, path: str = "", about: str = ""
) -> Exhibit:
    """An exhibit of a template, with what its presenters make of the samples."""

    def make(stage: Stage) -> str:
        voice = voice_of(stage.resources, stage.locale)
        return stage.render.public(template, stage.locale, path=path or "/", **context(stage, voice))

    return Exhibit(name, title, make, path, about)
