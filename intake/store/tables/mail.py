"""The outbox."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from intake.store.columns import Instant, metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),  # clear
    Column("kind", Text, nullable=False),  # clear
    Column("dedupe_key", Text, nullable=False, unique=True),  # clear
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), index=True),  # clear
    Column("recipient_sealed", LargeBinary),  # sealed, under the inquiry's key
    Column("staff_id", Text, ForeignKey("staff.id", ondelete="CASCADE")),  # clear: or this colleague
    Column("locale", Text, nullable=False),  # clear
    Column("state", Text, nullable=False),  # clear
    Column("attempts", Integer, nullable=False),  # clear
    # When somebody must look at the row again: the next try, or the end of a lease. Empty when it is done with.
    Column("next_at", Instant, index=True),  # clear
    Column("lease_token", Text),  # clear
    Column("lease_until", Instant),  # clear
    Column("message_id", Text, nullable=False),  # clear
    Column("last_error", Text),  # clear: a code, never a server's words
    Column("created_at", Instant, nullable=False),  # clear
    Column("sent_at", Instant),  # clear
    Index(None, "state", "created_at", "id"),
)
