"""Things a test needs, valid by default: a test says only what it is about. Nothing here touches a database."""

from intake.domain.access import Actor
from intake.domain.values import StaffRole


def make_actor(
    *,
    staff_id: str = "staff-1",
    role: StaffRole = StaffRole.COORDINATOR,
    queues: frozenset[str] | None = None,
    locale: str = "en",
    name: str = "Clara",
) -> Actor:
    """Somebody of the staff; by default a coordinator of every queue."""
    return Actor(staff_id=staff_id, role=role, queues=queues, locale=locale, name=name)
