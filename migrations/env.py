"""Runs the migrations on the connection that `intake.store.schema.upgrade` hands over, inside its transaction."""

from alembic import context

from intake.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite alters a table by copying it.
    render_as_batch=True,
)
context.run_migrations()
