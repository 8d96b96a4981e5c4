"""What looks sent by a machine when it arrives."""

from dataclasses import replace
from datetime import datetime

from intake.domain import suspicion
from intake.domain.inquiry import InquiryDraft
from intake.domain.questionnaire import Questionnaire
from intake.domain.suspicion import Flood, Sign


class Gate:
    """Looks at each new inquiry. ``limit``: more than so many within a minute are an attack; 0: nothing ever is."""

    def __init__(self, limit: int) -> None:
        self._flood = Flood(limit) if limit else None

    def is_attacked(self, now: datetime) -> bool:
        """Whether each browser is asked for a proof of work."""
        return self._flood is not None and self._flood.is_on(now)

    def signs(self, draft: InquiryDraft, questionnaire: Questionnaire, *, now: datetime) -> tuple[Sign, ...]:
        """What speaks for a machine in an inquiry that was not known before.

        Nothing does in a canary's: it proved whose it is.
        """
        if draft.test:
            return ()
        attacked = self._flood is not None and self._flood.arrived(now)
        said = draft.answers
        texts = [text for text in map(said.get, questionnaire.free_texts) if isinstance(text, str)]
        return suspicion.signs(replace(draft.sent, under_attack=attacked), str(said.get("contact_name", "")), texts)
