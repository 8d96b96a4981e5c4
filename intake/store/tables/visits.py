"""The patient's side: forms put aside, visits, links, messages and files."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, Table, Text

from intake.store.columns import Instant, metadata

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
    Column("email_tag", LargeBinary),  # tag: of the mailbox it was sent to
    sqlite_with_rowid=False,
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
