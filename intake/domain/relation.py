"""Inquiries that belong together: what a person may say of two of them, and what speaks for it."""

from enum import StrEnum


class Relation(StrEnum):
    """What somebody of the office has said of two inquiries."""

    SAME_PATIENT = "same_patient"  # two voices for one patient: each goes on, beside the other
    MERGED = "merged"  # the first ended, and goes on in the second
    DIFFERENT = "different"  # looked at: other people


class Signal(StrEnum):
    """What two inquiries have in common. None of them proves anything: a person looks."""

    EMAIL = "email"
    PHONE = "phone"
    NAME_AND_BIRTH_YEAR = "name_and_birth_year"
    NAME_AND_CONDITION = "name_and_condition"
    CLOSE_IN_TIME = "close_in_time"  # beside another one only


ADDRESSES = frozenset({Signal.EMAIL, Signal.PHONE})
"""What a physician or an agent who writes for many patients has in common with themselves."""
