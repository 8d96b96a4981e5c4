"""Codes in words: every status, role, action and reason a coordinator reads, each said once.

The domain and the store speak in codes; these tables are the only place of the inbox where a code becomes a sentence.
A code that is not here is shown as it stands (an operator's own queue, say), never hidden.
"""

from gettext import NullTranslations


def statuses(t: NullTranslations) -> dict[str, str]:
    """What each workflow status is called."""
    return {
        "draft": t.pgettext("status", "Draft"),
        "submitted": t.pgettext("status", "New"),
        "acknowledged": t.pgettext("status", "New, receipt sent"),
        "in_triage": t.pgettext("status", "In triage"),
        "need_info": t.pgettext("status", "Waiting for details"),
        "records_requested": t.pgettext("status", "Records requested"),
        "records_complete": t.pgettext("status", "Records complete"),
        "medical_review": t.pgettext("status", "Medical review"),
        "proposal_ready": t.pgettext("status", "Proposal ready"),
        "cost_estimate_sent": t.pgettext("status", "Cost estimate sent"),
        "accepted": t.pgettext("status", "Accepted"),
        "scheduling": t.pgettext("status", "Scheduling"),
        "trial_screening_referral": t.pgettext("status", "Referred to trial screening"),
        "travel_visa": t.pgettext("status", "Travel and visa"),
        "handed_over": t.pgettext("status", "Handed over"),
        "closed": t.pgettext("status", "Closed"),
        "not_offered": t.pgettext("status", "Not offered here"),
        "redirected_local": t.pgettext("status", "Sent to local care first"),
        "trial_closed_or_full": t.pgettext("status", "Study closed or full"),
        "withdrawn": t.pgettext("status", "Withdrawn"),
        "no_response": t.pgettext("status", "No answer from the inquirer"),
        "duplicate": t.pgettext("status", "Duplicate"),
        "spam": t.pgettext("status", "Spam"),
        "deceased": t.pgettext("status", "The patient has died"),
        "erased": t.pgettext("status", "Erased"),
    }


def priorities(t: NullTranslations) -> dict[str, str]:
    """How soon a person must look."""
    return {
        "same_day": t.pgettext("urgency", "Same day"),
        "one_day": t.pgettext("urgency", "Within one day"),
        "routine": t.pgettext("urgency", "Routine"),
    }


def age_groups(t: NullTranslations) -> dict[str, str]:
    """The patient's age group, as a coordinator says it."""
    return {
        "0-11": t.pgettext("age", "Child, 0–11"),
        "12-17": t.pgettext("age", "Teenager, 12–17"),
        "18-25": t.pgettext("age", "18–25 years"),
        "26-64": t.pgettext("age", "26–64 years"),
        "65+": t.pgettext("age", "65 or older"),
        "unknown": t.pgettext("age", "Age not known"),
    }


def consents(t: NullTranslations) -> dict[str, str]:
    """What each consent or notice is about, in a few words; the exact text stands in the legal file."""
    return {
        "C1": t.pgettext("consent", "Use the answers to handle this inquiry"),
        "C2": t.pgettext("consent", "Share them with hospitals"),
        "C3": t.pgettext("consent", "Allowed to act for the patient"),
        "C4": t.pgettext("consent", "Write later about matching studies"),
        "C1.patient": t.pgettext("consent", "The patient’s own consent"),
        "N1": t.pgettext("consent", "Knows: not an emergency service, not medical advice"),
        "N2": t.pgettext("consent", "Knows: experimental, in studies only"),
    }


