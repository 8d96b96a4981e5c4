"""Codes of the workbench in words: what each part, state and rule is called, each said once."""

from collections.abc import Mapping
from gettext import NullTranslations

from intake.services.workbench.arriving import Fate
from intake.services.workbench.book import State
from intake.services.workbench.finding import Shown

TONES: Mapping[str, str] = {
    State.MISSING: "same_day",
    State.FUZZY: "waiting",
    State.REFUSED: "same_day",
    State.UNREAD: "one_day",
    State.DONE: "good",
}
"""The colour of each state's chip."""


def domains(t: NullTranslations) -> dict[str, str]:
    """What each part of the sentences is called."""
    return {
        "legal": t.pgettext("part", "Consents, notices, emergencies"),
        "site": t.pgettext("part", "Pages for patients"),
        "clinic": t.pgettext("part", "Questions and the clinic's texts"),
        "mail": t.pgettext("part", "Mails"),
        "staff": t.pgettext("part", "Staff pages"),
    }


def states(t: NullTranslations) -> dict[str, str]:
    """How far one message is."""
    return {
        State.MISSING: t.pgettext("translation", "missing"),
        State.FUZZY: t.pgettext("translation", "English changed"),
        State.REFUSED: t.pgettext("translation", "cannot be shown"),
        State.UNREAD: t.pgettext("translation", "not approved yet"),
        State.DONE: t.pgettext("translation", "done"),
    }


def shown(t: NullTranslations) -> dict[str, str]:
    """What the list shows."""
    return {
        Shown.ALL: t.pgettext("translations", "all sentences"),
        Shown.MISSING: t.pgettext("translations", "missing"),
        Shown.FUZZY: t.pgettext("translations", "to look at again: the English changed"),
        Shown.REFUSED: t.pgettext("translations", "written, but cannot be shown"),
        Shown.UNREAD: t.pgettext("translations", "protected and not approved"),
        Shown.REMARKS: t.pgettext("translations", "with remarks"),
    }


def standings(t: NullTranslations) -> dict[str, str]:
    """How far a whole language is."""
    return {
        "preview": t.pgettext("language", "preview: patients do not see it"),
        "draft": t.pgettext("language", "offered as a draft"),
        "reviewed": t.pgettext("language", "offered and reviewed"),
    }


def refusals(t: NullTranslations) -> dict[str, str]:
    """Why an approval is not taken, or a language not offered (`services.reviews.Reason`)."""
    return {
        "untranslated": t.gettext("There is no translation to approve yet."),
        "fuzzy": t.gettext("The English has changed. Please have the translation brought up to date first."),
        "refused": t.gettext("This translation cannot be shown yet. Please have it mended first."),
        "own_words": t.gettext("You wrote this translation. A second person has to read and approve it."),
        "overtaken": t.gettext("Meanwhile this translation was changed. Please read what stands here now."),
        "no_name": t.gettext(
            "Your account has no name yet. An approval carries the reader's name: please give one first."
        ),
        "incomplete": t.gettext("Some sentences are still missing. The list below says which."),
        "unread": t.gettext("Some protected sentences are not approved yet. The list below says which."),
        "read_only": t.gettext(
            "The folder with the languages cannot be written here. Please ask whoever runs this service."
        ),
    }


def done(t: NullTranslations) -> dict[str, str]:
    """What was done just now."""
    return {
        "saved": t.gettext("Saved. Readers see it within two seconds."),
        "suggested": t.gettext("Kept as a suggestion."),
        "approved": t.gettext("Approved."),
        "taken_back": t.gettext("The approval is taken back."),
        "offered": t.gettext("Patients are offered this language now."),
        "withdrawn": t.gettext("Patients are not offered this language any more."),
        "added": t.gettext("The language is added. Nobody but you and your colleagues sees it yet."),
        "dropped": t.gettext("The suggestion is put away."),
        "last": t.gettext("That was the last of this list."),
    }


def fates(t: NullTranslations) -> dict[str, str]:
    """What becomes of the sentences of a file."""
    return {
        Fate.NEW: t.pgettext("uploaded", "new"),
        Fate.CHANGED: t.pgettext("uploaded", "changed"),
        Fate.CONFIRMED: t.pgettext("uploaded", "still right for the changed English"),
        Fate.KEPT_AS_FUZZY: t.pgettext("uploaded", "made for an earlier English: kept to be looked at"),
        Fate.UNCHANGED: t.pgettext("uploaded", "the same as here"),
        Fate.EMPTY: t.pgettext("uploaded", "not translated in the file"),
        Fate.REFUSED: t.pgettext("uploaded", "refused"),
    }


def import_refusals(t: NullTranslations) -> dict[str, str]:
    """Why a sentence of a file is not taken, where no rule of the checks says so."""
    return {
        "duplicate": t.gettext("It stands in the file more than once; nothing of it is taken."),
        "unknown": t.gettext("There is no such sentence here any more, and none like it."),
        "source": t.gettext("The English in the file is not the one that went out with this number."),
        "stale": t.gettext("The English has changed since, and there is a translation of the new one already."),
        "overtaken": t.gettext(
            "Somebody has changed the translation here since the file went out. Please compare the two."
        ),
        "state": t.gettext("The file says that this is not translated yet."),
    }


def uploads(t: NullTranslations) -> dict[str, str]:
    """Why a file is not kept."""
    return {
        "none": t.gettext("Please choose a file first."),
        "too_large": t.gettext("The file is too large. A catalog of ours has less than 4 MB."),
        "broken": t.gettext(
            "The file cannot be read. Nothing was changed. Please mend this line, or save it again as UTF-8:"
        ),
        "overtaken": t.gettext(
            "Meanwhile somebody changed these sentences here. Please look at the comparison once more."
        ),
        "read_only": t.gettext(
            "The folder with the languages cannot be written here. Keep the file as suggestions instead."
        ),
    }


def uploaded(t: NullTranslations) -> dict[str, str]:
    """What became of a file."""
    return {
        "taken": t.gettext("Saved from the file: %(count)s. Readers see it within two seconds."),
        "suggested": t.gettext("Kept as suggestions: %(count)s."),
    }


def additions(t: NullTranslations) -> dict[str, str]:
    """Why a language is not added (`services.catalogs.adding.Reason`)."""
    return {
        "unknown": t.gettext(
            "“%(tag)s” names no language we know. Please write its tag, such as sv, pt-BR or zh-Hans."
        ),
        "source": t.gettext("English is the source; it is there already."),
        "pseudo": t.gettext("“%(tag)s” is made by a machine for trying out pages, and not translated."),
        "other_tag": t.gettext("Please write %(tag)s: that is what this language is called by now."),
        "there": t.gettext("%(tag)s is there already."),
        "read_only": t.gettext(
            "The folder with the languages cannot be written here. Please ask whoever runs this service."
        ),
    }
