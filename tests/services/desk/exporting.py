"""What tests of exports need: inquiries that say a lot, and the file an export makes of them."""

from datetime import UTC, datetime
from typing import Any

from intake.domain.access import Actor
from intake.domain.exports import Format
from intake.domain.treatment import TreatmentCard
from intake.lib.database import Database
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.services.desk import exports
from intake.services.desk.exports import Order
from intake.services.inbox import Filters
from intake.store import revisions
from intake.store.inquiries import NewInquiry
from intake.store.revisions import Contents
from tests.offices import make_office
from tests.web.office import arrive

BASE = "https://intake.example.org"
R_CHOP = TreatmentCard(
    new_id(),
    {
        "treatment.drug": "r-chop",
        "treatment.start": "03/2024",
        "treatment.end": "2024",
        "treatment.response": "gone",
        "treatment.stop_reason": "planned",
        "treatment.note": "=it was hard",
    },
)
OWN_NAME = TreatmentCard(new_id(), {"treatment.drug": "a drug nobody lists", "treatment.ongoing": "yes"})
WITH_DETAILS: dict[str, Any] = {
    "inquirer_role": "relative",
    "relationship": "child",
    "phone": "+995555123456",
    "condition": "dlbcl",
    "performance": "1",
    "question": "Is there hope for her?\nPlease write.",
    "patient_name": "Nino Example",
    "birth_date": "1970-05-04",
    "sex": "female",
    "citizenship": ("GE", "IL"),
    "diagnosis_date": "spring 2023",
    "stage_risk": "IV",
    "antigen_cd19": "negative",
    "allergies": "penicillin",
    "prior_cart": "yes",
    "cart_date": "2025-02",
    "transplant": ("own",),
    "relapse_count": "2",
    "weight_kg": "61.5",
    "interpreter": "yes",
    "virus_hiv": "yes",
    "payer": "insurance",
    "insurer_name": "MARKER insurer",
}


async def tell(db: Database, keyring: KeyRing, *, cards: tuple[TreatmentCard, ...] = (), **answers: Any) -> NewInquiry:
    """An inquiry lies in a queue, with treatments on cards."""
    new = await arrive(db, keyring, **answers)
    if cards:

        def add(contents: Contents) -> None:
            contents.cards = cards

        async with db.write() as tx:
            await revisions.revise(tx, keyring, new.id, add, now=datetime.now(UTC))
    return new


async def exported(
    db: Database,
    keyring: KeyRing,
    format_: Format,
    *,
    actor: Actor | None = None,
    filters: Filters | None = None,
    **more: Any,
) -> bytes:
    """The whole file; no actor: the operator's."""
    wanted = filters or (Filters() if actor else None)
    order = Order(format_, **more)
    office, now = make_office(db, keyring), datetime.now(UTC)
    pieces = await exports.begin(actor, wanted, order, office=office, base_url=BASE, now=now)
    return b"".join([piece async for piece in pieces])
