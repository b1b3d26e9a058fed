"""Runs that do something else than plan, and their reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns; what ran before made plans."""
    op.add_column("runs", sa.Column("task", sa.Text, nullable=False, server_default="plan"))
    op.add_column("runs", sa.Column("task_options", sa.JSON))
    op.add_column("run_texts", sa.Column("report", sa.LargeBinary))
