"""Why nothing fits, beside the plan of a run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column."""
    op.add_column("run_texts", sa.Column("conflicts", sa.LargeBinary))
