"""The tables. Each column says in one word how it lies there: *clear*, *tag* (keyed, equality only) or *sealed*.

What may be clear is decided in one place, ``docs/architecture.md``; a column that holds a patient's word is sealed.
A change here needs a migration: a test compares the two on both engines. On SQLite small rows with a key of their own
lie in the key's tree itself (``sqlite_with_rowid=False``): one tree fewer to write.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
)

from intake.store.columns import NAMES, Instant

metadata = MetaData(naming_convention=NAMES)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),  # clear
    Column("value", LargeBinary, nullable=False),  # clear
)

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

inquiries = Table(
    "inquiries",
    metadata,
    Column("id", Text, primary_key=True),  # clear
    Column("reference", Text, nullable=False, unique=True),  # clear
    Column("status", Text, nullable=False),  # clear
    # Whether the status still needs somebody, so that a page of open inquiries never walks past the closed ones.
    Column("open", Boolean, nullable=False),  # clear
    Column("priority", Text, nullable=False),  # clear
    Column("language", Text, nullable=False),  # clear: the language to answer in
    Column("locale", Text, nullable=False),  # clear: the language of the page it was written on
    Column("received_at", Instant, nullable=False),  # clear
    Column("due_at", Instant, nullable=False),  # clear
    Column("assignee_id", Text, ForeignKey("staff.id")),  # clear
    Column("form_version", Text, nullable=False),  # clear
    Column("revision", Integer, nullable=False),  # clear: of the answers
    Column("version", Integer, nullable=False),  # clear: of the row, so that two editors notice each other
    Column("updated_at", Instant, nullable=False),  # clear
    Column("queue_tag", LargeBinary, nullable=False),  # tag
    Column("programme_tag", LargeBinary, nullable=False),  # tag
    Column("condition_group_tag", LargeBinary, nullable=False),  # tag
    Column("country_tag", LargeBinary, nullable=False),  # tag
    Column("age_group_tag", LargeBinary, nullable=False),  # tag
    Column("role_tag", LargeBinary, nullable=False),  # tag
    Column("code_salt", LargeBinary, nullable=False),  # clear
    Column("code_verifier", LargeBinary, nullable=False),  # tag: HMAC of the access code under the pepper
    # Looks like spam: kept, and shown to a person before anybody is told of it.
    Column("quarantined", Boolean, nullable=False, server_default=false()),  # clear
    Column("first_answered_at", Instant),  # clear: when a person first answered, for the promise of the public pages
    # Read backwards for "newest first": every column after the equality has the same direction, so none needs DESC.
    Index(None, "received_at", "id"),
    Index(None, "open", "received_at", "id"),
    Index(None, "status", "received_at", "id"),
    Index(None, "queue_tag", "open", "received_at", "id"),
    Index(None, "queue_tag", "status", "received_at", "id"),
    Index(None, "assignee_id", "open", "received_at", "id"),
)

# No foreign key: the keys move to a store of their own, so that an old backup of the inquiries cannot bring one back.
data_keys = Table(
    "data_keys",
    metadata,
    Column("inquiry_id", Text, primary_key=True),  # clear
    Column("wrapped", LargeBinary, nullable=False),  # sealed
    sqlite_with_rowid=False,
)

answers = Table(
    "answers",
    metadata,
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), primary_key=True),  # clear
    Column("class", Text, primary_key=True),  # clear: P0 … P4, consent, routing
    Column("revision", Integer, primary_key=True),  # clear
    Column("created_at", Instant, nullable=False),  # clear
    Column("sealed", LargeBinary, nullable=False),  # sealed
)

blind_indexes = Table(
    "blind_indexes",
    metadata,
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), primary_key=True),  # clear
    Column("kind", Text, primary_key=True),  # clear: email, phone, name
    Column("tag", LargeBinary, primary_key=True),  # tag
    Index(None, "kind", "tag"),
    sqlite_with_rowid=False,
)

submissions = Table(
    "submissions",
    metadata,
    Column("form_id", Text, primary_key=True),  # clear
    Column("digest", LargeBinary, nullable=False),  # tag: keyed digest of what was sent
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), nullable=False, index=True),  # clear
    Column("created_at", Instant, nullable=False, index=True),  # clear
    sqlite_with_rowid=False,
)

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

notes = Table(
    "notes",
    metadata,
    Column("id", Text, primary_key=True),  # clear
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), nullable=False),  # clear
    Column("author_id", Text, ForeignKey("staff.id"), nullable=False),  # clear
    Column("created_at", Instant, nullable=False),  # clear
    Column("sealed", LargeBinary, nullable=False),  # sealed
    Index(None, "inquiry_id", "created_at", "id"),
)

# What patient and office write to each other.
messages = Table(
    "messages",
    metadata,
    Column("id", Text, primary_key=True),  # clear
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), nullable=False),  # clear
    Column("author_id", Text, ForeignKey("staff.id")),  # clear: the colleague; empty: the inquirer
    Column("created_at", Instant, nullable=False),  # clear
    Column("read_at", Instant),  # clear: when the other side first opened it
    Column("sealed", LargeBinary, nullable=False),  # sealed
    Index(None, "inquiry_id", "created_at", "id"),
)

# No foreign key: a draft's files become the inquiry's by themselves, for a draft's id becomes the inquiry's id.
files = Table(
    "files",
    metadata,
    Column("id", Text, primary_key=True),  # clear: also the name of its blob in the files folder
    Column("owner_id", Text, nullable=False),  # clear: the inquiry's or the draft's id
    Column("created_at", Instant, nullable=False),  # clear
    Column("size", BigInteger, nullable=False),  # clear: bytes, for the limits
    Column("scan", Text, nullable=False),  # clear: clean, not_scanned
    Column("sealed", LargeBinary, nullable=False),  # sealed: its name, type and what it is
    Index(None, "owner_id", "created_at", "id"),
    Index(None, "scan", "created_at"),
)

# Which records are still needed, as the coordinator judges them; one blob for each inquiry.
records = Table(
    "records",
    metadata,
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), primary_key=True),  # clear
    Column("version", Integer, nullable=False),  # clear
    Column("sealed", LargeBinary, nullable=False),  # sealed
)

# A form begun and put aside. Its id is the id of the inquiry it may become; its key lies in `data_keys` like theirs.
drafts = Table(
    "drafts",
    metadata,
    Column("id", Text, primary_key=True),  # clear
    Column("form_id", Text, nullable=False, unique=True),  # clear
    Column("code_tag", LargeBinary, nullable=False, unique=True),  # tag: of the resume code
    Column("locale", Text, nullable=False),  # clear
    Column("form_version", Text, nullable=False),  # clear
    Column("created_at", Instant, nullable=False),  # clear
    Column("updated_at", Instant, nullable=False),  # clear
    Column("expires_at", Instant, nullable=False, index=True),  # clear
    Column("sealed", LargeBinary, nullable=False),  # sealed: everything typed
)

# An inquirer looking at their own inquiry.
visits = Table(
    "visits",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),  # tag: SHA-256 of the cookie
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), nullable=False, index=True),  # clear
    Column("level", Text, nullable=False),  # clear: by access code, or by a link from a mail
    Column("created_at", Instant, nullable=False),  # clear
    Column("last_seen_at", Instant, nullable=False, index=True),  # clear
    sqlite_with_rowid=False,
)

# A link in a mail that opens an inquiry once, together with the year of birth.
links = Table(
    "links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),  # tag: SHA-256 of the token
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), nullable=False, index=True),  # clear
    Column("created_at", Instant, nullable=False),  # clear
    Column("expires_at", Instant, nullable=False, index=True),  # clear
    sqlite_with_rowid=False,
)

# What was erased, so that a restored backup can erase it again. Nothing else is left of it.
erasures = Table(
    "erasures",
    metadata,
    Column("inquiry_id", Text, primary_key=True),  # clear
    Column("erased_at", Instant, nullable=False),  # clear
    Column("reason", Text, nullable=False),  # clear: a code
    # Empty until the database's file, its journal and the files folder hold nothing of it any more.
    Column("done_at", Instant),  # clear
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

throttles = Table(
    "throttles",
    metadata,
    Column("key", Text, primary_key=True),  # tag: of whatever is slowed down
    Column("full_at", Instant, nullable=False, index=True),  # clear
    sqlite_with_rowid=False,
)

forms = Table(
    "forms",
    metadata,
    Column("version", Text, primary_key=True),  # clear
    Column("source", Text, nullable=False),  # clear
    Column("first_seen_at", Instant, nullable=False),  # clear
)
