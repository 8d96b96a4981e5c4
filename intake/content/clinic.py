"""Who runs this office: ``clinic.toml``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path

from intake.content.reader import Complaints, read_toml
from intake.content.sentence import Sentence, protected


@dataclass(frozen=True, slots=True)
class Clinic:
    """The clinic's own lines. ``is_demo`` until somebody has made them their own."""

    is_demo: bool
    name: str
    about: str
    ownership: str
    address: str
    phone: str
    email: str
    privacy_contact: str
    hospitals: tuple[str, ...]
    languages: tuple[str, ...]
    emergency: Mapping[str, str]
    emergency_elsewhere: str

    def values(self, translations: NullTranslations) -> Mapping[str, str]:
        """What the clinic's sentences leave open (``%(clinic)s`` …), in one reader's language."""
        say = translations.pgettext
        named = (say(f"clinic.hospital.{number}", name) for number, name in enumerate(self.hospitals, 1))
        return {
            "clinic": say("clinic.name", self.name),
            "postal_address": say("clinic.address", self.address),
            "privacy_contact": self.privacy_contact,
            "hospitals": "; ".join(named),
        }


def load_clinic(path: Path, complaints: Complaints) -> Clinic:
    """Read ``clinic.toml``."""
    top = read_toml(path, complaints)
    numbers = top.table("emergency")
    clinic = Clinic(
        is_demo=top.flag("is_demo"),
        name=top.text("name"),
        about=top.text("about"),
        ownership=top.text("ownership"),
        address=top.text("address"),
        phone=top.optional_text("phone") or "",
        email=top.text("email"),
        privacy_contact=top.text("privacy_contact"),
        hospitals=top.texts("hospitals"),
        languages=top.texts("languages"),
        emergency={country: numbers.text(country) for country in numbers.keys()},  # noqa: SIM118 - a Node
        emergency_elsewhere=top.text("emergency_elsewhere"),
    )
    for country, number in clinic.emergency.items():
        if len(country) != 2 or not country.isupper() or not number.isdecimal():
            numbers.complain(country, 'write a country\'s two letters and its number, such as IL = "101"')
    if not clinic.hospitals:
        top.complain("hospitals", "name the hospitals with which answers may be shared (consent C2)")
    if not clinic.languages:
        top.complain("languages", "name the languages somebody in the office can answer in")
    top.close()
    return clinic


def messages(clinic: Clinic) -> Iterator[Sentence]:
    """The clinic's lines for the translators."""
    for part in ("name", "about", "ownership", "address"):
        yield Sentence("clinic", f"clinic.{part}", str(getattr(clinic, part)), "clinic.toml", "Who runs this office.")
    comment = protected("What to do in an emergency, where we do not know the country's number.")
    yield Sentence("clinic", "clinic.emergency_elsewhere", clinic.emergency_elsewhere, "clinic.toml", comment)
    for number, hospital in enumerate(clinic.hospitals, 1):
        yield Sentence("clinic", f"clinic.hospital.{number}", hospital, "clinic.toml", "Name of a hospital.")