def flags(t: NullTranslations) -> dict[str, str]:
    """Red flags, in the order of the office's table."""
    return {
        "RF1": t.pgettext("flag", "Aggressive disease, getting worse fast"),
        "RF2": t.pgettext("flag", "In hospital or intensive care"),
        "RF3": t.pgettext("flag", "Fever or infection during treatment"),
        "RF4": t.pgettext("flag", "Bleeding or severe breathlessness"),
        "RF5": t.pgettext("flag", "Weak legs, confusion or seizure"),
        "RF6": t.pgettext("flag", "No urine, or confusion in myeloma"),
        "RF7": t.pgettext("flag", "Trouble breathing or swallowing"),
        "RF8": t.pgettext("flag", "Coughing blood, chest pain or signs of a stroke"),
        "RF9": t.pgettext("flag", "Patient under 18"),
        "RF10": t.pgettext("flag", "Fever or confusion soon after CAR-T"),
        # The answer behind it is closed to coordinators; that a clinician must call is all they need.
        "RF11": t.pgettext("flag", "A clinician must call: the reason stands in the closed answers"),
        "RF12": t.pgettext("flag", "Words of distress: please read today"),
        "RF13": t.pgettext("flag", "Came back within 3 months after CAR-T: repeat desk today"),
        "RF14": t.pgettext("flag", "Paid, or was asked to pay, for a cell product"),
        "guardian_missing": t.pgettext("flag", "Under 18 and writing alone: ask for a parent or guardian"),
    }


def signs(t: NullTranslations) -> dict[str, str]:
    """Why an inquiry looks sent by a machine, or why its inquirer gets no mail."""
    return {
        "trap": t.pgettext("sign", "A field was filled in that no person sees."),
        "too_fast": t.pgettext("sign", "It was sent within a few seconds."),
        "links": t.pgettext("sign", "There is a link for a name, or many links in the text."),
        "flood": t.pgettext("sign", "Very many forms came at once, and this browser did not do the work asked for."),
        "mail_paused": t.pgettext("sign", "Mail paused: this address got three automatic mails today."),
    }


def real(t: NullTranslations) -> str:
    """What lets an inquiry out of quarantine."""
    return t.gettext("It is a real message")


def records(t: NullTranslations) -> dict[str, str]:
    """How a medical record stands."""
    return {
        "asked": t.pgettext("record", "asked for"),
        "received": t.pgettext("record", "received, not judged"),
        "unreadable": t.pgettext("record", "cannot be read"),
        "needs_translation": t.pgettext("record", "needs translation"),
        "enough": t.pgettext("record", "enough"),
    }


def actions(t: NullTranslations) -> dict[str, str]:
    """What the history says was done."""
    return {
        "inquiry.received": t.pgettext("history", "The inquiry arrived"),
        "inquiry.amended": t.pgettext("history", "Sent again with changes"),
        "inquiry.details": t.pgettext("history", "The inquirer added details"),
        "inquiry.treatments": t.pgettext("history", "The inquirer changed the treatments"),
        "inquiry.contact": t.pgettext("history", "The inquirer changed how to reach them"),
        "inquiry.take": t.pgettext("history", "Taken"),
        "inquiry.assign": t.pgettext("history", "Assigned"),
        "inquiry.reminded": t.pgettext("history", "Reminded by mail"),
        "inquiry.status": t.pgettext("history", "Status changed"),
        "inquiry.release": t.pgettext("history", "Looked like spam, and is a real message"),
        "inquiry.undo": t.pgettext("history", "Put back where it was"),
        "inquiry.note": t.pgettext("history", "Note added"),
        "inquiry.sensitive": t.pgettext("history", "What is extra sensitive was opened"),
        "inquiry.take_over": t.pgettext("history", "Took over the writing"),
        "task.add": t.pgettext("history", "Task added"),
        "task.done": t.pgettext("history", "Task done"),
        "task.reopen": t.pgettext("history", "Task opened again"),
        "inquiry.message": t.pgettext("history", "The inquirer wrote a message"),
        "inquiry.heard": t.pgettext("history", "There is news from the patient’s side"),
        "inquiry.answer": t.pgettext("history", "Answered"),
        "inquiry.decline": t.pgettext("history", "Declined with a letter"),
        "reply.begin": t.pgettext("history", "An answer was begun"),
        "reply.save": t.pgettext("history", "An answer in the making was changed"),
        "reply.ask_translator": t.pgettext("history", "An answer was given to a translator"),
        "reply.translated": t.pgettext("history", "An answer came back from the translator"),
        "reply.take_back": t.pgettext("history", "An answer was stopped and is a draft again"),
        "reply.schedule": t.pgettext("history", "An answer was put off until later"),
        "reply.held": t.pgettext("history", "An answer did not go out: something came between"),
        "reply.checked": t.pgettext("history", "Somebody read and corrected a machine’s text"),
        "reply.throw_away": t.pgettext("history", "An answer in the making was thrown away"),
        "inquiry.acknowledged": t.pgettext("history", "Receipt sent by mail"),
        "inquiry.ask": t.pgettext("history", "Questions put to the inquirer"),
        "inquiry.unask": t.pgettext("history", "Questions taken back"),
        "inquiry.told": t.pgettext("history", "The inquirer answered questions of the office"),
        "inquiry.facts": t.pgettext("history", "What a doctor said was written down"),
        "inquiry.withdrawn": t.pgettext("history", "The inquirer withdrew the inquiry"),
        "inquiry.link": t.pgettext("history", "The inquirer asked for a way in by mail"),
        "inquiry.copied": t.pgettext("history", "The inquirer took a copy of everything"),
        "consent.given": t.pgettext("history", "The inquirer agreed to more"),
        "consent.withdrawn": t.pgettext("history", "The inquirer took a consent back"),
        "consent.patient": t.pgettext("history", "The patient answered for themselves"),
        "inquiry.records": t.pgettext("history", "Records judged"),
        "file.add": t.pgettext("history", "The inquirer sent a file"),
        "file.remove": t.pgettext("history", "The inquirer removed a file"),
        "file.clean": t.pgettext("history", "A file was scanned: no virus"),
        "file.infected": t.pgettext("history", "A file was scanned: a virus was found, and it was deleted"),
        "inquiry.address": t.pgettext("history", "The e-mail address was corrected"),
        "inquiry.mail_again": t.pgettext("history", "A mail was sent again"),
        "inquiry.mail_aside": f"{t.gettext('Mails that did not reach the inquirer')}: {t.gettext('Dealt with')}",
        "mail.sent": t.pgettext("history", "Mail sent"),
        "mail.dead": t.pgettext("history", "A mail could not be delivered"),
    }


