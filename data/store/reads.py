"""What a person reads of runs; each read checks whether they may see the run, by the laws of `models.run`."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy import func, or_, select

from data.store.engine import Database
from data.store.errors import StoreError
from data.store.rows import get_comments, get_moments, get_plan, get_run, get_text, is_visible, run_of
from data.store.tables import runs
from data.store.texts import NAME, is_id, stored
from models.base import Model
from models.conflict import NothingFits
from models.plan import Plan
from models.reports import REPORTS, Report
from models.run import Comment, Moment, Person, Run

Answer = TypeVar("Answer", bound=Model)
KEPT_PLANS = 8
"""Parsed plans kept in memory."""


class RunReads:
    """The runs of a store, for reading. Every method raises NotFound for a run the person may not see."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._plans: OrderedDict[tuple[str, str | None], Plan] = OrderedDict()
        self._lock = Lock()

    def find(self, person: Person, run_id: str) -> Run:
        """The run as it is now."""
        with self._database.reading() as connection:
            return get_run(connection, person, run_id)

    def history(self, person: Person, text: str = "", limit: int = 200) -> list[Run]:
        """Runs the person may see, pinned first, newest first; `text` is looked for in names, notes, owner and id."""
        query = select(runs).where(is_visible(person))
        if text:
            columns = (runs.c.name, runs.c.scenario_name, runs.c.note, runs.c.owner, runs.c.case, runs.c.id)
            query = query.where(or_(*(column.icontains(stored(text[:NAME]), autoescape=True) for column in columns)))
        query = query.order_by(runs.c.is_pinned.desc(), runs.c.number.desc()).limit(limit)
        with self._database.reading() as connection:
            return [run_of(row) for row in connection.execute(query).mappings()]

    def queue_position(self, run_id: str) -> int | None:
        """1 for the run that starts next; None when it does not wait."""
        if not is_id(run_id):
            return None
        own = select(runs.c.number).where(runs.c.id == run_id, runs.c.status == "queued").scalar_subquery()
        waiting = select(func.count()).select_from(runs).where(runs.c.status == "queued", runs.c.number <= own)
        with self._database.reading() as connection:
            return connection.execute(waiting).scalar_one() or None

    def moments(self, person: Person, run_id: str) -> list[Moment]:
        """How the search went, oldest first."""
        with self._database.reading() as connection:
            get_run(connection, person, run_id)
            return get_moments(connection, run_id)

    def comments(self, person: Person, run_id: str) -> list[Comment]:
        """What was said about the run, oldest first."""
        with self._database.reading() as connection:
            get_run(connection, person, run_id)
            return get_comments(connection, run_id)

    def document(self, person: Person, run_id: str) -> str:
        """The scenario's text as it was submitted."""
        with self._database.reading() as connection:
            get_run(connection, person, run_id)
            return get_text(connection, run_id, "document") or ""

    def other(self, person: Person, run_id: str) -> str | None:
        """The text of the scenario that the run compares its own with, as it was then; None where it compares none."""
        with self._database.reading() as connection:
            get_run(connection, person, run_id)
            return get_text(connection, run_id, "other")

    def plan_text(self, person: Person, run_id: str, case: str | None = None) -> str | None:
        """The text of `plan.json`, None while there is none; `case` as for `plan`."""
        own = None if case is None else self.plan(person, run_id)
        further = case if own and own.provenance.case != case else None
        with self._database.reading() as connection:
            get_run(connection, person, run_id)
            return get_plan(connection, run_id, further)

    def plan(self, person: Person, run_id: str, case: str | None = None) -> Plan | None:
        """The plan as a value, None while there is none.

        Parameters
        ----------
        case: of a run that makes one plan for all cases, the plan of this one; None: the one that stands for the run.

        Raises
        ------
        StoreError
            when another version of the program wrote it in a way that this one cannot read.
        """
        own = self._plan(person, run_id, None)
        if case is None or own is None or own.provenance.case == case:
            return own
        return self._plan(person, run_id, case)

    def _plan(self, person: Person, run_id: str, case: str | None) -> Plan | None:
        with self._database.reading() as connection:
            get_run(connection, person, run_id)
            if plan := self._kept((run_id, case)):
                return plan
            text = get_plan(connection, run_id, case)
        return None if text is None else self._keep((run_id, case), _parsed(Plan, text, "This plan was"))

    def conflicts(self, person: Person, run_id: str) -> NothingFits | None:
        """Why nothing fits, None where that is not what the run ended in.

        Raises
        ------
        StoreError
            when another version of the program wrote it in a way that this one cannot read.
        """
        with self._database.reading() as connection:
            get_run(connection, person, run_id)
            text = get_text(connection, run_id, "conflicts")
        return None if text is None else _parsed(NothingFits, text, "These conflicts were")

    def report_text(self, person: Person, run_id: str) -> str | None:
        """The report of a run whose task makes no plan, as JSON; None while there is none."""
        with self._database.reading() as connection:
            get_run(connection, person, run_id)
            return get_text(connection, run_id, "report")

    def report(self, person: Person, run_id: str) -> Report | None:
        """The report of a run whose task makes no plan, None while there is none.

        Raises
        ------
        StoreError
            when another version of the program wrote it in a way that this one cannot read.
        """
        text = self.report_text(person, run_id)
        return None if text is None else _parsed(REPORTS[self.find(person, run_id).task], text, "This report was")

    def _kept(self, key: tuple[str, str | None]) -> Plan | None:
        with self._lock:
            if plan := self._plans.get(key):
                self._plans.move_to_end(key)
            return plan

    def _keep(self, key: tuple[str, str | None], plan: Plan) -> Plan:
        with self._lock:
            self._plans[key] = plan
            while len(self._plans) > KEPT_PLANS:
                self._plans.popitem(last=False)
        return plan


def _parsed(kind: type[Answer], text: str, these: str) -> Answer:
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise StoreError(
            f"{these} written by another version of Steelyard and cannot be shown ({where}: {first['msg']}); "
            "the text can be downloaded, and the run can be repeated."
        ) from None
