"""The clock of the public site, held: a test moves it on."""

from datetime import UTC, datetime


class Clock:
    """Stands where it was put."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        """The time it shows."""
        return self.at