def actors(t: NullTranslations) -> dict[str, str]:
    """Who did it, where it was no colleague."""
    return {
        "public": t.pgettext("actor", "the inquirer"),
        "worker": t.pgettext("actor", "the system"),
        "operator": t.pgettext("actor", "the operator"),
    }


def done(t: NullTranslations) -> dict[str, str]:
    """What was done just now, by the last part of the form's address."""
    return {
        "take": t.gettext("It is yours now."),
        "assign": t.gettext("Saved: who looks after it."),
        "status": t.gettext("Saved: the new status. No message was sent to the patient."),
        "notes": t.gettext("Saved: your note."),
        "tasks": t.gettext("Saved: the task."),
        "take-over": t.gettext("You write now. Your colleague is told, and keeps what they typed."),
        "release": t.gettext("It is in the list with the others now."),
        "records": t.gettext("Saved: the records. The patient sees it on their page; no message was sent."),
        "messages": t.gettext("Your answer is there. A mail tells them that it is waiting."),
        "messages_without_mail": t.gettext(
            "Your answer is there, but no mail tells them. Please tell them another way."
        ),
        "address": t.gettext("Saved: the address. What they missed is on its way there."),
        "mails": t.gettext("The mail is on its way again."),
        "aside": t.gettext("Put aside: it waits for nobody any more."),
    }


