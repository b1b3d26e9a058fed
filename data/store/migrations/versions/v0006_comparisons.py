"""The scenario that a run compares its own with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; what ran before compared nothing."""
    op.add_column("run_texts", sa.Column("other", sa.LargeBinary))
