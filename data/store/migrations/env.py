"""Alembic's entry: runs the revisions on the connection, and in the transaction, of `data.store.migrating`."""

from __future__ import annotations

from alembic import context

from data.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
