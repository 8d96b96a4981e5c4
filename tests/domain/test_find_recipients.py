"""An inquiry always finds somebody to tell, as long as anybody serves at all."""

from dataclasses import replace
from datetime import timedelta

from intake.domain.duty import Duty
from intake.domain.recipients import Colleague, in_charge, recipients
from intake.domain.values import StaffRole
from tests.people import NOON as NOW


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
    return [person.staff_id for person in recipients(queue, language, roster or EVERYBODY, now=NOW)]


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


def away(person: Colleague, *, stand_in: str | None = None) -> Colleague:
    return replace(person, duty=Duty(absent_from=NOW - timedelta(days=1), stand_in_id=stand_in))


def test_who_is_away_is_not_told_while_somebody_else_is_there() -> None:
    assert names("autoimmune", "ar", away(CLARA), OMAR, LEA) == ["omar"]
    assert names("autoimmune", "ar", away(CLARA), LEA) == ["lea"]


def test_where_everybody_is_away_they_are_told_all_the_same() -> None:
    assert names("autoimmune", "ar", away(CLARA), away(OMAR)) == ["clara"]


def test_while_somebody_is_away_their_stand_in_looks_after_it() -> None:
    def charged(*roster: Colleague) -> str | None:
        found = in_charge("clara", "autoimmune", roster, now=NOW)
        return found.staff_id if found else None

    assert charged(CLARA, OMAR) == "clara"
    assert charged(away(CLARA, stand_in="omar"), OMAR) == "omar"
    assert charged(away(CLARA), OMAR) is None
    assert charged(away(CLARA, stand_in="lea"), LEA) is None  # who may not see the queue stands in for nobody there
    assert charged(away(CLARA, stand_in="omar"), away(OMAR, stand_in="clara")) is None
    assert charged(OMAR) is None  # gone
