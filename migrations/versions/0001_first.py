"""The first tables.

Written out by hand and never changed again: a migration describes a moment, ``intake/store/tables/`` the present.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What moments are: microseconds since the epoch.
INSTANT = sa.BigInteger()


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("email_tag", sa.LargeBinary(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("all_queues", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email_tag", name=op.f("uq_staff_email_tag")),
    )
    op.create_table(
        "staff_queues",
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "queue", name=op.f("pk_staff_queues")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_queues_staff_id"), ondelete="CASCADE"),
    )
    op.create_index(op.f("ix_staff_queues_queue"), "staff_queues", ["queue"])
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sessions_staff_id"), ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sessions_last_seen_at"), "sessions", ["last_seen_at"])
    op.create_index(op.f("ix_sessions_staff_id"), "sessions", ["staff_id"])
    op.create_table(
        "inquiries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("assignee_id", sa.Text()),
        sa.Column("form_version", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("queue_tag", sa.LargeBinary(), nullable=False),
        sa.Column("programme_tag", sa.LargeBinary(), nullable=False),
        sa.Column("condition_group_tag", sa.LargeBinary(), nullable=False),
        sa.Column("country_tag", sa.LargeBinary(), nullable=False),
        sa.Column("age_group_tag", sa.LargeBinary(), nullable=False),
        sa.Column("role_tag", sa.LargeBinary(), nullable=False),
        sa.Column("code_salt", sa.LargeBinary(), nullable=False),
        sa.Column("code_verifier", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiries")),
        sa.ForeignKeyConstraint(["assignee_id"], ["staff.id"], name=op.f("fk_inquiries_assignee_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_inquiries_reference")),
    )
    op.create_index(
        op.f("ix_inquiries_assignee_id_open_received_at_id"), "inquiries", ["assignee_id", "open", "received_at", "id"]
    )
    op.create_index(op.f("ix_inquiries_open_received_at_id"), "inquiries", ["open", "received_at", "id"])
    op.create_index(
        op.f("ix_inquiries_queue_tag_open_received_at_id"), "inquiries", ["queue_tag", "open", "received_at", "id"]
    )
    op.create_index(
        op.f("ix_inquiries_queue_tag_status_received_at_id"), "inquiries", ["queue_tag", "status", "received_at", "id"]
    )
    op.create_index(op.f("ix_inquiries_received_at_id"), "inquiries", ["received_at", "id"])
    op.create_index(op.f("ix_inquiries_status_received_at_id"), "inquiries", ["status", "received_at", "id"])
    op.create_table(
        "data_keys",
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("inquiry_id", name=op.f("pk_data_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "answers",
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("inquiry_id", "class", "revision", name=op.f("pk_answers")),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_answers_inquiry_id"), ondelete="CASCADE"
        ),
    )
    op.create_table(
        "blind_indexes",
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("inquiry_id", "kind", "tag", name=op.f("pk_blind_indexes")),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_blind_indexes_inquiry_id"), ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_blind_indexes_kind_tag"), "blind_indexes", ["kind", "tag"])
    op.create_table(
        "submissions",
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("form_id", name=op.f("pk_submissions")),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_submissions_inquiry_id"), ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_submissions_created_at"), "submissions", ["created_at"])
    op.create_index(op.f("ix_submissions_inquiry_id"), "submissions", ["inquiry_id"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("inquiry_id", sa.Text()),
        sa.Column("recipient_sealed", sa.LargeBinary()),
        sa.Column("staff_id", sa.Text()),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT),
        sa.Column("lease_token", sa.Text()),
        sa.Column("lease_until", INSTANT),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("last_error", sa.Text()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_outbox_inquiry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_outbox_staff_id"), ondelete="CASCADE"),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
    )
    op.create_index(op.f("ix_outbox_inquiry_id"), "outbox", ["inquiry_id"])
    op.create_index(op.f("ix_outbox_next_at"), "outbox", ["next_at"])
    op.create_index(op.f("ix_outbox_state_created_at_id"), "outbox", ["state", "created_at", "id"])
    op.create_table(
        "notes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_notes_author_id")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiries.id"], name=op.f("fk_notes_inquiry_id"), ondelete="CASCADE"),
    )
    op.create_index(op.f("ix_notes_inquiry_id_created_at_id"), "notes", ["inquiry_id", "created_at", "id"])
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
    op.create_index(op.f("ix_audit_object_kind_object_id_seq"), "audit", ["object_kind", "object_id", "seq"])
    op.create_table(
        "throttles",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("full_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttles")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_throttles_full_at"), "throttles", ["full_at"])
    op.create_table(
        "forms",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_forms")),
    )
