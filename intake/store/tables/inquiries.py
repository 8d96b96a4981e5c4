"""An inquiry, what seals it, what is said in it, and what is left once it is erased."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, false

from intake.store.columns import Instant, metadata

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
    Column("waiting_for", Text, nullable=False, server_default="office"),  # clear: office, inquirer, nobody
    Column("test", Boolean, nullable=False, server_default=false()),  # clear: made to see whether all works
    Column("merged_into", Text, index=True),  # clear: the inquiry that goes on instead of this one
    # Read backwards for "newest first": every column after the equality has the same direction, so none needs DESC.
    Index(None, "received_at", "id"),
    Index(None, "open", "received_at", "id"),
    Index(None, "status", "received_at", "id"),
    Index(None, "queue_tag", "open", "received_at", "id"),
    Index(None, "queue_tag", "status", "received_at", "id"),
    Index(None, "assignee_id", "open", "received_at", "id"),
    Index(None, "open", "waiting_for", "due_at", "id"),
    Index(None, "queue_tag", "open", "waiting_for", "due_at", "id"),
    Index(None, "assignee_id", "open", "waiting_for", "due_at", "id"),
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

# Which records are still needed, as the coordinator judges them; one blob for each inquiry.
records = Table(
    "records",
    metadata,
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), primary_key=True),  # clear
    Column("version", Integer, nullable=False),  # clear
    Column("sealed", LargeBinary, nullable=False),  # sealed
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
