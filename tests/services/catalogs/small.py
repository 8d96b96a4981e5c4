"""A small folder of languages: enough of each kind of message for a file to leave and to come back."""

from collections.abc import Mapping
from pathlib import Path

from intake.lib.catalog_files import DOMAINS, path_of, reviews_path
from intake.lib.plurals import plural_forms
from intake.lib.po import Entry, PoFile, block_of, empty_catalog, template
from intake.lib.reviews import Reviews, reviews_text
from intake.services.catalogs.updating import update

SEND = Entry("Send")
WELCOME = Entry("Welcome, %(name)s", comments=("the first line",), places=("templates/public/home.html",))
DAYS = Entry("%(num)s day", plural="%(num)s days", strings=("",))
LABEL = Entry("Which of these has a doctor named?", "question.a.label")
BOLD = Entry("Now <strong>or</strong> later")
CONSENT = Entry("I agree to it.", "consent.C1")
SITE = (SEND, WELCOME, DAYS, BOLD)

HEBREW: Mapping[str, tuple[str, ...]] = {
    SEND.id: ("שליחה",),
    WELCOME.id: ("שלום, %(name)s",),
    DAYS.id: ("יום %(num)s", "יומיים", "%(num)s ימים"),
    LABEL.id: ("במה מדובר לפי הרופא?",),
    BOLD.id: ("עכשיו <strong>או</strong> אחר כך",),
    CONSENT.id: ("אני מסכים לזה.",),
}


def small(folder: Path, said: Mapping[str, tuple[str, ...]] = HEBREW, *, offered: bool = False) -> Path:
    """The English, and Hebrew as far as it is said."""
    folder.mkdir(parents=True, exist_ok=True)
    english(folder)
    for domain, entries in {"site": SITE, "clinic": (LABEL,), "legal": (CONSENT,)}.items():
        file = empty_catalog("he", plural_forms("he"))
        blocks = [
            block_of(Entry(one.id, one.context, one.plural, said[one.id], comments=one.comments, places=one.places))
            for one in entries
            if one.id in said
        ]
        path = path_of(folder, "he", domain)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(PoFile(file.header, blocks)).removesuffix("\n"), "utf-8")
    update(folder, ["he"])
    reviews_path(folder, "he").write_text(reviews_text(Reviews(offered)), "utf-8")
    return folder


def english(folder: Path, site: tuple[Entry, ...] = SITE, legal: tuple[Entry, ...] = (CONSENT,)) -> None:
    """The templates, or others in their place."""
    entries = {"site": site, "clinic": (LABEL,), "legal": legal}
    for domain in DOMAINS:
        (folder / f"{domain}.pot").write_text(template(entries.get(domain, ())), "utf-8")


def without(*entries: Entry) -> Mapping[str, tuple[str, ...]]:
    """The Hebrew without these."""
    return {id_: strings for id_, strings in HEBREW.items() if id_ not in {entry.id for entry in entries}}
