"""Mail: what comes back, digests and quiet hours, keys, webhooks. An order queued is called so.

Written out by hand and never changed again: a migration describes a moment, ``intake/store/tables/`` the present.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What moments are: microseconds since the epoch.
INSTANT = sa.BigInteger()


def upgrade() -> None:
    """Make it."""
    op.execute("UPDATE outbox SET state = 'queued' WHERE state = 'waiting'")
    op.execute("UPDATE outbox SET state = 'leased' WHERE state = 'sending'")
    for column in (
        sa.Column("delayed_at", INSTANT),
        sa.Column("bounced_at", INSTANT),
        sa.Column("bounce_code", sa.Text()),
        sa.Column("digest", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("repeats_id", sa.Text()),
        sa.Column("webhook_id", sa.Text()),
        sa.Column("event", sa.Text()),
    ):
        op.add_column("outbox", column)
    op.create_index(op.f("ix_outbox_message_id"), "outbox", ["message_id"])
    for column in ("created_at", "next_at"):
        of_a_hook = sa.text("webhook_id IS NOT NULL")
        name, columns = op.f(f"ix_outbox_webhook_id_{column}"), ["webhook_id", column]
        op.create_index(name, "outbox", columns, sqlite_where=of_a_hook, postgresql_where=of_a_hook)
    came_back = sa.text("bounced_at IS NOT NULL")
    op.create_index(
        op.f("ix_outbox_bounced_at"), "outbox", ["bounced_at"], sqlite_where=came_back, postgresql_where=came_back
    )
    again = sa.text("repeats_id IS NOT NULL")
    op.create_index(op.f("ix_outbox_repeats_id"), "outbox", ["repeats_id"], sqlite_where=again, postgresql_where=again)
    op.add_column("inquiries", sa.Column("verified_email_tag", sa.LargeBinary()))
    op.add_column("links", sa.Column("email_tag", sa.LargeBinary()))
    op.create_table(
        "staff_mail",
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("one_day", sa.Text(), nullable=False),
        sa.Column("routine", sa.Text(), nullable=False),
        sa.Column("digest_at", sa.Text()),
        sa.Column("quiet_from", sa.Text()),
        sa.Column("quiet_until", sa.Text()),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_mail_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_mail")),
    )
    op.create_table(
        "staff_keys",
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_keys_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_keys")),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("url_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("succeeded_at", INSTANT),
        sa.Column("retry_at", INSTANT),
        sa.Column("paused_at", INSTANT),
        sa.Column("paused_because", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
