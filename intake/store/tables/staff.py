"""Who works here, at which desk, and who is logged in."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text

from intake.store.columns import Instant, metadata

staff = Table(
    "staff",
    metadata,
    Column("id", Text, primary_key=True),  # clear
    Column("email_tag", LargeBinary, nullable=False, unique=True),  # tag
    Column("email_sealed", LargeBinary, nullable=False),  # sealed
    Column("name_sealed", LargeBinary, nullable=False),  # sealed
    Column("password_hash", Text, nullable=False),  # clear: argon2id, salted
    Column("role", Text, nullable=False),  # clear
    Column("locale", Text, nullable=False),  # clear
    Column("languages", Text, nullable=False),  # clear: tags, separated by commas, the preferred first
    Column("all_queues", Boolean, nullable=False),  # clear
    Column("active", Boolean, nullable=False),  # clear
    Column("created_at", Instant, nullable=False),  # clear
)

staff_queues = Table(
    "staff_queues",
    metadata,
    Column("staff_id", Text, ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),  # clear
    Column("queue", Text, primary_key=True),  # clear: which desk somebody works at, no patient
    Column("lead", Boolean, nullable=False),  # clear
    Index(None, "queue"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),  # tag: SHA-256 of the cookie
    Column("staff_id", Text, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),  # clear
    Column("created_at", Instant, nullable=False),  # clear
    Column("last_seen_at", Instant, nullable=False, index=True),  # clear
    sqlite_with_rowid=False,
)
