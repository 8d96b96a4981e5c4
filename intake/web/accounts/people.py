"""Who has an account."""

from dataclasses import dataclass
from gettext import NullTranslations

from starlette.responses import Response

from intake.domain.values import StaffRole
from intake.lib import formats
from intake.services import accounts
from intake.services.accounts import Account
from intake.web.common.guards import actor_of
from intake.web.common.staff import Reader, reader_of, staff_page
from intake.web.common.state import IntakeRequest


@dataclass(frozen=True, slots=True)
class PersonView:
    """One account in the list."""

    name: str
    email: str
    role: str
    queues: str
    languages: str
    active: bool
    state: str


async def show(request: IntakeRequest) -> Response:
    """GET /staff/people: who has an account."""
    resources = request.state["resources"]
    found = await accounts.listing(actor_of(request), db=resources.db, keyring=resources.keyring)
    reader = reader_of(request)
    return staff_page(request, "accounts/people.html", people=[_person(account, reader) for account in found])


def _person(account: Account, reader: Reader) -> PersonView:
    """Queues by their code: it is what the command line takes."""
    t = reader.words
    served = (
        t.gettext("%(queue)s (lead)") % {"queue": queue} if lead else queue for queue, lead in account.queues.items()
    )
    return PersonView(
        name=account.name,
        email=account.email,
        role=_roles(t)[account.role],
        queues=t.gettext("all queues") if account.all_queues else ", ".join(served) or "–",
        languages=", ".join(formats.language_name(tag, reader.locale.tag) for tag in account.languages),
        active=account.active,
        state=t.gettext("active") if account.active else t.gettext("disabled"),
    )


def _roles(t: NullTranslations) -> dict[StaffRole, str]:
    return {
        StaffRole.ADMINISTRATOR: t.pgettext("role", "administrator"),
        StaffRole.COORDINATOR: t.pgettext("role", "coordinator"),
        StaffRole.TRANSLATOR: t.pgettext("role", "translator"),
    }
