"""Codes of answers in the making, in words: each said once."""

from gettext import NullTranslations

from intake.content.reply_templates import ReplyKind
from intake.domain.reply import Held, ReplyState


def states(t: NullTranslations) -> dict[ReplyState, str]:
    """Where an answer in the making is."""
    return {
        ReplyState.DRAFT: t.pgettext("answer", "draft"),
        ReplyState.TO_TRANSLATE: t.pgettext("answer", "with the translator"),
        ReplyState.TRANSLATED: t.pgettext("answer", "back from the translator"),
        ReplyState.SCHEDULED: t.pgettext("answer", "goes out by itself"),
        ReplyState.SENT: t.pgettext("answer", "sent"),
    }


def held(t: NullTranslations) -> dict[Held, str]:
    """Why a scheduled answer did not go out, and what to do."""
    return {
        Held.WROTE: t.gettext(
            "It did not go out: they wrote meanwhile. Read their message, change the answer if needed, and send it."
        ),
        Held.ENDED: t.gettext(
            "It did not go out: the inquiry has come to an end meanwhile. Look whether it should still be sent."
        ),
    }


def kinds(t: NullTranslations) -> dict[ReplyKind, str]:
    """What a template is for."""
    return {
        ReplyKind.ANSWER: t.pgettext("template", "Answers"),
        ReplyKind.ASK_RECORDS: t.pgettext("template", "Asking for documents"),
        ReplyKind.DECLINE: t.pgettext("template", "Declining"),
    }


def mails(t: NullTranslations) -> dict[str, str]:
    """What became of the mail about a message."""
    return {
        "queued": t.pgettext("mail", "mail on its way"),
        "leased": t.pgettext("mail", "mail on its way"),
        "sent": t.pgettext("mail", "mail sent"),
        "dead": t.pgettext("mail", "mail could not be delivered"),
        "cancelled": t.pgettext("mail", "mail stopped"),
        "": t.pgettext("mail", "no mail"),
    }


def done(t: NullTranslations) -> dict[str, str]:
    """What was done just now."""
    return {
        "saved": t.gettext("Saved as a draft. Nothing was sent."),
        "asked": t.gettext("It is with the translator now. Nothing was sent."),
        "scheduled": t.gettext("It goes out by itself. You can stop it until then."),
        "taken_back": t.gettext("It is a draft again. Nothing was sent."),
        "handed_back": t.gettext("Thank you. The coordinator has your text now."),
        "translation_saved": t.gettext("Saved. Hand it back when you have finished."),
    }


def refusals(t: NullTranslations) -> dict[str, str]:
    """Why something was not done, and what to do instead."""
    long, odd = (
        t.gettext("This text is too long. Shorten it to 5,000 characters, or send two."),
        t.gettext("There is a character in the text that cannot be read. Type it again."),
    )
    return {
        "text_empty": t.gettext("There is no text for the patient yet. Write it, then send again."),
        "text_too_long": long,
        "text_unreadable": odd,
        "source_empty": t.gettext("There is nothing to translate yet. Write it in your language first."),
        "source_too_long": long,
        "source_unreadable": odd,
        "no_translator": t.gettext("Choose who should translate it."),
        "not_a_translator": t.gettext("This person does not translate between these languages. Choose another."),
        "past": t.gettext("This moment has passed. Choose a later one, or send it now."),
        "too_late": t.gettext("Choose a day within the next two months."),
        "outside_hours": t.gettext("They asked to hear from us only at certain times. Choose a moment within them."),
        "ended": t.gettext(
            "The inquiry has come to an end, so that nothing goes out by itself. Send it now, or not at all."
        ),
        "spam": t.gettext("It still looks like spam. Say on its page that it is a real message, then answer."),
        "no_moment": t.gettext("Choose a day and an hour."),
        "no_morning": t.gettext("We do not know when it is morning where they are. Choose a day and an hour."),
        "no_reason": t.gettext("Choose a reason."),
        "no_such_move": t.gettext("The inquiry cannot come to this end from where it stands now."),
        "unreadable": t.gettext("This form could not be read. Reload the page and try again."),
    }
