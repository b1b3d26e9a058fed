"""What workers do with runs: claim one, report, listen, finish. No person is asked; workers are trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection, delete, func, insert, select, update

from data.store.engine import Database
from data.store.errors import Conflict, NotFound, StoreError
from data.store.figures import MOST_MOMENTS, run_figures
from data.store.rows import add_case_plans, run_of
from data.store.tables import moments, run_texts, runs
from data.store.texts import MESSAGE, NAME, PLAN, ago, cut, exact, now
from models.plan import Plan
from models.reports import REPORTS, report_of
from models.run import ENDED, Moment, Run, RunStatus


class Wishes(NamedTuple):
    """What its owner wants of a running search."""

    wants_cancel: bool
    accepted_gap: float | None


class Work:
    """The queue of a store and the runs under way."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, most_running: int, host: str) -> Run | None:
        """Take the oldest queued run, unless `most_running` runs are running on this host; no two callers get the same.

        Returns
        -------
        The run, now running; None when there is nothing to do or no room.
        """
        with self._database.writing(alone=True) as connection:
            here = select(func.count()).where(runs.c.status == "running", runs.c.host == cut(host, NAME))
            if connection.execute(here).scalar_one() >= most_running:
                return None
            oldest = select(runs.c.id).where(runs.c.status == "queued").order_by(runs.c.number).limit(1)
            # The row lock keeps its owner from cancelling it in between (PostgreSQL).
            run_id = connection.execute(oldest.with_for_update(skip_locked=True)).scalar()
            if run_id is None:
                return None
            moment = now()
            taken = {"status": "running", "started": moment, "heartbeat": moment, "host": cut(host, NAME)}
            connection.execute(update(runs).where(runs.c.id == run_id).values(taken))
            return run_of(connection.execute(select(runs).where(runs.c.id == run_id)).mappings().one())

    def started(self, run_id: str, pid: int) -> None:
        """Note the process that works on a claimed run."""
        with self._database.writing() as connection:
            _update_running(connection, run_id, {"pid": pid, "heartbeat": now()})

    def report(self, run_id: str, moment: Moment) -> None:
        """Note how far the search has come; also a sign of life. Nothing once the run has ended."""
        seen = {**moment.model_dump(), "stage": cut(moment.stage, NAME)}
        known = {name: value for name, value in seen.items() if value is not None}
        with self._database.writing() as connection:
            if _update_running(connection, run_id, {**known, "heartbeat": now()}):
                _add_moment(connection, run_id, seen)

    def beat(self, run_id: str) -> Wishes:
        """Give a sign of life and learn what the owner wants; a run that is gone wants to be cancelled."""
        with self._database.writing() as connection:
            connection.execute(update(runs).where(runs.c.id == run_id).values(heartbeat=now()))
            query = select(runs.c.wants_cancel, runs.c.accepted_gap).where(runs.c.id == run_id)
            row = connection.execute(query).one_or_none()
        return Wishes(True, None) if row is None else Wishes(*row)

    def finish(
        self,
        run_id: str,
        status: RunStatus,
        plan_text: str | None = None,
        message: str = "",
        conflicts_text: str | None = None,
        case_plans: Mapping[str, str] | None = None,
        report_text: str | None = None,
    ) -> None:
        """End a run; the figures of the plan, or of its hedge, become those of the run.

        `conflicts_text`: `conflicts.json` of an infeasible run, where it was found what is in conflict. `case_plans`:
        text of the plans of further cases, where the run makes one plan for all cases. `report_text`: what a task ends
        with that makes no plan.
        A run that was taken for crashed by mistake may still end well.

        Raises
        ------
        StoreError
            when task, status and what it ends with do not go together, or that cannot be read.
        Conflict
            when the run is not under way: it waits, or has ended already.
        NotFound
            when it was deleted.
        """
        if status not in ENDED or (status == "done") != (plan_text is not None or report_text is not None):
            raise StoreError(f"A run ends done with a plan or a report, or otherwise without one, not as {status}.")
        if status != "infeasible" and conflicts_text is not None:
            raise StoreError(f"Only an infeasible run has conflicts, not one that ends as {status}.")
        if status != "done" and case_plans:
            raise StoreError(f"Only a run that is done has plans of further cases, not one that ends as {status}.")
        figures = {} if plan_text is None else _figures(exact(plan_text, PLAN, "The plan"))
        report_text = report_text and exact(report_text, PLAN, "The report")
        further = {case: exact(text, PLAN, "The plan") for case, text in (case_plans or {}).items()}
        ended = {"status": status, "ended": now(), "message": cut(message, MESSAGE), **figures}
        open_to = runs.c.status.in_(("running", "crashed"))
        with self._database.writing() as connection:
            done = connection.execute(update(runs).where(runs.c.id == run_id, open_to).values(ended))
            if done.rowcount == 0:
                raise _missing(connection, run_id)
            _check_task(connection, run_id, plan_text, report_text)
            texts = {"plan": plan_text, "conflicts": conflicts_text, "report": report_text}
            connection.execute(update(run_texts).where(run_texts.c.run == run_id).values(texts))
            add_case_plans(connection, run_id, further)

    def mark_crashed(
        self,
        stale_s: float,
        host: str,
        is_alive: Callable[[int], bool],
        explain: Callable[[Run], str] = lambda _: "The worker died before it had finished.",
    ) -> list[str]:
        """Mark running runs whose worker is gone.

        Parameters
        ----------
        stale_s: silence after which a worker elsewhere, or one that never said its process, counts as gone [s].
        host: this machine: here a worker is gone when, and only when, its process is.
        is_alive: whether a process id of this machine is alive.
        explain: the message of a run as it was last seen; nobody sees it crashed without.

        Returns
        -------
        The ids of the runs marked now.
        """
        with self._database.writing(alone=True) as connection:
            running = connection.execute(select(runs).where(runs.c.status == "running")).mappings()
            limit = ago(stale_s)
            gone = [run for run in map(run_of, running) if _is_gone(run, host, is_alive, limit)]
            # A worker may have finished, and ended, since the query: only what is still running is marked.
            return [run.id for run in gone if _update_running(connection, run.id, _crash(explain(run)))]


