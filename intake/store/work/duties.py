"""When a colleague works, as columns of their account: hours as canonical JSON, a zone by its name."""

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from intake.domain.duty import Duty, Shift
from intake.store.sealing import from_json, to_json


def duty_of(row: Any) -> Duty:
    """What a row of the staff says."""
    return Duty(
        zone=ZoneInfo(row.zone) if row.zone else None,
        hours=tuple(
            Shift(int(day), time.fromisoformat(opens), time.fromisoformat(closes))
            for day, opens, closes in (from_json(row.hours.encode()) if row.hours else ())
        ),
        absent_from=row.absent_from,
        absent_until=row.absent_until,
        stand_in_id=row.stand_in_id,
        capacity=row.capacity,
        last_given_at=row.last_given_at,
    )


def columns_of(duty: Duty) -> dict[str, Any]:
    """The same, to be written. When somebody was last given an inquiry is not theirs to say."""
    hours = [[shift.day, shift.opens.isoformat("minutes"), shift.closes.isoformat("minutes")] for shift in duty.hours]
    return {
        "zone": duty.zone.key if duty.zone else None,
        "hours": to_json(hours).decode() if hours else None,
        "absent_from": duty.absent_from,
        "absent_until": duty.absent_until,
        "stand_in_id": duty.stand_in_id,
        "capacity": duty.capacity,
    }
