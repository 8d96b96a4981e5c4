"""Refusals: what the house can say no to, and why.

    IntakeError
    └── Refused                    the request was understood and is not carried out
        ├── NotFound               there is no such thing, or not for this person: both look alike from outside
        │   └── NotAllowed         it exists, this actor may not: told apart in the audit trail only
        ├── Conflict               somebody changed it meanwhile; read it again
        ├── MoveRefused            this status does not follow that one
        ├── TooMany                too often; carries how many seconds to wait
        ├── PreviewOnly            sent from a language that is only shown, not offered yet
        └── FormExpired            the form was opened too long ago, or its id and secret do not belong together

Each carries codes, never sentences; ``web/common/errors.py`` gives each class its status and page.
"""


class IntakeError(Exception):
    """Everything this service raises on purpose."""


class Refused(IntakeError):
    """The request was understood and is not carried out."""


class NotFound(Refused):
    """There is no such thing for this person."""


class NotAllowed(NotFound):
    """It exists, and this actor may not. A stranger must not learn the difference, hence a kind of `NotFound`."""


class Conflict(Refused):
    """Somebody changed it meanwhile."""


class MoveRefused(Refused):
    """A status that does not follow. ``code``: same_status, no_such_move, reason_needed, not_by_hand, only_by_hand."""

    def __init__(self, old: str, new: str, code: str) -> None:
        super().__init__(f"{old} -> {new}: {code}")
        self.old, self.new, self.code = old, new, code


class TooMany(Refused):
    """Too often."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class PreviewOnly(Refused):
    """Sent from a language that is only shown, not offered yet: nobody would answer it."""


class FormExpired(Refused):
    """The form was opened too long ago, or its id and secret do not belong together."""
