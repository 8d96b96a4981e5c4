"""Things of the store, valid by default: a test says only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from intake.domain.consent import shown
from intake.domain.message import MailKind
from intake.domain.routing import Considered, Decision, RoutingFacts
from intake.domain.triage import Flag
from intake.domain.values import Priority, StaffRole, Status
from intake.lib.ids import new_id, new_reference
from intake.store.inquiries import NewInquiry
from intake.store.outbox import MailOrder
from intake.store.staff import Account

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STORY = "Leyla was treated twice and the illness came back. " * 8


def make_order(inquiry_id: str, **overrides: Any) -> MailOrder:
    """A mail to the inquirer."""
    order_id = new_id()
    values: dict[str, Any] = {
        "id": order_id,
        "kind": MailKind.INQUIRY_RECEIVED,
        "dedupe_key": f"received-{order_id}",
        "inquiry_id": inquiry_id,
        "locale": "ka",
        "message_id": f"<{order_id}@intake.example>",
        "created_at": NOON,
        "recipient": "leyla@example.org",
    }
    return MailOrder(**values | overrides)


def make_arrival(**overrides: Any) -> NewInquiry:
    """An inquiry about a child with leukaemia, written in Georgian."""
    inquiry_id = overrides.pop("id", None) or new_id()
    facts = RoutingFacts(
        urgency=Priority.ONE_DAY,
        programme="blood-cancers",
        condition="b-all",
        condition_group="leukaemia-b",
        form_role="offer",
        age_group="12-17",
        role="child",
        language="ka",
        country="GE",
    )
    considered = (Considered("repeat", "prior_cart"), Considered("heme", None))
    values: dict[str, Any] = {
        "id": inquiry_id,
        "reference": new_reference(),
        "access_code": "1234567890123456",
        "status": Status.SUBMITTED,
        "priority": Priority.ONE_DAY,
        "language": "ka",
        "locale": "ka",
        "received_at": NOON,
        "due_at": NOON + timedelta(days=1),
        "form_version": "v1",
        "form_id": new_id(),
        "digest": b"d" * 32,
        "facts": facts,
        "flags": (Flag.RF9,),
        "decision": Decision("heme", "heme", Priority.ONE_DAY, considered),
        "answers": {
            "P0": {"inquirer_role": "child", "preferred_language": "ka", "best_time": ("morning", "evening")},
            "P1": {"contact_name": "Leyla", "email": "leyla@example.org", "phone": "+995555123456"},
            "P2": {"condition": "b-all", "question": STORY, "birth_year": "2012"},
        },
        "consents": (shown("C1", "I agree.", version="1", locale="ka", at=NOON, by="child"),),
        "contacts": {"email": "leyla@example.org", "phone": "+995555123456"},
        "mails": (make_order(inquiry_id), make_order(inquiry_id), make_order(inquiry_id)),
    }
    return NewInquiry(**values | overrides)


def make_account(**overrides: Any) -> Account:
    """Clara, coordinator of the desk for blood cancers."""
    values: dict[str, Any] = {
        "id": new_id(),
        "email": "clara@example.org",
        "name": "Clara",
        "password_hash": "$argon2id$…",
        "role": StaffRole.COORDINATOR,
        "locale": "en",
        "languages": ("en", "ar"),
        "all_queues": False,
        "queues": {"heme": False},
        "active": True,
        "created_at": NOON,
    }
    return Account(**values | overrides)
