"""Where an inquiry stands, told to the person who wrote it: a few calm steps, not the office's whole table of moves."""

from collections.abc import Callable

from intake.domain.values import Status
from intake.lib.catalogs import N_

_WAITING = (
    N_("Your message is with us"),
    N_("A coordinator will read it and answer you. You do not need to do anything now."),
)
_READING = (
    N_("A coordinator is reading your message"),
    N_("We answer you, or ask for what is missing. You do not need to do anything now."),
)
_MISSING = (
    N_("We need something from you"),
    N_("We wrote to you about details or documents that are missing. When we have them, we go on."),
)
_DOCTORS = (N_("Doctors are looking at it"), N_("This takes some days. We tell you what they say, whatever it is."))
_ANSWERED = (N_("We have answered you"), N_("Please look at our last message. The next step is described there."))
_ARRANGING = (
    N_("We are arranging the next steps with you"),
    N_("A coordinator is in touch with you about appointments and travel."),
)
_NOT_HERE = (
    N_("We cannot offer this"),
    N_("We wrote to you why, and where else you can ask. If something changes, write to us again."),
)
_LOCAL = (
    N_("Please turn to your local hospital first"),
    N_("We wrote to you why. If you have done so and still have questions, write to us again."),
)
_CLOSED = (N_("This message is closed"), N_("If you write to us again with your reference, we open it again."))
_WITHDRAWN = (
    N_("You have withdrawn this message"),
    N_("We do not work on it any more. You can write to us again at any time."),
)

STEPS: dict[Status, tuple[str, str]] = {
    Status.DRAFT: _WAITING,
    Status.SUBMITTED: _WAITING,
    Status.ACKNOWLEDGED: _WAITING,
    Status.IN_TRIAGE: _READING,
    Status.NEED_INFO: _MISSING,
    Status.RECORDS_REQUESTED: _MISSING,
    Status.RECORDS_COMPLETE: _READING,
    Status.MEDICAL_REVIEW: _DOCTORS,
    Status.PROPOSAL_READY: _ANSWERED,
    Status.COST_ESTIMATE_SENT: _ANSWERED,
    Status.ACCEPTED: _ARRANGING,
    Status.SCHEDULING: _ARRANGING,
    Status.TRIAL_SCREENING_REFERRAL: _ARRANGING,
    Status.TRAVEL_VISA: _ARRANGING,
    Status.HANDED_OVER: _ARRANGING,
    Status.CLOSED: _CLOSED,
    Status.NOT_OFFERED: _NOT_HERE,
    Status.REDIRECTED_LOCAL: _LOCAL,
    Status.TRIAL_CLOSED_OR_FULL: _NOT_HERE,
    Status.WITHDRAWN: _WITHDRAWN,
    Status.NO_RESPONSE: _CLOSED,
    Status.DUPLICATE: _READING,
    # A person whose message we misjudged must not be told so by a machine, and a family not of a death.
    Status.SPAM: _WAITING,
    Status.DECEASED: _CLOSED,
    Status.ERASED: _CLOSED,
}


def told(status: Status, translate: Callable[[str], str]) -> tuple[str, str]:
    """The step and what it means, in the language of ``translate``."""
    step, meaning = STEPS[status]
    return translate(step), translate(meaning)
