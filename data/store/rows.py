"""From rows to values, and to the run that a person asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, insert, or_, select, true

from data.store.errors import Forbidden, Frozen, NotFound
from data.store.tables import case_plans, comments, moments, run_texts, runs
from data.store.texts import is_id, new_id, now, storable, stored
from models.run import Approval, Comment, Moment, Person, Run, may_see

_APART = {"number", "approved_by", "approved_at", "approval_note", "quotes_expire"}


def run_of(row: RowMapping) -> Run:
    """The run in a row of the table `runs`."""
    approval = None
    if row["approved_by"] is not None:
        approval = Approval(
            by=row["approved_by"], at=row["approved_at"], note=row["approval_note"], quotes_expire=row["quotes_expire"]
        )
    fields = {name: value for name, value in row.items() if name not in _APART}
    return Run.model_validate({**fields, "approval": approval})


def new_row(person: Person) -> dict[str, Any]:
    """The columns that every new run starts with: queued, private, nothing known yet."""
    return {
        "id": new_id(),
        "owner": person.name,
        "created": now(),
        "status": "queued",
        "stage": "",
        "seconds": 0.0,
        "message": "",
        "note": "",
        "is_pinned": False,
        "visibility": "private",
        "wants_cancel": False,
    }


def add_run(connection: Connection, row: dict[str, Any], document: str, **texts: str | None) -> None:
    """Insert a run with its texts; `texts`: `other`, and `plan`, `conflicts` or `report` if it has ended with them."""
    connection.execute(insert(runs).values(storable(row)))
    connection.execute(insert(run_texts).values(run=row["id"], document=document, **texts))


def add_case_plans(connection: Connection, run_id: str, plans: Mapping[str, str]) -> None:
    """Insert the plans of further cases, text by case."""
    rows = [{"run": run_id, "case": case, "plan": text} for case, text in plans.items()]
    if rows:
        connection.execute(insert(case_plans), rows)


def get_case_plans(connection: Connection, run_id: str) -> dict[str, str]:
    """The plans of further cases, text by case."""
    query = select(case_plans.c.case, case_plans.c.plan).where(case_plans.c.run == run_id).order_by(case_plans.c.case)
    return {row.case: row.plan for row in connection.execute(query)}


def is_visible(person: Person) -> ColumnElement[bool]:
    """`models.run.may_see` as a condition on rows; a test compares the two."""
    if person.is_local:
        return true()
    shared = and_(runs.c.visibility != "private", runs.c.team.in_(person.teams))
    return or_(runs.c.owner == person.name, runs.c.visibility == "public", shared)


def get_run(connection: Connection, person: Person, run_id: str, *, lock: bool = False) -> Run:
    """The run, if there is one and the person may see it; `lock` keeps it as it is until the transaction ends.

    Raises
    ------
    NotFound
        otherwise.
    """
    run = _run(connection, run_id, lock) if is_id(run_id) else None
    if run is None or not may_see(person, run):
        raise NotFound("There is no such run, or it is not shared with you.")
    return run


def _run(connection: Connection, run_id: str, lock: bool) -> Run | None:
    query = select(runs).where(runs.c.id == run_id)
    row = connection.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    return None if row is None else run_of(row)


def get_text(connection: Connection, run_id: str, column: str) -> str | None:
    """The document of a run, the other one, its plan, conflicts or report."""
    found: str | None = connection.execute(select(run_texts.c[column]).where(run_texts.c.run == run_id)).scalar()
    return found


def get_plan(connection: Connection, run_id: str, case: str | None) -> str | None:
    """The plan of a run, or that of a further case."""
    if case is None:
        return get_text(connection, run_id, "plan")
    query = select(case_plans.c.plan).where(case_plans.c.run == run_id, case_plans.c.case == stored(case))
    found: str | None = connection.execute(query).scalar()
    return found


def get_moments(connection: Connection, run_id: str) -> list[Moment]:
    """The moments of a run, oldest first."""
    fields = (moments.c[name] for name in Moment.model_fields)
    rows = connection.execute(select(*fields).where(moments.c.run == run_id).order_by(moments.c.number))
    return [Moment.model_validate(dict(row)) for row in rows.mappings()]


def get_comments(connection: Connection, run_id: str) -> list[Comment]:
    """The comments on a run, oldest first."""
    fields = (comments.c[name] for name in Comment.model_fields)
    rows = connection.execute(select(*fields).where(comments.c.run == run_id).order_by(comments.c.number))
    return [Comment.model_validate(dict(row)) for row in rows.mappings()]


def demand(is_allowed: bool, run: Run, what: str, who: str) -> None:
    """Refuse what the person may not do with a run.

    Raises
    ------
    Frozen
        when the run is approved.
    Forbidden
        when only others may.
    """
    if is_allowed:
        return
    if run.approval:
        raise Frozen(f"{run.approval.by} approved this run on {run.approval.at[:10]}: it is frozen, {what} is refused.")
    raise Forbidden(f"Only {who} may do this: {what}.")
