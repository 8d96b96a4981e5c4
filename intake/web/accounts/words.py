"""Codes in words: roles, and why an account could not be made or changed so. Each says what to do instead."""

from gettext import NullTranslations

from intake.domain.values import StaffRole


def roles(t: NullTranslations) -> dict[str, str]:
    """What each role is called."""
    return {
        StaffRole.COORDINATOR.value: t.pgettext("role", "coordinator"),
        StaffRole.ADMINISTRATOR.value: t.pgettext("role", "administrator"),
        StaffRole.TRANSLATOR.value: t.pgettext("role", "translator"),
    }


def problems(t: NullTranslations) -> dict[str, str]:
    """What to mend in a form."""
    return {
        "not_an_email": t.gettext("This is no e-mail address. Write it as name@example.org."),
        "taken": t.gettext("There is an account with this address already. Look for it in the list."),
        "no_name": t.gettext("The name is empty. Write it as colleagues say it."),
        "name_too_long": t.gettext("The name is too long. Shorten it to 200 characters."),
        "no_queue": t.gettext("A coordinator serves at least one queue. Choose one below."),
        "translator_queue": t.gettext("A translator sees no inquiries. Take the queues away, or choose another role."),
        "no_language": t.gettext("No language is chosen. Choose at least one in which they can answer."),
        "no_stand_in": t.gettext("This colleague cannot stand in: they serve none of the same queues. Choose another."),
        "capacity": t.gettext("How many inquiries at most is a whole number, or empty for no limit."),
        "hours_half": t.gettext("Each working day needs both times, from and until. Leave both empty for a free day."),
        "hours_backwards": t.gettext("A working day ends before it begins. Look at the times again."),
        "absence_from": t.gettext("The first day of the absence is missing or cannot be read. Choose a date."),
        "absence_backwards": t.gettext("The absence ends before it begins. Look at the two dates again."),
        "zone": t.gettext("This time zone is not known. Choose one from the list."),
        "last_administrator": t.gettext(
            "Nobody else could manage the staff then. Make somebody else administrator first."
        ),
        "not_the_same": t.gettext("The two passwords are not the same. Type both again."),
        "too_short": t.gettext("The password is too short. Take 15 characters or more; several plain words are good."),
        "too_long": t.gettext("The password is too long. Take 256 characters at most."),
        "too_common": t.gettext(
            "This password is easy to guess. Take several words that have nothing to do with each other or with you."
        ),
    }


def done(t: NullTranslations) -> dict[str, str]:
    """What was done just now."""
    return {
        "invited": t.gettext("Invited. A mail with a link is on its way; it works for two days."),
        "saved": t.gettext("Saved."),
        "closed": t.gettext("The account is closed. What this person looked after has gone back to its queues."),
        "opened": t.gettext("The account is open again."),
    }
