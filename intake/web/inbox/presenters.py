"""What several pages of the inbox show alike."""

from dataclasses import dataclass

from intake.domain.triage import OPEN
from intake.domain.values import Status

TONES = {
    Status.SUBMITTED: "new",
    Status.ACKNOWLEDGED: "new",
    Status.NEED_INFO: "waiting",
    Status.RECORDS_REQUESTED: "waiting",
    Status.COST_ESTIMATE_SENT: "waiting",
    Status.ACCEPTED: "good",
    Status.HANDED_OVER: "good",
}


@dataclass(frozen=True, slots=True)
class OptionView:
    """One thing to choose."""

    code: str
    label: str
    chosen: bool = False


def tone(status: Status) -> str:
    """The chip's colour and shape; the word beside it says the same."""
    return TONES.get(status) or ("open" if status in OPEN else "quiet")
