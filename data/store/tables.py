"""The tables. A change here needs a migration beside it; a test compares the two."""

from __future__ import annotations

import zlib
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Packed(TypeDecorator[str]):
    """Text kept compressed: plans and documents repeat themselves, tenfold and more."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:  # noqa: ARG002 - given by SQLAlchemy
        """Compress."""
        return None if value is None else zlib.compress(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:  # noqa: ARG002 - the same
        """Inflate."""
        return None if value is None else zlib.decompress(value).decode()


runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("owner", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("started", Text),
    Column("ended", Text),
    Column("scenario_name", Text, nullable=False),
    Column("draft", Text),
    Column("input_hash", Text, nullable=False),
    Column("case", Text, nullable=False),
    Column("variant", Text),
    Column("task", Text, nullable=False, server_default="plan"),
    Column("task_options", JSON(none_as_null=True)),
    Column("options", JSON, nullable=False),
    Column("versions", JSON, nullable=False),
    Column("status", Text, nullable=False, index=True),
    Column("stage", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("incumbent_usd", Float),
    Column("bound_usd", Float),
    Column("gap", Float),
    Column("heartbeat", Text),
    Column("pid", Integer),
    Column("host", Text),
    Column("message", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("is_pinned", Boolean, nullable=False),
    Column("visibility", Text, nullable=False),
    Column("team", Text),
    Column("approved_by", Text),
    Column("approved_at", Text),
    Column("approval_note", Text),
    Column("quotes_expire", Text),
    Column("wants_cancel", Boolean, nullable=False),
    Column("accepted_gap", Float),
    Index(None, "owner", "number"),
    sqlite_autoincrement=True,
)
"""`number` orders the queue and the history, also of runs submitted in the same millisecond."""

run_texts = Table(
    "run_texts",
    metadata,
    Column("run", String(16), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("document", Packed, nullable=False),
    Column("plan", Packed),
    Column("conflicts", Packed),
    Column("report", Packed),
    Column("other", Packed),
)
"""The long texts of a run, apart so that the history stays light."""

case_plans = Table(
    "case_plans",
    metadata,
    Column("run", String(16), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("case", Text, primary_key=True),
    Column("plan", Packed, nullable=False),
)
"""Where a run makes one plan for all cases: the plans of those whose plan is not that of the run."""

moments = Table(
    "moments",
    metadata,
    Column("run", String(16), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("seconds", Float, nullable=False),
    Column("incumbent_usd", Float),
    Column("bound_usd", Float),
    Column("gap", Float),
    Column("stage", Text, nullable=False),
)

comments = Table(
    "comments",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("run", String(16), ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("author", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("text", Text, nullable=False),
    sqlite_autoincrement=True,
)

scenarios = Table(
    "scenarios",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("owner", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("shipped", Text),
    Column("saved_text", Packed, nullable=False),
    Column("saved_at", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    sqlite_autoincrement=True,
)

drafts = Table(
    "drafts",
    metadata,
    Column("scenario", String(16), ForeignKey("scenarios.id", ondelete="CASCADE"), primary_key=True),
    Column("base_text", Packed, nullable=False),
    Column("cursor", Integer, nullable=False),
)
"""Unsaved edits of a scenario: the text they start from, and how many of them are in force (undo lowers it)."""

unfinished = Table(
    "unfinished",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("text", Packed, nullable=False),
    Column("saved_at", Text, nullable=False),
)
"""What each person has answered in the guided start and not yet made a scenario of."""

edits = Table(
    "edits",
    metadata,
    Column("scenario", String(16), ForeignKey("drafts.scenario", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("edit", Packed, nullable=False),
)
