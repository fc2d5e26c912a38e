"""Alembic's entry: runs the revisions on the connection that ``app.core.migrate`` hands over."""

from alembic import context

from app.core.db import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    transaction_per_migration=False,
    render_as_batch=False,
    render_item=lambda kind, item, _context: (
        "sa.DateTime(timezone=True)" if kind == "type" and type(item).__name__ == "UtcDateTime" else False
    ),
)
with context.begin_transaction():
    context.run_migrations()
