"""Who of the staff may do what. Inquiries belong to queues; who is not on a queue does not see that they exist."""

from dataclasses import dataclass
from enum import StrEnum

from intake.domain.values import StaffRole


class Action(StrEnum):
    """What somebody of the staff can ask for."""

    READ_INQUIRY = "read_inquiry"
    READ_SENSITIVE = "read_sensitive"  # what is extra sensitive (P3): each time with a reason that is kept
    TAKE_INQUIRY = "take_inquiry"
    ASSIGN_INQUIRY = "assign_inquiry"
    CHANGE_STATUS = "change_status"
    WRITE_NOTE = "write_note"
    ANSWER = "answer"
    EXPORT = "export"
    MANAGE_STAFF = "manage_staff"
    MANAGE_ROUTING = "manage_routing"
    MANAGE_WEBHOOKS = "manage_webhooks"
    READ_AUDIT = "read_audit"
    TRANSLATE = "translate"
    TRANSLATE_REPLY = "translate_reply"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody logged in. ``queues`` is ``None`` for those who serve every queue."""

    staff_id: str
    role: StaffRole
    queues: frozenset[str] | None
    locale: str
    name: str

    def serves(self, queue: str) -> bool:
        """Whether inquiries of this queue are this person's business."""
        return self.queues is None or queue in self.queues


# An administrator sees no case content by default, but an office of one person exists: given a queue, they serve it.
ON_A_QUEUE = frozenset(
    {
        Action.READ_INQUIRY,
        Action.READ_SENSITIVE,
        Action.TAKE_INQUIRY,
        Action.ASSIGN_INQUIRY,
        Action.CHANGE_STATUS,
        Action.WRITE_NOTE,
        Action.ANSWER,
        Action.EXPORT,
    }
)
SERVING = frozenset({StaffRole.COORDINATOR, StaffRole.ADMINISTRATOR})
BY_ROLE = {
    Action.MANAGE_STAFF: frozenset({StaffRole.ADMINISTRATOR}),
    Action.MANAGE_ROUTING: frozenset({StaffRole.ADMINISTRATOR}),
    Action.MANAGE_WEBHOOKS: frozenset({StaffRole.ADMINISTRATOR}),
    Action.READ_AUDIT: frozenset({StaffRole.ADMINISTRATOR}),
    Action.TRANSLATE: frozenset({StaffRole.TRANSLATOR, StaffRole.ADMINISTRATOR}),
    # Of the text they were asked for, and of nothing else (`domain.reply.may_translate`).
    Action.TRANSLATE_REPLY: frozenset({StaffRole.TRANSLATOR, StaffRole.COORDINATOR}),
}


def may(actor: Actor, action: Action, queue: str | None = None) -> bool:
    """Whether the actor may do this, on this queue where the action concerns an inquiry. Everything else is refused."""
    if action in ON_A_QUEUE:
        return actor.role in SERVING and queue is not None and actor.serves(queue)
    return actor.role in BY_ROLE[action]
