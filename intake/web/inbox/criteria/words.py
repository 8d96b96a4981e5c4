"""What published criteria ask for and say, in words. Nothing here sounds like a decision about a person."""

from gettext import NullTranslations

from intake.domain.criteria.criterion import Check, Outcome, Wanted
from intake.domain.criteria.reviewer import Hint, ReviewerFlag
from intake.web.inbox.desk import Desk


def outcomes(t: NullTranslations) -> dict[str, str]:
    """What a comparison says."""
    return {
        Outcome.MEETS: t.pgettext("outcome", "Matches this text"),
        Outcome.CANNOT_TELL: t.pgettext("outcome", "Cannot tell yet"),
        Outcome.DOES_NOT_MEET: t.pgettext("outcome", "Does not match this text"),
        Outcome.NOT_APPLICABLE: t.pgettext("outcome", "About something else"),
    }


def regions(t: NullTranslations) -> dict[str, str]:
    """Where a text counts."""
    return {
        "US": t.pgettext("region", "United States"),
        "EU": t.pgettext("region", "European Union"),
        "CN": t.pgettext("region", "China"),
        "IL": t.pgettext("region", "Israel"),
        "any": t.pgettext("region", "Studies, any country"),
    }


def confidences(t: NullTranslations) -> dict[str, str]:
    """How far a source can be trusted."""
    return {
        "A": t.pgettext("confidence", "A: a regulator or a first publication"),
        "A-": t.pgettext("confidence", "A-: a faithful copy"),
        "B": t.pgettext("confidence", "B: trade press or a table of somebody else"),
        "C": t.pgettext("confidence", "C: a seller’s page"),
        "K": t.pgettext("confidence", "K: no text was seen"),
    }


def standings(t: NullTranslations) -> dict[bool | None, str]:
    """How one line of a text stands."""
    return {
        True: t.pgettext("line", "fits"),
        False: t.pgettext("line", "does not fit"),
        None: t.pgettext("line", "not known"),
    }


def hints(t: NullTranslations) -> dict[str, str]:
    """What to do or ask next."""
    return {
        Hint.PAEDIATRIC_DESK: t.pgettext("hint", "Under 18: for the paediatric desk, with a parent or guardian."),
        Hint.LAST_SCAN: t.pgettext(
            "hint", "Labels are about a disease that came back or did not respond. Ask for the date of the last scan."
        ),
        Hint.TRANSPLANT_FIT: t.pgettext(
            "hint", "Ask a doctor whether a transplant of own cells would be possible, and write it down below."
        ),
        Hint.TUMOUR_MARKERS: t.pgettext(
            "hint", "Ask for the pathology report with CLDN18.2 and HER2, and write them down below."
        ),
        Hint.RETREATMENT: t.pgettext("hint", "Ask how the leukaemia answers to the treatment after the relapse."),
        Hint.TRIALS_ONLY: t.pgettext(
            "hint", "No label that was read names this disease: studies, or a decision for this person alone."
        ),
        Hint.TRIAL_INTEREST: t.pgettext("hint", "No label text matches: ask whether studies are of interest."),
        Hint.INDUCTION: t.pgettext(
            "hint",
            "One medicine so far. In lupus nephritis ask for the first treatment: what, how long, what came of it.",
        ),
        Hint.SPECIALIST_FIRST: t.pgettext(
            "hint", "No medicine has failed so far: advise them to speak with their own specialist first."
        ),
        Hint.ACTIVITY: t.pgettext("hint", "Activity scores come from a doctor: ask for the latest letter."),
        Hint.EARLIER_CELLS: t.pgettext(
            "hint", "After CAR-T or a transplant most studies take nobody: ask each study before you answer."
        ),
    }


def flags(t: NullTranslations) -> dict[str, str]:
    """What reviewers judge case by case."""
    return {
        ReviewerFlag.PERFORMANCE: t.pgettext("reviewer", "Needs help in daily life"),
        ReviewerFlag.KIDNEY: t.pgettext("reviewer", "Kidneys"),
        ReviewerFlag.HEART: t.pgettext("reviewer", "Heart"),
        ReviewerFlag.LUNG: t.pgettext("reviewer", "Lungs"),
        ReviewerFlag.LIVER: t.pgettext("reviewer", "Liver"),
        ReviewerFlag.NERVES: t.pgettext("reviewer", "Brain or nerves"),
        ReviewerFlag.CNS: t.pgettext("reviewer", "Disease in the brain, spinal cord or eye"),
        ReviewerFlag.INFECTION: t.pgettext("reviewer", "Infection"),
        ReviewerFlag.VIRUS: t.pgettext("reviewer", "Hepatitis or HIV"),
        ReviewerFlag.PREGNANCY: t.pgettext("reviewer", "Pregnancy"),
        ReviewerFlag.OTHER_CANCER: t.pgettext("reviewer", "Another cancer"),
        ReviewerFlag.SOCIAL: t.pgettext("reviewer", "Travel and somebody at their side"),
    }


