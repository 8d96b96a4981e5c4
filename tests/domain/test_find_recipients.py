"""An inquiry always finds somebody to tell, as long as anybody serves at all."""

from intake.domain.recipients import Colleague, recipients
from intake.domain.values import StaffRole


def make_colleague(
    staff_id: str,
    *queues: str,
    languages: tuple[str, ...] = ("en",),
    leads: tuple[str, ...] = (),
    role: StaffRole = StaffRole.COORDINATOR,
    every: bool = False,
) -> Colleague:
    serves = None if every else frozenset(queues)
    return Colleague(staff_id, role, serves, frozenset(leads), frozenset(languages), "en")


CLARA = make_colleague("clara", "autoimmune", languages=("ar", "en"))
OMAR = make_colleague("omar", "autoimmune", "repeat", languages=("he",))
LEA = make_colleague("lea", "lead", leads=("lead",))
ADA = make_colleague("ada", role=StaffRole.ADMINISTRATOR)
TOVE = make_colleague("tove", role=StaffRole.TRANSLATOR, every=True)
EVERYBODY = (CLARA, OMAR, LEA, ADA, TOVE)


def names(queue: str, language: str, *roster: Colleague) -> list[str]:
    return [person.staff_id for person in recipients(queue, language, roster or EVERYBODY)]


def test_who_speaks_the_language_is_told() -> None:
    assert names("autoimmune", "ar") == ["clara"]


def test_a_regional_language_is_the_language() -> None:
    assert names("autoimmune", "ar-EG") == ["clara"]


def test_nobody_speaks_it_so_the_whole_queue_is_told() -> None:
    assert names("autoimmune", "ka") == ["clara", "omar"]


def test_a_queue_without_anybody_goes_to_the_lead_queue() -> None:
    assert names("heme", "en") == ["lea"]


def test_who_serves_every_queue_serves_this_one() -> None:
    assert names("heme", "en", make_colleague("eve", every=True), LEA) == ["eve"]


def test_without_a_lead_the_administrators_are_told() -> None:
    assert names("heme", "en", CLARA, ADA) == ["ada"]


def test_translators_are_never_told() -> None:
    assert names("heme", "en", TOVE) == []
