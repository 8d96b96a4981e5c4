"""Who works here, at which desk, and who is logged in."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from intake.store.columns import Instant, metadata

staff = Table(
    "staff",
    metadata,
    Column("id", Text, primary_key=True),  # clear
    Column("email_tag", LargeBinary, nullable=False, unique=True),  # tag
    Column("email_sealed", LargeBinary, nullable=False),  # sealed
    Column("name_sealed", LargeBinary, nullable=False),  # sealed
    Column("password_hash", Text, nullable=False),  # clear: argon2id, salted; empty: invited, none chosen yet
    Column("role", Text, nullable=False),  # clear
    Column("locale", Text, nullable=False),  # clear
    Column("languages", Text, nullable=False),  # clear: tags, separated by commas, the preferred first
    Column("all_queues", Boolean, nullable=False),  # clear
    Column("active", Boolean, nullable=False),  # clear
    Column("created_at", Instant, nullable=False),  # clear
    Column("zone", Text),  # clear: IANA name; empty: the office's
    Column("hours", Text),  # clear: canonical JSON; empty: the office's
    Column("absent_from", Instant),  # clear
    Column("absent_until", Instant),  # clear
    Column(
        "stand_in_id", Text
    ),  # clear: a colleague's id; no foreign key, for SQLite adds none to a table that is there
    Column("capacity", Integer),  # clear: open inquiries at most; empty: no limit
    Column("last_given_at", Instant),  # clear: when an inquiry was last handed out to them in turn
)

# A link by which a new colleague chooses a password nobody else knows.
invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),  # tag: SHA-256 of the token
    Column("staff_id", Text, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),  # clear
    Column("created_at", Instant, nullable=False),  # clear
    Column("expires_at", Instant, nullable=False, index=True),  # clear
    sqlite_with_rowid=False,
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
    Column("confirmed_at", Instant),  # clear: when the password was last asked for again
    sqlite_with_rowid=False,
)
