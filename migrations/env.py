"""Alembic's environment: the connection is handed over by css/core/migrations.py."""

from alembic import context

from css.models import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
