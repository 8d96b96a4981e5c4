"""What the mail page says of the canaries: whether who writes in each language gets a mail."""

from dataclasses import dataclass
from datetime import datetime
from gettext import NullTranslations

from intake.domain.canary import Perch, Step
from intake.lib import formats
from intake.services.canary import standing
from intake.web.common.staff import reader_of
from intake.web.common.state import IntakeRequest


@dataclass(frozen=True, slots=True)
class CanaryView:
    """``failed``: a sentence for each language in which the last one failed; ``well``: one for all the others."""

    failed: tuple[str, ...]
    well: str


async def canary_view(request: IntakeRequest) -> CanaryView | None:
    """How the canaries stand in the languages patients are offered; None where none was ever sent."""
    resources, t = request.state["resources"], reader_of(request).words
    known = (await standing.look(db=resources.db)).perches
    perches = {tag: perch for tag, perch in known.items() if tag in resources.locales}
    failed = {tag: perch for tag, perch in perches.items() if perch.is_failing}
    well = [perch.ok_at for tag, perch in perches.items() if tag not in failed and perch.ok_at]
    if not (failed or well):
        return None
    said = t.ngettext(
        "A made-up inquiry and its mail came through in %(count)s language; longest ago: %(when)s.",
        "A made-up inquiry and its mail came through in %(count)s languages; longest ago: %(when)s.",
        len(well),
    )
    count = formats.number(len(well), reader_of(request).locale.tag)
    return CanaryView(
        tuple(_failed(request, tag, perch) for tag, perch in sorted(failed.items())),
        said % {"count": count, "when": _when(request, min(well))} if well else "",
    )


def _failed(request: IntakeRequest, tag: str, perch: Perch) -> str:
    reader = reader_of(request)
    t = reader.words
    values = {
        "language": formats.language_name(tag, reader.locale.tag),
        "when": _when(request, perch.failed_at),
        "step": steps(t)[perch.step] if perch.step else "–",
        "before": _when(request, perch.ok_at),
    }
    if perch.ok_at is None:
        return t.gettext("%(language)s: it stopped at %(when)s (%(step)s). None has come through yet.") % values
    return t.gettext("%(language)s: it stopped at %(when)s (%(step)s). The last one came through: %(before)s.") % values


def steps(t: NullTranslations) -> dict[Step, str]:
    """What a canary was doing when it stopped."""
    return {
        Step.FORM: t.pgettext("canary", "opening the form"),
        Step.SEND: t.pgettext("canary", "sending it"),
        Step.RECEIPT: t.pgettext("canary", "reading the receipt"),
        Step.FOLLOW_UP: t.pgettext("canary", "coming back with reference and access code"),
        Step.MAIL: t.pgettext("canary", "waiting for the mail"),
        Step.LETTER: t.pgettext("canary", "reading the mail"),
        Step.ERASE: t.pgettext("canary", "being taken away again"),
    }


def _when(request: IntakeRequest, moment: datetime | None) -> str:
    zone = request.state["resources"].content.routing.calendar.zone
    return formats.date_time(moment, reader_of(request).locale.tag, zone) if moment else "–"
