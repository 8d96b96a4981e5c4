"""The routing that counts: as it was shipped, until another is published at the routing desk.

The one part of the content that changes while the service runs. Whoever publishes, and whoever reads what another
process published, puts it here; everything that asks the content for its routing has the newest at once.
"""

from pathlib import Path

from intake.content.complaints import Complaints
from intake.content.routing import Known, Routing, load_routing

FILE = Path("routing.toml")


class RoutingInForce:
    """Holds one `Routing`. ``version`` is the number it was published under; None: the one that was shipped."""

    def __init__(self, shipped: Routing, known: Known, source: str) -> None:
        self.shipped_source = source
        self.version: int | None = None
        self._shipped = self._current = shipped
        self._known = known

    @property
    def current(self) -> Routing:
        """What counts now."""
        return self._current

    def read(self, text: str) -> Routing:
        """A routing file that somebody wrote. Raises `ContentError` with every complaint: ``routing.toml:12: …``."""
        complaints = Complaints()
        routing = load_routing(FILE, self._known, complaints, text)
        complaints.raise_any()
        return routing

    def put(self, version: int | None, routing: Routing | None) -> None:
        """From now on this one counts; None: the one that was shipped."""
        self.version, self._current = version, routing or self._shipped

    def but(self, routing: Routing) -> "RoutingInForce":
        """The same with another one shipped."""
        return RoutingInForce(routing, self._known, self.shipped_source)
