"""What is wrong with an answer, in words that say what to do. The domain gives codes; the sentences stand here.

`complaint` looks for the question's own sentence first, then for the code's.
"""

from collections.abc import Callable

from intake.domain.typed import Complaint
from intake.lib.catalogs import N_

GENERAL = {
    Complaint.REQUIRED: N_("Please answer this question. “I do not know” is a good answer where it is offered."),
    Complaint.MUST_AGREE: N_("Please tick this box if you agree. Without it we cannot go on."),
    Complaint.TOO_LONG: N_("This is longer than we can keep. Please shorten it to the most important things."),
    Complaint.TOO_MANY_MARKS: N_("Some letters here carry more marks than we can read. Please type the text again."),
    Complaint.CONTROL_CHARACTERS: N_("There is a character here that cannot be read. Please type the text again."),
    Complaint.LINE_BREAK: N_("Please write this on one line."),
    Complaint.NOT_AN_OPTION: N_("Please choose one of the answers in the list."),
    Complaint.GIVEN_TWICE: N_("Two different answers came for this question. Please choose the one that is right."),
    Complaint.NOT_A_YEAR: N_("Write the year with four digits, such as 1980."),
    Complaint.YEAR_OUT_OF_RANGE: N_("Please check the year: it should be the year in which the patient was born."),
    Complaint.YEAR_OTHER_CALENDAR: N_(
        "This looks like a year of another calendar. Please write it in the Gregorian one, such as 1980."
    ),
    Complaint.NOT_AN_EMAIL: N_("Write the e-mail address in full, such as name@example.org."),
    Complaint.NOT_A_PHONE: N_("Write the phone number with the country code, such as +49 30 123456."),
    Complaint.UNKNOWN_PLACE: N_("Please choose the country from the list."),
    Complaint.UNKNOWN_LANGUAGE: N_("Please choose the language from the list."),
    Complaint.CONTACT_MISSING: N_("Write an e-mail address or a phone number, so that we can answer you."),
    Complaint.EMAIL_NEEDED: N_("You asked for an answer by e-mail. Write an e-mail address, or choose another way."),
    Complaint.PHONE_NEEDED: N_(
        "You asked for an answer by phone or messenger. Write a phone number, or choose another way."
    ),
    Complaint.CALLS_UNWANTED: N_(
        "You asked for an answer by phone, and also ticked “Please do not call”. Choose another way, or take that tick "
        "away."
    ),
    Complaint.NOT_A_NUMBER: N_("Please write a number in digits, such as 72 or 72.5."),
    Complaint.NUMBER_OUT_OF_RANGE: N_("Please check this number: it is too small or too large for this question."),
    Complaint.NOT_A_DATE: N_("Please check the date. If the day or the month is not known, leave it empty."),
    Complaint.DATE_OUT_OF_RANGE: N_("This date lies in the future. Please check it."),
    Complaint.END_BEFORE_START: N_("This lies before the beginning. Please check both dates."),
    Complaint.NOT_LATIN: N_("Please use only the letters A to Z, spaces, hyphens and apostrophes, as in the passport."),
    Complaint.UNKNOWN_TIME_ZONE: N_("Please choose the time zone from the list, such as Europe/Kyiv."),
    Complaint.TOO_MANY: N_("This is more than we can keep here. Please write the rest in a message to us."),
    Complaint.GOES_WITH_ANOTHER: N_(
        "This goes with a question above that has no answer yet. Please answer that one, too, so that we can keep "
        "this. Or leave this one empty."
    ),
}

OF_QUESTIONS = {
    ("inquirer_role", Complaint.REQUIRED): N_("Choose who you are writing for."),
    ("authority_ok", Complaint.MUST_AGREE): N_("Tick this box if you may share the information for the patient."),
    ("condition", Complaint.REQUIRED): N_("Choose a disease. If you are not sure, open the last group, “Not sure”."),
    ("birth_year", Complaint.REQUIRED): N_("Write the patient’s year of birth, such as 1980."),
    ("disease_state", Complaint.REQUIRED): N_("Choose how the disease is now, or “I do not know”."),
    ("lines_count", Complaint.REQUIRED): N_("Choose how many treatments there were, or “I do not know”."),
    ("prior_cart", Complaint.REQUIRED): N_("Say whether the patient has already had CAR-T, or choose “I do not know”."),
    ("in_hospital", Complaint.REQUIRED): N_("Say whether the patient is in hospital now, or choose “I do not know”."),
    ("residence_country", Complaint.REQUIRED): N_("Choose the country where the patient lives."),
    ("preferred_language", Complaint.REQUIRED): N_("Choose the language in which we should answer."),
    ("contact_name", Complaint.REQUIRED): N_("Write the name of the person we should answer."),
    ("preferred_channel", Complaint.REQUIRED): N_("Choose how we should reply."),
    ("consent_process", Complaint.MUST_AGREE): N_(
        "Tick this box if we may use your answers. Without it we are not allowed to read them."
    ),
    ("notices_ack", Complaint.MUST_AGREE): N_("Please read this sentence and tick the box: it is about your safety."),
    ("messenger_ack", Complaint.MUST_AGREE): N_(
        "Tick this box if you want an answer by messenger, or choose another way to reply."
    ),
    ("organ_problems_text", Complaint.GOES_WITH_ANOTHER): N_(
        "Please tick above what these problems are about, so that we can keep what you wrote. “Something else” will do."
    ),
    ("question", Complaint.TOO_LONG): N_(
        "Your question is longer than we can keep. Please shorten it; you can tell us more later."
    ),
}


def complaint(question: str, code: Complaint, translate: Callable[[str], str]) -> str:
    """The sentence for a complaint at a question, in the language of ``translate``."""
    return translate(OF_QUESTIONS.get((question, code)) or GENERAL[code])
