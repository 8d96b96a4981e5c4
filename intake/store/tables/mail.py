"""The outbox, how the office wants to be told, and whom else we tell."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, false, text

from intake.store.columns import Instant, metadata

_OF_A_HOOK = text("webhook_id IS NOT NULL")
_CAME_BACK = text("bounced_at IS NOT NULL")
_SENT_AGAIN = text("repeats_id IS NOT NULL")

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
    # What came back about it later, as the other server told it; in any order, so states are computed from times.
    Column("delayed_at", Instant),  # clear
    Column("bounced_at", Instant),  # clear
    Column("bounce_code", Text),  # clear: an enhanced status code (RFC 3463), never a server's words
    Column("digest", Boolean, nullable=False, server_default=false()),  # clear: goes out together with others
    Column("repeats_id", Text),  # clear: the order this one sends again, to another address
    # Not a mail but an event told to a system of the clinic's own.
    Column("webhook_id", Text),  # clear; no foreign key, for SQLite adds none to a table that is there
    Column("event", Text),  # clear
    Index(None, "state", "created_at", "id"),
    Index(None, "message_id"),
    Index(None, "bounced_at", sqlite_where=_CAME_BACK, postgresql_where=_CAME_BACK),
    Index(None, "repeats_id", sqlite_where=_SENT_AGAIN, postgresql_where=_SENT_AGAIN),
    # Partial: a question about mails (none of them has a webhook) must not think it could use them.
    *(
        Index(None, "webhook_id", column, sqlite_where=_OF_A_HOOK, postgresql_where=_OF_A_HOOK)
        for column in ("created_at", "next_at")
    ),
)

# How somebody of the office wants to be told. No row: each mail at once.
staff_mail = Table(
    "staff_mail",
    metadata,
    Column("staff_id", Text, ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),  # clear
    Column("one_day", Text, nullable=False),  # clear: at once, in the digest, never. The same day: always at once
    Column("routine", Text, nullable=False),  # clear: the same
    Column("digest_at", Text),  # clear: HH:MM by the clock where they are
    Column("quiet_from", Text),  # clear: HH:MM by the clock where they are
    Column("quiet_until", Text),  # clear
)

# The OpenPGP key mails to a colleague are encrypted to, where they gave one.
staff_keys = Table(
    "staff_keys",
    metadata,
    Column("staff_id", Text, ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),  # clear
    # sealed: a public key names its owner, and key servers tell the key of a fingerprint
    Column("key_sealed", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),  # clear
)

# Systems of the clinic's own that are told what happened, never about whom.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Text, primary_key=True),  # clear
    Column("url_sealed", LargeBinary, nullable=False),  # sealed: addresses often hold a secret
    Column("secret_sealed", LargeBinary, nullable=False),  # sealed
    Column("events", Text, nullable=False),  # clear: names, separated by commas
    Column("created_at", Instant, nullable=False),  # clear
    Column("author_id", Text, nullable=False),  # clear
    Column("failures", Integer, nullable=False),  # clear: one after another
    Column("succeeded_at", Instant),  # clear
    Column("retry_at", Instant),  # clear: not well; nothing is tried before then
    Column("paused_at", Instant),  # clear
    Column("paused_because", Text),  # clear: a code
)
