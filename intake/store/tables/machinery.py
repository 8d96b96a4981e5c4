"""What the service needs for itself: its own facts, past forms, what is slowed down, and who did what."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from intake.store.columns import Instant, metadata

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),  # clear
    Column("value", LargeBinary, nullable=False),  # clear
)

forms = Table(
    "forms",
    metadata,
    Column("version", Text, primary_key=True),  # clear
    Column("source", Text, nullable=False),  # clear
    Column("first_seen_at", Instant, nullable=False),  # clear
)

throttles = Table(
    "throttles",
    metadata,
    Column("key", Text, primary_key=True),  # tag: of whatever is slowed down
    Column("full_at", Instant, nullable=False, index=True),  # clear
    sqlite_with_rowid=False,
)

# No foreign keys: an entry outlives what it is about.
audit = Table(
    "audit",
    metadata,
    # On SQLite only INTEGER counts up by itself.
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),  # clear
    Column("at", Instant, nullable=False),  # clear
    Column("actor", Text, nullable=False),  # clear
    Column("action", Text, nullable=False),  # clear
    Column("object_kind", Text, nullable=False),  # clear
    Column("object_id", Text, nullable=False),  # clear
    Column("outcome", Text, nullable=False),  # clear
    Column("detail", Text, nullable=False),  # clear: codes as canonical JSON, no patient's word
    Index(None, "object_kind", "object_id", "seq"),
    Index(None, "at"),
)
