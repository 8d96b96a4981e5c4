"""What stands on exhibits where a page shows somebody's own: plainly nobody's."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

from intake.content.loader import Content
from intake.domain.consent import OF_PATIENT, PATIENT, ConsentEvent, Deed, digest
from intake.domain.files import FileInfo, FileKind, Scan
from intake.domain.values import InquirerRole, StaffRole, Status
from intake.services.follow_up import OPERATOR, Event, FollowUp, Looked
from intake.web.public.own import timeline
from intake.web.public.own.consents_presenter import ORDER
from intake.web.public.own.messages import MessageView

NOW: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY: Final = date(2026, 3, 2)
REFERENCE: Final = "demo-2345"
CODE: Final = "0000000000000000"
NAME: Final = "Demo"
TEXT: Final = "Demo text. It is not about a real person."
TYPED: Final = {"contact_name": [NAME], "question": [TEXT]}
ANSWERS: Final = {"condition": "sle", "inquirer_role": InquirerRole.RELATIVE.value, "residence_country": "DE"}


def files() -> tuple[FileInfo, ...]:
    """A file for each thing the scanner may have said."""
    return tuple(
        FileInfo(f"demo-{scan}", "demo", NOW, 120_000, scan, f"demo-{scan}.pdf", "pdf", FileKind.OTHER, "0")
        for scan in Scan
    )


def follow_up(status: Status = Status.IN_TRIAGE) -> FollowUp:
    """An inquiry to which everything has happened that its timeline tells, hours apart."""
    told = [(action, False) for action in timeline.BY_THE_OFFICE] + [
        (action, True) for action in timeline.BY_THE_VISITOR
    ]
    events = [Event(NOW + timedelta(hours=2 * at), mine, action) for at, (action, mine) in enumerate(told, 1)]
    events += [Event(NOW + timedelta(days=10 + at), False, "", one) for at, one in enumerate(Status)]
    roles = (StaffRole.COORDINATOR.value, StaffRole.ADMINISTRATOR.value, OPERATOR, "")
    looked = [Looked(role, times, NOW, documents) for role in roles for times in (1, 3) for documents in (False, True)]
    return FollowUp(REFERENCE, status, NOW, NOW + timedelta(days=2), tuple(events), tuple(looked))


def conversation() -> tuple[MessageView, ...]:
    """One message of each side."""
    return (
        MessageView("you", NOW, "", TEXT, "en", new=False),
        MessageView("us", NOW + timedelta(hours=1), "", TEXT, "en", new=True),
    )


def consents(content: Content) -> tuple[ConsentEvent, ...]:
    """Each consent given; some of them refused or taken back afterwards."""
    deeds: Mapping[str, Deed] = {"C2": Deed.WITHDRAWN, OF_PATIENT: Deed.REFUSED}
    given = [_event(id_, Deed.GIVEN) for id_ in ORDER if id_ != OF_PATIENT]
    return (*given, *(_event(id_, deed) for id_, deed in deeds.items()))


def _event(id_: str, deed: Deed) -> ConsentEvent:
    by = PATIENT if id_ == OF_PATIENT else InquirerRole.RELATIVE.value
    return ConsentEvent(id_, deed, TEXT, "1", "en", digest(TEXT), NOW, by, TEXT, digest(TEXT))
