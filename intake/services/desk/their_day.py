"""What time it is where an inquirer is."""

from zoneinfo import ZoneInfo

from intake.domain.values import Answers
from intake.lib import time_zones


def zones_of(answers: Answers) -> tuple[ZoneInfo, ...]:
    """The zone they named, else every zone of their country; none where neither is known."""
    named = str(answers.get("time_zone", ""))
    if named in time_zones.zones():
        return (ZoneInfo(named),)
    return time_zones.of_country(str(answers.get("residence_country", "")))
