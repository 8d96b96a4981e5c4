"""What services that change an inquiry work with, in a test: an office whose bell rings for nobody, or is counted."""

from collections.abc import Callable

from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.office import Office
from tests.makers import make_catalogs, make_content


def make_office(db: Database, keyring: KeyRing, *, ring: Callable[[], None] = lambda: None) -> Office:
    """An office with the shipped content."""
    return Office(db, keyring, make_content(), make_catalogs(), "intake.example.org", ring)
