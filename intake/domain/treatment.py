"""One treatment somebody had, on a card of its own: what, when, how it worked, why it stopped."""

from dataclasses import dataclass, field

from intake.domain.values import Answers


@dataclass(frozen=True, slots=True)
class TreatmentCard:
    """``id`` is random and stays when cards are moved; ``answers`` are by question id (``treatment.drug`` …)."""

    id: str
    answers: Answers = field(default_factory=dict)
