"""The whole visit: messages, files, drafts, visits by code or link, erasures; quarantine and the first answer.

Written out by hand and never changed again: a migration describes a moment, ``intake/store/tables/`` the present.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What moments are: microseconds since the epoch.
INSTANT = sa.BigInteger()


def upgrade() -> None:
    """Make them."""
    op.add_column("inquiries", sa.Column("quarantined", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("inquiries", sa.Column("first_answered_at", INSTANT))
    op.create_table(
        "messages",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_messages_inquiry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_messages_author_id")),
    )
    op.create_index(op.f("ix_messages_inquiry_id_created_at_id"), "messages", ["inquiry_id", "created_at", "id"])
    op.create_table(
        "files",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("scan", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index(op.f("ix_files_owner_id_created_at_id"), "files", ["owner_id", "created_at", "id"])
    op.create_index(op.f("ix_files_scan_created_at"), "files", ["scan", "created_at"])
    op.create_table(
        "records",
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("inquiry_id", name=op.f("pk_records")),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_records_inquiry_id"), ondelete="CASCADE"
        ),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("code_tag", sa.LargeBinary(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("form_version", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("form_id", name=op.f("uq_drafts_form_id")),
        sa.UniqueConstraint("code_tag", name=op.f("uq_drafts_code_tag")),
    )
    op.create_index(op.f("ix_drafts_expires_at"), "drafts", ["expires_at"])
    op.create_table(
        "visits",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_visits")),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_visits_inquiry_id"), ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_visits_inquiry_id"), "visits", ["inquiry_id"])
    op.create_index(op.f("ix_visits_last_seen_at"), "visits", ["last_seen_at"])
    op.create_table(
        "links",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_links")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiries.id"], name=op.f("fk_links_inquiry_id"), ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_links_inquiry_id"), "links", ["inquiry_id"])
    op.create_index(op.f("ix_links_expires_at"), "links", ["expires_at"])
    op.create_table(
        "erasures",
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("erased_at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("done_at", INSTANT),
        sa.PrimaryKeyConstraint("inquiry_id", name=op.f("pk_erasures")),
        sqlite_with_rowid=False,
    )