def refusals(t: NullTranslations) -> dict[str, str]:
    """Why a wanted change was not made, and what to do instead."""
    return {
        "same_status": t.gettext("The inquiry already has this status. Nothing was changed."),
        "no_such_move": t.gettext("This status does not follow from the present one. Choose one from the list."),
        "reason_needed": t.gettext("This change needs a reason. Write one or two sentences, then save again."),
        "not_by_hand": t.gettext("This status is set by the system, not by hand."),
        "only_by_hand": t.gettext("This status is set by hand only."),
        "not_a_member": t.gettext(
            "This person does not serve the queue of this inquiry. Choose somebody from the list."
        ),
        "records_same": t.gettext("No record was changed. Choose how one stands, then save again."),
        "task_empty": t.gettext("The task is empty. Write what is to be done, then save again."),
        "task_too_long": t.gettext("The task is too long. Shorten it to 500 characters; a note has more room."),
        "day_unreadable": t.gettext("The day could not be read. Choose it again, or leave it out."),
        "note_empty": t.gettext("The note is empty. Write it, then save again."),
        "note_too_long": t.gettext("The note is too long. Shorten it to 5,000 characters, or write two."),
        "message_empty": t.gettext("The answer is empty. Write it, then send again."),
        "message_too_long": t.gettext("The answer is too long. Shorten it to 5,000 characters, or send two."),
        "message_unreadable": t.gettext("There is a character in the answer that cannot be read. Type it again."),
        "reason_too_long": t.gettext("The reason is too long. Shorten it to 500 characters."),
        "reason_missing": t.gettext("Write why you open it: one sentence is enough. Then try again."),
        "address_empty": t.gettext("There is no address. Write the right one, or call."),
        "address_wrong": t.gettext("Write the e-mail address in full, such as name@example.org."),
        "address_same": t.gettext(
            "The mail went to this very address. Correct it, or send the mail again to the same."
        ),
        "mail_over": t.gettext("This mail needs nothing any more: it was sent again, or cannot be. Look at the list."),
        "mail_unwanted": t.gettext("No mail goes out any more in this status. Nothing was changed."),
        "unreadable": t.gettext("This form could not be read. Reload the page and try again."),
    }


def form_roles(t: NullTranslations) -> dict[str, str]:
    """What the office does with a disease (`domain.values.FormRole`)."""
    return {
        "offer": t.pgettext("disease", "offered here"),
        "offer_trial": t.pgettext("disease", "in clinical trials only"),
        "offer_with_note": t.pgettext("disease", "offered here, with a note"),
        "not_offered": t.pgettext("disease", "not offered here"),
        "catch_all": t.pgettext("disease", "not sure, or another disease"),
    }


def calls(t: NullTranslations) -> dict[str, str]:
    """What is said of a call in this minute (`domain.good_time.CallNow`)."""
    return {
        "no_calls": t.pgettext("call", "They asked us not to call."),
        "ask_first": t.pgettext("call", "Ask in writing first when a call suits them."),
        "unknown": t.pgettext("call", "Ask in writing first: their time is not known."),
        "good": t.pgettext("call", "A good time to call: they named these hours."),
        "later": t.pgettext("call", "Not now: they named other hours."),
        "daytime": t.pgettext("call", "A possible time to call: it is day there."),
        "night": t.pgettext("call", "Not now: it is early or late there."),
    }


def in_short(t: NullTranslations) -> dict[str, str]:
    """Answers that say nothing without their question, for the brief: ``<question>.<code>``."""
    return {
        "last_worsening.yes": t.pgettext("brief", "much worse in the last 2 weeks"),
        "in_hospital.ward": t.pgettext("brief", "on a hospital ward"),
        "in_hospital.icu": t.pgettext("brief", "in intensive care"),
        "in_hospital.unknown": t.pgettext("brief", "in hospital or not: not known"),
        "patient_knows.yes": t.pgettext("brief", "the patient knows"),
        "patient_knows.no": t.pgettext("brief", "the patient does not know"),
        "patient_knows.cannot_decide": t.pgettext("brief", "the patient cannot decide"),
    }


def facts(t: NullTranslations) -> dict[str, str]:
    """The facts a routing rule may look at (`domain.routing.RoutingFacts`)."""
    return {
        "urgency": t.pgettext("fact", "urgency"),
        "programme": t.pgettext("fact", "programme"),
        "condition": t.pgettext("fact", "disease"),
        "condition_group": t.pgettext("fact", "disease group"),
        "form_role": t.pgettext("fact", "offered here or not"),
        "age_group": t.pgettext("fact", "age group"),
        "role": t.pgettext("fact", "who writes"),
        "prior_cart": t.pgettext("fact", "CAR-T before"),
        "disease_state": t.pgettext("fact", "state of the disease"),
        "in_hospital": t.pgettext("fact", "in hospital or not"),
        "language": t.pgettext("fact", "language"),
        "country": t.pgettext("fact", "country"),
    }
