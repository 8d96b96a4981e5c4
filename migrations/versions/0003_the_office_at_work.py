"""The office at work: views, tasks, replies in the making, asks, reminders, relations, tallies; hours and absence.

Written out by hand and never changed again: a migration describes a moment, ``intake/store/tables/`` the present.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# What moments are: microseconds since the epoch.
INSTANT = sa.BigInteger()

# Where an inquiry stands in the list, computed by the database.
SHELF = (
    "CASE WHEN test THEN 5 WHEN NOT open THEN 3 WHEN quarantined THEN 4 WHEN waiting_for = 'inquirer' THEN 2"
    " WHEN status IN ('submitted', 'acknowledged', 'in_triage') THEN 0 ELSE 1 END"
)
PLACE = (
    "CASE WHEN NOT open THEN 9000000000000000 - updated_at WHEN waiting_for = 'inquirer' THEN updated_at"
    " ELSE due_at END"
)
OLD_ORDERS = ("open", "status", "queue_tag_open", "queue_tag_status", "assignee_id_open")
LISTED_BY = (
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


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "criteria_versions",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_criteria_versions")),
    )
    op.create_table(
        "tallies",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "locale", "key", name=op.f("pk_tallies")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_invitations_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitations")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_invitations_expires_at"), "invitations", ["expires_at"])
    op.create_index(op.f("ix_invitations_staff_id"), "invitations", ["staff_id"])
    op.create_table(
        "routing_versions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("restores", sa.Integer()),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_routing_versions_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_versions")),
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_saved_views_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index(op.f("ix_saved_views_staff_id"), "saved_views", ["staff_id"])
    op.create_table(
        "asks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_asks_author_id")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiries.id"], name=op.f("fk_asks_inquiry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
    )
    op.create_index(op.f("ix_asks_inquiry_id_created_at_id"), "asks", ["inquiry_id", "created_at", "id"])
    op.create_table(
        "ladders",
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("next_at", INSTANT),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_ladders_inquiry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("inquiry_id", name=op.f("pk_ladders")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ladders_next_at"), "ladders", ["next_at"])
    op.create_table(
        "milestones",
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_milestones_inquiry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("inquiry_id", "status", name=op.f("pk_milestones")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_milestones_status_at"), "milestones", ["status", "at"])
    op.create_table(
        "presences",
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("doing", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_presences_inquiry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_presences_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("inquiry_id", "staff_id", name=op.f("pk_presences")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_presences_seen_at"), "presences", ["seen_at"])
    op.create_table(
        "relations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("undone_at", INSTANT),
        sa.Column("before", sa.Text()),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_relations_author_id")),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_relations_inquiry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["other_id"], ["inquiries.id"], name=op.f("fk_relations_other_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relations")),
    )
    op.create_index(op.f("ix_relations_inquiry_id"), "relations", ["inquiry_id"])
    op.create_index(op.f("ix_relations_other_id"), "relations", ["other_id"])
    op.create_table(
        "replies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("translator_id", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source_locale", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("send_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("message_id", sa.Text()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_replies_author_id")),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_replies_inquiry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["translator_id"], ["staff.id"], name=op.f("fk_replies_translator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
    )
    op.create_index(op.f("ix_replies_inquiry_id_created_at_id"), "replies", ["inquiry_id", "created_at", "id"])
    op.create_index(op.f("ix_replies_state_send_at"), "replies", ["state", "send_at"])
    op.create_index(op.f("ix_replies_translator_id_state"), "replies", ["translator_id", "state"])
    op.create_table(
        "tasks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.Text()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("done_at", INSTANT),
        sa.Column("done_by", sa.Text()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["staff.id"], name=op.f("fk_tasks_assignee_id")),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_tasks_author_id")),
        sa.ForeignKeyConstraint(["done_by"], ["staff.id"], name=op.f("fk_tasks_done_by")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiries.id"], name=op.f("fk_tasks_inquiry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_assignee_id_done_at_due_at"), "tasks", ["assignee_id", "done_at", "due_at"])
    op.create_index(op.f("ix_tasks_inquiry_id_created_at_id"), "tasks", ["inquiry_id", "created_at", "id"])
    op.create_table(
        "undos",
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiries.id"], name=op.f("fk_undos_inquiry_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_undos_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("batch_id", "inquiry_id", name=op.f("pk_undos")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_undos_at"), "undos", ["at"])
    op.create_table(
        "mentions",
        sa.Column("note_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_mentions_inquiry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name=op.f("fk_mentions_note_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_mentions_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("note_id", "staff_id", name=op.f("pk_mentions")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_mentions_inquiry_id"), "mentions", ["inquiry_id"])
    op.create_index(op.f("ix_mentions_staff_id_seen_at"), "mentions", ["staff_id", "seen_at"])
    op.add_column("inquiries", sa.Column("waiting_for", sa.Text(), server_default="office", nullable=False))
    op.add_column("inquiries", sa.Column("test", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("inquiries", sa.Column("merged_into", sa.Text()))
    op.create_index(op.f("ix_inquiries_merged_into"), "inquiries", ["merged_into"])
    # PostgreSQL makes no index on a column that is not stored, SQLite adds none that is.
    stored = op.get_bind().dialect.name == "postgresql"
    op.add_column("inquiries", sa.Column("shelf", sa.Integer(), sa.Computed(SHELF, persisted=stored)))
    op.add_column("inquiries", sa.Column("place", sa.BigInteger(), sa.Computed(PLACE, persisted=stored)))
    for columns in OLD_ORDERS:
        op.drop_index(op.f(f"ix_inquiries_{columns}_received_at_id"), "inquiries")
    op.create_index(op.f("ix_inquiries_shelf_place_id"), "inquiries", ["shelf", "place", "id"])
    for column in LISTED_BY:
        op.create_index(op.f(f"ix_inquiries_{column}_shelf_place_id"), "inquiries", [column, "shelf", "place", "id"])
    op.add_column("sessions", sa.Column("confirmed_at", INSTANT))
    op.add_column("staff", sa.Column("zone", sa.Text()))
    op.add_column("staff", sa.Column("hours", sa.Text()))
    op.add_column("staff", sa.Column("absent_from", INSTANT))
    op.add_column("staff", sa.Column("absent_until", INSTANT))
    op.add_column("staff", sa.Column("stand_in_id", sa.Text()))
    op.add_column("staff", sa.Column("capacity", sa.Integer()))
    op.add_column("staff", sa.Column("last_given_at", INSTANT))
    op.execute("UPDATE inquiries SET waiting_for = 'nobody' WHERE NOT open")
    op.execute("INSERT INTO milestones (inquiry_id, status, at) SELECT id, 'submitted', received_at FROM inquiries")
