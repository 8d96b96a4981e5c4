"""What the office's work leaves behind: who looks, what is to be done, replies in the making, which inquiries belong
together, and what is counted.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from intake.store.columns import Instant, metadata

# A filter somebody keeps under a name of their own.
saved_views = Table(
    "saved_views",
    metadata,
    Column("id", Text, primary_key=True),  # clear
    Column("staff_id", Text, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),  # clear
    Column("shared", Boolean, nullable=False),  # clear
    Column("query", Text, nullable=False),  # clear: the filter's codes, as its address carries them
    Column("created_at", Instant, nullable=False),  # clear
    Column("name_sealed", LargeBinary, nullable=False),  # sealed, under the key ring
)

# Who has an inquiry open just now.
presences = Table(
    "presences",
    metadata,
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), primary_key=True),  # clear
    Column("staff_id", Text, ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),  # clear
    Column("seen_at", Instant, nullable=False, index=True),  # clear
    Column("doing", Text, nullable=False),  # clear: reading, writing
    sqlite_with_rowid=False,
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Text, primary_key=True),  # clear
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), nullable=False),  # clear
    Column("author_id", Text, ForeignKey("staff.id"), nullable=False),  # clear
    Column("assignee_id", Text, ForeignKey("staff.id")),  # clear
    Column("created_at", Instant, nullable=False),  # clear
    Column("due_at", Instant),  # clear
    Column("done_at", Instant),  # clear
    Column("done_by", Text, ForeignKey("staff.id")),  # clear
    Column("sealed", LargeBinary, nullable=False),  # sealed: what is to be done
    Index(None, "inquiry_id", "created_at", "id"),
    Index(None, "assignee_id", "done_at", "due_at"),
)

# A colleague named in a note.
mentions = Table(
    "mentions",
    metadata,
    Column("note_id", Text, ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True),  # clear
    Column("staff_id", Text, ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),  # clear
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), nullable=False, index=True),  # clear
    Column("created_at", Instant, nullable=False),  # clear
    Column("seen_at", Instant),  # clear
    Index(None, "staff_id", "seen_at"),
    sqlite_with_rowid=False,
)

# An answer in the making: the coordinator's words, the translator's, and when it is to go.
replies = Table(
    "replies",
    metadata,
    Column("id", Text, primary_key=True),  # clear
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), nullable=False),  # clear
    Column("author_id", Text, ForeignKey("staff.id"), nullable=False),  # clear
    Column("translator_id", Text, ForeignKey("staff.id")),  # clear
    Column("state", Text, nullable=False),  # clear
    Column("version", Integer, nullable=False),  # clear
    Column("source_locale", Text, nullable=False),  # clear: the language the coordinator writes in
    Column("locale", Text, nullable=False),  # clear: the language the inquirer reads
    Column("send_at", Instant),  # clear: not before; empty: as soon as it is ready
    Column("created_at", Instant, nullable=False),  # clear
    Column("updated_at", Instant, nullable=False),  # clear
    Column("message_id", Text),  # clear: what it became
    Column("sealed", LargeBinary, nullable=False),  # sealed: both texts, and where they came from
    Index(None, "inquiry_id", "created_at", "id"),
    Index(None, "state", "send_at"),
    Index(None, "translator_id", "state"),
)

# Questions a coordinator put to the inquirer.
asks = Table(
    "asks",
    metadata,
    Column("id", Text, primary_key=True),  # clear
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), nullable=False),  # clear
    Column("author_id", Text, ForeignKey("staff.id"), nullable=False),  # clear
    Column("created_at", Instant, nullable=False),  # clear
    Column("answered_at", Instant),  # clear
    Column("withdrawn_at", Instant),  # clear
    Column("sealed", LargeBinary, nullable=False),  # sealed: which questions
    Index(None, "inquiry_id", "created_at", "id"),
)

# Inquiries nobody has accepted yet, and those where the inquirer was asked for something: when to remind next. Whatever
# a person does about one takes its row away.
ladders = Table(
    "ladders",
    metadata,
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), primary_key=True),  # clear
    Column("step", Integer, nullable=False),  # clear: reminders sent so far
    Column("since", Instant, nullable=False),  # clear
    Column("next_at", Instant, index=True),  # clear: when to look again
    sqlite_with_rowid=False,
)

# When an inquiry first reached a status: what the statistics count.
milestones = Table(
    "milestones",
    metadata,
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), primary_key=True),  # clear
    Column("status", Text, primary_key=True),  # clear
    Column("at", Instant, nullable=False),  # clear
    Index(None, "status", "at"),
    sqlite_with_rowid=False,
)

# Which inquiries belong together: one patient, two voices; one merged into another; or looked at and different.
relations = Table(
    "relations",
    metadata,
    Column("id", Text, primary_key=True),  # clear
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), nullable=False, index=True),  # clear
    Column("other_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), nullable=False, index=True),  # clear
    Column("kind", Text, nullable=False),  # clear
    Column("author_id", Text, ForeignKey("staff.id"), nullable=False),  # clear
    Column("created_at", Instant, nullable=False),  # clear
    Column("undone_at", Instant),  # clear
    Column("before", Text),  # clear: the status of what was merged, for whoever undoes it
)

# How an inquiry stood before a change of many at once, so that it can be undone.
undos = Table(
    "undos",
    metadata,
    Column("batch_id", Text, primary_key=True),  # clear
    Column("inquiry_id", Text, ForeignKey("inquiries.id", ondelete="CASCADE"), primary_key=True),  # clear
    Column("staff_id", Text, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),  # clear
    Column("at", Instant, nullable=False, index=True),  # clear
    Column("version", Integer, nullable=False),  # clear: after the change; another one since: not undone
    Column("before", Text, nullable=False),  # clear: codes as canonical JSON
    sqlite_with_rowid=False,
)

# How often something happened on a day. Nobody can be told from it.
tallies = Table(
    "tallies",
    metadata,
    Column("day", Text, primary_key=True),  # clear: ISO 8601, in the office's zone
    Column("kind", Text, primary_key=True),  # clear
    Column("locale", Text, primary_key=True),  # clear
    Column("key", Text, primary_key=True),  # clear: codes, such as a question's id and an error's
    Column("count", Integer, nullable=False),  # clear
    sqlite_with_rowid=False,
)

# The routing file as it was published here; the newest counts, before the one that was shipped.
routing_versions = Table(
    "routing_versions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),  # clear
    Column("source", Text, nullable=False),  # clear
    Column("published_at", Instant, nullable=False),  # clear
    Column("author_id", Text, ForeignKey("staff.id"), nullable=False),  # clear
    Column("restores", Integer),  # clear: the version it brings back
)

# The published criteria as they once were, to see whose result another version changes.
criteria_versions = Table(
    "criteria_versions",
    metadata,
    Column("version", Text, primary_key=True),  # clear
    Column("source", Text, nullable=False),  # clear
    Column("first_seen_at", Instant, nullable=False),  # clear
)

# What translators would write where the folder of the languages cannot be written: our own pages' sentences, the same
# that stand in the catalogs. No patient is in them, so they lie clear.
suggestions = Table(
    "suggestions",
    metadata,
    Column("id", Text, primary_key=True),  # clear
    Column("locale", Text, nullable=False),  # clear
    Column("domain", Text, nullable=False),  # clear
    Column("message_id", Text, nullable=False),  # clear: the hash of the English it was made for
    Column("strings", Text, nullable=False),  # clear: the translation, each of its forms, as JSON
    Column("author_id", Text, ForeignKey("staff.id"), nullable=False),  # clear
    Column("created_at", Instant, nullable=False),  # clear
    Column("state", Text, nullable=False),  # clear: open, taken, dropped
    Index(None, "locale", "state", "domain", "message_id"),
)