def _is_gone(run: Run, host: str, is_alive: Callable[[int], bool], limit: str) -> bool:
    if run.pid is not None and run.host == host:
        return not is_alive(run.pid)
    return (run.heartbeat or "") < limit


def _crash(message: str) -> dict[str, str]:
    return {"status": "crashed", "ended": now(), "message": cut(message, MESSAGE)}


def _update_running(connection: Connection, run_id: str, values: dict[str, Any]) -> bool:
    done = connection.execute(update(runs).where(runs.c.id == run_id, runs.c.status == "running").values(values))
    return done.rowcount > 0


def _add_moment(connection: Connection, run_id: str, seen: dict[str, Any]) -> None:
    known = select(func.count(), func.max(moments.c.number)).where(moments.c.run == run_id)
    count, last = connection.execute(known).one()
    number = 0 if last is None else last + 1
    connection.execute(insert(moments).values(run=run_id, number=number, **seen))
    if count + 1 > MOST_MOMENTS:
        _thin(connection, run_id)


def _thin(connection: Connection, run_id: str) -> None:
    """Drop every second moment; the first and the last stay."""
    numbers = connection.execute(select(moments.c.number).where(moments.c.run == run_id).order_by(moments.c.number))
    dropped = numbers.scalars().all()[1:-1:2]
    connection.execute(delete(moments).where(moments.c.run == run_id, moments.c.number.in_(dropped)))


def _check_task(connection: Connection, run_id: str, plan_text: str | None, report_text: str | None) -> None:
    """Plans come of planning alone, reports of the task whose they are."""
    task = connection.execute(select(runs.c.task).where(runs.c.id == run_id)).scalar_one()
    if (plan_text if task in REPORTS else report_text) is not None:
        raise StoreError(f"A run of task {task} does not end with {'a plan' if task in REPORTS else 'a report'}.")
    try:
        if report_text is not None:
            report_of(task, report_text)
    except ValidationError as error:
        raise StoreError(f"The report cannot be read: {error.error_count()} problems.") from error


def _figures(plan_text: str) -> dict[str, float]:
    try:
        plan = Plan.model_validate_json(plan_text)
    except ValidationError as error:
        raise StoreError(f"The plan cannot be read: {error.error_count()} problems.") from error
    return run_figures(plan)


def _missing(connection: Connection, run_id: str) -> StoreError:
    status = connection.execute(select(runs.c.status).where(runs.c.id == run_id)).scalar()
    return (
        NotFound("The run was deleted.") if status is None else Conflict(f"The run is not under way: it is {status}.")
    )
