"""Which inquiries are somebody's business, as the database tells them apart."""

from intake.domain.access import Actor
from intake.lib.keyring import KeyRing
from intake.store.arrivals import filter_tag


def queue_tags(actor: Actor, keyring: KeyRing) -> frozenset[bytes] | None:
    """The tags of the queues somebody serves; None: every queue."""
    if actor.queues is None:
        return None
    return frozenset(filter_tag(keyring, "queue", queue) for queue in actor.queues)
