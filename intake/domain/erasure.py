"""Why an inquiry was erased. The ledger keeps the code; nothing else is left of the inquiry."""

from enum import StrEnum


class Reason(StrEnum):
    """By whose wish, in one word."""

    INQUIRER = "inquirer"  # by themselves, on the follow-up page
    ASKED = "asked"  # they asked the office
    PATIENT = "patient"  # the patient asked, somebody else had written
    RETENTION = "retention"  # its time was over
    ORDER = "order"  # an authority or a court said so
