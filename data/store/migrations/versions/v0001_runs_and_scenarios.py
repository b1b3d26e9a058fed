"""Runs, their moments and comments; scenarios and their drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the first tables."""
    _runs()
    _parts_of_runs()
    _scenarios()


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        sa.Column("started", sa.Text),
        sa.Column("ended", sa.Text),
        sa.Column("scenario_name", sa.Text, nullable=False),
        sa.Column("draft", sa.Text),
        sa.Column("input_hash", sa.Text, nullable=False),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("variant", sa.Text),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("versions", sa.JSON, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("incumbent_usd", sa.Float),
        sa.Column("bound_usd", sa.Float),
        sa.Column("gap", sa.Float),
        sa.Column("heartbeat", sa.Text),
        sa.Column("pid", sa.Integer),
        sa.Column("host", sa.Text),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("is_pinned", sa.Boolean, nullable=False),
        sa.Column("visibility", sa.Text, nullable=False),
        sa.Column("team", sa.Text),
        sa.Column("approved_by", sa.Text),
        sa.Column("approved_at", sa.Text),
        sa.Column("approval_note", sa.Text),
        sa.Column("quotes_expire", sa.Text),
        sa.Column("wants_cancel", sa.Boolean, nullable=False),
        sa.Column("accepted_gap", sa.Float),
        sa.PrimaryKeyConstraint("number", name="pk_runs"),
        sa.UniqueConstraint("id", name="uq_runs_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_runs_status", "runs", ["status"])
    op.create_index("ix_runs_owner_number", "runs", ["owner", "number"])


def _parts_of_runs() -> None:
    op.create_table(
        "run_texts",
        sa.Column("run", sa.String(16), nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("plan", sa.LargeBinary),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_run_texts_run", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run", name="pk_run_texts"),
    )
    op.create_table(
        "moments",
        sa.Column("run", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("incumbent_usd", sa.Float),
        sa.Column("bound_usd", sa.Float),
        sa.Column("gap", sa.Float),
        sa.Column("stage", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_moments_run", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run", "number", name="pk_moments"),
    )
    op.create_table(
        "comments",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("run", sa.String(16), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_comments_run", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name="pk_comments"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_comments_run", "comments", ["run"])


def _scenarios() -> None:
    op.create_table(
        "scenarios",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("shipped", sa.Text),
        sa.Column("saved_text", sa.LargeBinary, nullable=False),
        sa.Column("saved_at", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_scenarios"),
        sa.UniqueConstraint("id", name="uq_scenarios_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_scenarios_owner", "scenarios", ["owner"])
    op.create_table(
        "drafts",
        sa.Column("scenario", sa.String(16), nullable=False),
        sa.Column("base_text", sa.LargeBinary, nullable=False),
        sa.Column("cursor", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["scenario"], ["scenarios.id"], name="fk_drafts_scenario", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("scenario", name="pk_drafts"),
    )
    op.create_table(
        "edits",
        sa.Column("scenario", sa.String(16), nullable=False),
        sa.Column("seq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("edit", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["scenario"], ["drafts.scenario"], name="fk_edits_scenario", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("scenario", "seq", name="pk_edits"),
    )
