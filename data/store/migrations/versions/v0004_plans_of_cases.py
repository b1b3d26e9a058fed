"""Plans of further cases, where a run makes one plan for all cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create their table."""
    op.create_table(
        "case_plans",
        sa.Column("run", sa.String(16), nullable=False),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("plan", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_case_plans_run", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run", "case", name="pk_case_plans"),
    )
