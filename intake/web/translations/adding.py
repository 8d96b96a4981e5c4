"""A language is added: no code, no restart. Patients see nothing of it until somebody offers it."""

from datetime import UTC, datetime

from starlette.responses import RedirectResponse, Response

from intake.services.catalogs.adding import CannotAdd
from intake.services.workbench import beginning
from intake.web.common.forms import read_form, single
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of
from intake.web.common.state import IntakeRequest
from intake.web.translations import words
from intake.web.translations.common import HOME
from intake.web.translations.overview import page

LONGEST_TAG = 35


async def add(request: IntakeRequest) -> Response:
    """POST /staff/translations: a new language by its tag."""
    tag, resources = single(await read_form(request)).get("tag", "")[:LONGEST_TAG].strip(), request.state["resources"]
    now, office = datetime.now(UTC), resources.office
    try:
        made = await beginning.begin(actor_of(request), tag, languages=resources.languages, office=office, now=now)
    except CannotAdd as refused:
        problem = words.additions(reader_of(request).words)[refused.reason.value] % {"tag": refused.tag}
        return page(request, 422, problem=problem, typed=tag)
    return RedirectResponse(f"{HOME}/{made}?done=added", status_code=303)