def refusals(t: NullTranslations) -> dict[str, str]:
    """Why questions were not sent, and what to do instead."""
    return {
        "none_chosen": t.gettext("No question is ticked. Tick those you want to ask, then send again."),
        "too_many": t.gettext(
            "These are too many questions for one short form. Keep at most 12: the rest can follow later."
        ),
        "ended": t.gettext(
            "This inquiry has ended, so nobody is asked. Open it again first, with “Change the status”."
        ),
        "held": t.gettext("This inquiry looks like spam, so nobody is asked. Say first that it is a real message."),
        "conflict": t.gettext(
            "Meanwhile this inquiry was changed. Nothing was sent. Look at it again below, then send once more."
        ),
    }


def line(desk: Desk, wanted: Wanted) -> str:
    """One line of a published text."""
    t, number = desk.t, wanted.number
    if wanted.check is Check.LINES:
        said = t.ngettext("At least %(count)s earlier treatment", "At least %(count)s earlier treatments", number)
        return said % {"count": number}
    if wanted.check is Check.RELAPSES:
        said = t.ngettext("Came back at least %(count)s time", "Came back at least %(count)s times", number)
        return said % {"count": number}
    if wanted.check is Check.FAILED_DRUGS:
        said = t.ngettext("At least %(count)s medicine failed", "At least %(count)s medicines failed", number)
        return said % {"count": number}
    if wanted.check is Check.HAD:
        return t.gettext("Had this treatment: %(name)s") % {"name": desk.treatment(wanted.name)}
    if wanted.check is Check.ACTIVITY:
        score = desk.option("activity_score", wanted.name)
        return t.gettext("Activity: %(score)s of at least %(count)s") % {"score": score, "count": number}
    return _lines(t)[wanted.check] % {"count": number}


def _lines(t: NullTranslations) -> dict[Check, str]:
    return {
        Check.CONDITION: t.gettext("The text names this disease"),
        Check.NO_CAR_T: t.gettext("No CAR-T before"),
        Check.NO_EARLIER_CELLS: t.gettext("No CAR-T and no transplant before, as most studies ask"),
        Check.NO_CHILD: t.gettext("18 years or older; for children there are other studies"),
        Check.FROM_AGE: t.gettext("%(count)s years or older"),
        Check.TO_AGE: t.gettext("Up to %(count)s years old"),
        Check.STATE: t.gettext("The disease came back or did not respond"),
        Check.REFRACTORY: t.gettext("It did not respond to treatment"),
        Check.AFTER_TRANSPLANT: t.gettext("It came back after a transplant"),
        Check.REFRACTORY_TO_FIRST: t.gettext("It did not respond to the first treatment"),
        Check.EARLY_RELAPSE: t.gettext("It came back within %(count)s months of the first treatment"),
        Check.NOT_FIT_FOR_TRANSPLANT: t.gettext("A transplant of own cells is not possible"),
        Check.LENALIDOMIDE_REFRACTORY: t.gettext("Lenalidomide stopped working, or did not work"),
        Check.PROGRESSED_ON_LAST: t.gettext("It grew during or after the last treatment"),
        Check.CLDN182_POSITIVE: t.gettext("CLDN18.2 is positive"),
        Check.HER2_NEGATIVE: t.gettext("HER2 is negative"),
        Check.CD19_POSITIVE: t.gettext("CD19 is positive"),
        Check.SETTLED_TRANSPLANT: t.gettext("No transplant, or one %(count)s days ago with no active GVHD"),
        Check.WBC_NOT_HIGH: t.gettext("White blood cells not above 50,000"),
        Check.FAILED_BIOLOGIC: t.gettext("A biologic is among them"),
    }


def done(t: NullTranslations) -> dict[str, str]:
    """What was done just now."""
    return {
        "asked": t.gettext("The questions are there. A mail tells them that something waits for them."),
        "asked_without_mail": t.gettext(
            "The questions are there, but no mail tells them. Please tell them another way."
        ),
        "unasked": t.gettext("The questions are taken back."),
        "facts": t.gettext("Saved: what the doctor said."),
    }
