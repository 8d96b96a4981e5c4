"""What services that change an inquiry work with, in a test: an office whose bell rings for nobody, or is counted."""

from collections.abc import Callable

from intake.lib.catalogs import Catalogs
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.paths import LOCALES
from intake.services.office import Office
from tests.makers import make_content


def make_office(db: Database, keyring: KeyRing, *, ring: Callable[[], None] = lambda: None) -> Office:
    """An office with the shipped content."""
    return Office(db, keyring, make_content(), Catalogs.load(LOCALES), "intake.example.org", ring)
