"""An inquiry, what seals it, what is said in it, and what is left once it is erased."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    false,
)

from intake.store.columns import Instant, metadata

# The database itself keeps an inquiry at its place in the list, whoever changes what. `domain.shelves` has the rule.
SHELF: Final = (
    "CASE WHEN test THEN 5 WHEN NOT open THEN 3 WHEN quarantined THEN 4 WHEN waiting_for = 'inquirer' THEN 2"
    " WHEN status IN ('submitted', 'acknowledged', 'in_triage') THEN 0 ELSE 1 END"
)
# Always read upwards: by when it is due, or when it last changed; of what is over the latest first, after all else.
PLACE: Final = (
    "CASE WHEN NOT open THEN 9000000000000000 - updated_at WHEN waiting_for = 'inquirer' THEN updated_at"
    " ELSE due_at END"
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
    Column("waiting_for", Text, nullable=False, server_default="office"),  # clear: office, inquirer, nobody
    Column("test", Boolean, nullable=False, server_default=false()),  # clear: made to see whether all works
    # The address its reader came from by a link in a mail: somebody does read there.
    Column("verified_email_tag", LargeBinary),  # tag
    Column("merged_into", Text, index=True),  # clear: the inquiry that goes on instead of this one
    Column("shelf", Integer, Computed(SHELF)),  # clear: which part of the list
    Column("place", BigInteger, Computed(PLACE)),  # clear: and where in it
    Index(None, "received_at", "id"),
    # The list goes along one of these, whatever it is filtered by: along that of the rarest value asked for.
    Index(None, "shelf", "place", "id"),
    *(
        Index(None, column, "shelf", "place", "id")
        for column in (
            "queue_tag",
            "status",
            "assignee_id",
            "priority",
            "language",
            "programme_tag",
            "condition_group_tag",
            "country_tag",
            "age_group_tag",
            "role_tag",
        )
    ),
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
