"""The tables. Each column says in one word how it lies there: *clear*, *tag* (keyed, equality only) or *sealed*.

What may be clear is decided in one place, ``docs/architecture.md``; a column that holds a patient's word is sealed.
A change here needs a migration: a test compares the two on both engines. On SQLite small rows with a key of their own
lie in the key's tree itself (``sqlite_with_rowid=False``): one tree fewer to write.

One module for each subject, and this one names every table: what is not named here no migration and no erasure sees.
"""

from intake.store.columns import metadata
from intake.store.tables.inquiries import (
    answers,
    blind_indexes,
    data_keys,
    erasures,
    inquiries,
    notes,
    records,
    submissions,
)
from intake.store.tables.machinery import audit, forms, meta, throttles
from intake.store.tables.mail import outbox, staff_keys, staff_mail, webhooks
from intake.store.tables.staff import invitations, sessions, staff, staff_queues
from intake.store.tables.visits import drafts, files, links, messages, visits
from intake.store.tables.work import (
    asks,
    criteria_versions,
    ladders,
    mentions,
    milestones,
    presences,
    relations,
    replies,
    routing_versions,
    saved_views,
    suggestions,
    tallies,
    tasks,
    undos,
)

__all__ = [
    "answers",
    "asks",
    "audit",
    "blind_indexes",
    "criteria_versions",
    "data_keys",
    "drafts",
    "erasures",
    "files",
    "forms",
    "inquiries",
    "invitations",
    "ladders",
    "links",
    "mentions",
    "messages",
    "meta",
    "metadata",
    "milestones",
    "notes",
    "outbox",
    "presences",
    "records",
    "relations",
    "replies",
    "routing_versions",
    "saved_views",
    "sessions",
    "staff",
    "staff_keys",
    "staff_mail",
    "staff_queues",
    "submissions",
    "suggestions",
    "tallies",
    "tasks",
    "throttles",
    "undos",
    "visits",
    "webhooks",
]
