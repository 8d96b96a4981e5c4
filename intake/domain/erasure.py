"""Why an inquiry was erased. The ledger keeps the code; nothing else is left of the inquiry."""

from enum import StrEnum


class Reason(StrEnum):
    """By whose wish, in one word."""

    INQUIRER = "inquirer"  # by themselves, on the follow-up page
    ASKED = "asked"  # they asked the office
    PATIENT = "patient"  # the patient asked, somebody else had written
    RETENTION = "retention"  # its time was over
    ORDER = "order"  # an authority or a court said so
    RESTORED = "restored"  # it was erased before, and a backup brought it back


BY_HAND = (Reason.ASKED, Reason.PATIENT, Reason.RETENTION, Reason.ORDER)
"""What an operator may give as a reason."""
