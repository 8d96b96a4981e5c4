"""Consents as JSON takes them: a list of events. Rows of earlier days hold what was given by id, and no more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from intake.domain.consent import ConsentEvent, Consents, Deed


def to_value(events: Consents) -> list[dict[str, str]]:
    """Events in their order."""
    return [
        {
            "id": event.id,
            "deed": event.deed.value,
            "text": event.text,
            "version": event.version,
            "locale": event.locale,
            "sha256": event.sha256,
            "at": event.at.isoformat(),
            "by": event.by,
            **({"original": event.original, "original_sha256": event.original_sha256} if event.original else {}),
        }
        for event in events
    ]


def consents_of(value: Any, answers: Mapping[str, Mapping[str, Any]]) -> Consents:
    """The events of a row of either shape. ``answers`` by class say who wrote, which the first shape did not."""
    if isinstance(value, Mapping):
        by = next((str(part["inquirer_role"]) for part in answers.values() if "inquirer_role" in part), "")
        return tuple(_event({**given, "id": id_, "deed": Deed.GIVEN.value, "by": by}) for id_, given in value.items())
    rows: Sequence[Mapping[str, str]] = value or ()
    return tuple(_event(row) for row in rows)


def _event(row: Mapping[str, str]) -> ConsentEvent:
    return ConsentEvent(
        row["id"],
        Deed(row["deed"]),
        row.get("text", ""),
        row.get("version", ""),
        row.get("locale", "en"),
        row.get("sha256", ""),
        datetime.fromisoformat(row["at"]),
        row.get("by", ""),
        row.get("original", ""),
        row.get("original_sha256", ""),
    )
