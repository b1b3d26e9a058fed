"""A sweep from a scenario file to its findings: the base plan, then every point that its journal does not know yet."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Protocol

from data.plan_io import PlanError, plan_json, read_plan, write_files
from data.sweep_journal import Journal, JournalError
from models.cases import in_case
from models.plan import Plan, content_hash
from models.sweep import Entry, Point, Row, Sweep, SweepOptions
from models.varied import as_text
from solver.answers.outcome import Planned
from solver.answers.simplicity import before
from solver.search.options import Listener, SearchOptions
from solver.sweep.point import Asked, Job, job_of, row_of
from solver.sweep.pools import InProcess, LocalPool, Pool
from solver.sweep.study import Study, carry_out
from ui.exits import Exit, SteelyardError
from ui.planning import plan_case
from ui.scenario_file import ScenarioFile
from ui.sweep_asked import study_of

BASE = "base"
"""Folder of the base plan inside that of the sweep."""
UNCHANGED = Point(levels={}, changes=())


@dataclass(frozen=True)
class Request:
    """What is asked, and where its journal is kept."""

    source: ScenarioFile
    case: str
    study: Study
    options: SearchOptions
    months_now: int
    folder: Path


def searched(options: SearchOptions) -> SearchOptions:
    """Options as points are searched with: one thread each, and lanes are not priced."""
    return replace(options, threads=1, price_lanes=False)


class Watcher(Protocol):
    """Somebody who is told how a sweep goes on; what it raises ends the sweep, and what is done is kept."""

    def base(self, case: str, /) -> AbstractContextManager[Listener | None]:
        """Hears of the search for the plan of the scenario as it is."""

    def begin(self, title: str, total: int, known: int) -> None:
        """A round of so many points begins, some of them known from before."""

    def hear(self, entry: Entry) -> None:
        """A point is done."""

    def end(self) -> None:
        """The round is over."""


class Nobody:
    """Is told and says nothing."""

    def base(self, _case: str, /) -> AbstractContextManager[None]:
        """Hears nothing."""
        return nullcontext()

    def begin(self, title: str, total: int, known: int) -> None:
        """Does nothing."""

    def hear(self, entry: Entry) -> None:
        """Does nothing."""

    def end(self) -> None:
        """Does nothing."""


def sweep_case(
    source: ScenarioFile, case: str, asked: SweepOptions, options: SearchOptions, folder: Path | None, workers: int
) -> Sweep:
    """Sweep a case of a scenario, in this process with one worker, else in so many processes.

    Parameters
    ----------
    folder: holds the journal, from which the same sweep goes on; None: nothing is kept.

    Raises
    ------
    SteelyardError
        with the reason where something cannot be varied as asked, the scenario has no plan, or the folder is no use.
    """
    study = study_of(in_case(source.scenario, case), case, asked, options.seed)
    pool = InProcess() if workers == 1 else LocalPool(workers)
    with TemporaryDirectory() as scratch:
        request = Request(source, case, study, searched(options), asked.months_now, folder or Path(scratch))
        try:
            return sweep(request, pool, Nobody())[0]
        except JournalError as error:
            raise SteelyardError(Exit.BAD_INPUT, [str(error)]) from None
        except OSError as error:
            raise SteelyardError(Exit.BAD_INPUT, [f"{folder}: {(error.strerror or str(error)).lower()}"]) from None
        finally:
            pool.close()


def sweep(request: Request, pool: Pool, progress: Watcher) -> tuple[Sweep, Plan]:
    """Carry out a sweep; what its folder holds of it from before is not solved again. Also returns the base plan.

    Raises
    ------
    SteelyardError
        with the reason where the scenario as it is has no plan.
    JournalError, OSError
        where the journal cannot be used or written.
    ClusterError
        where the pool is a cluster that is lost.
    """
    study, scenario = request.study, in_case(request.source.scenario, request.case)
    asked = Asked(as_text(scenario), request.case, request.options, request.months_now)
    with Journal(request.folder) as journal:
        base, plan = _base(request, asked, journal, progress)
        runner = _Runner(replace(asked, previous=before(plan)), journal, pool, progress)
        for_all = replace(asked, scenario=as_text(request.source.scenario), case=None)
        found = carry_out(study, base, runner.solve, replace(runner, asked=for_all).solve)
    made = Sweep(
        scenario=scenario.name,
        case=request.case,
        design=study.design,
        seed=study.seed,
        months_now=request.months_now,
        options=asdict(request.options),
        axes=study.axes,
        base=base,
        rows=found.rows,
        swings=found.swings,
        flips=found.flips,
        frontiers=found.frontiers,
        offers=plan.names.offers,
    )
    return made, plan


def _base(request: Request, asked: Asked, journal: Journal, progress: Watcher) -> tuple[Row, Plan]:
    """The plan of the scenario as it is, and its row; from the folder where it is there."""
    job, folder = job_of(asked, UNCHANGED), request.folder / BASE
    known = journal.entries.get(job.key)
    plan = _kept_plan(folder / "plan.json", known)
    if known is not None and plan is not None:
        return known.row, plan
    begin = perf_counter()
    with progress.base(request.case) as hear:
        plan = plan_case(request.source, request.case, request.options, hear)
    write_files(folder, {"plan.json": plan_json(plan).encode()})
    row = row_of(job, Planned(plan))
    journal.add(Entry(row=row, seconds=perf_counter() - begin, plan_hash=content_hash(plan)))
    return row, plan


def _kept_plan(path: Path, known: Entry | None) -> Plan | None:
    """The base plan of an earlier run, if it is the one that its journal speaks of."""
    if known is None:
        return None
    try:
        plan = read_plan(path)
    except PlanError:
        return None
    return plan if content_hash(plan) == known.plan_hash else None


@dataclass(frozen=True)
class _Runner:
    """Solves points on a pool, each once, and keeps them in the journal."""

    asked: Asked
    journal: Journal
    pool: Pool
    progress: Watcher

    def solve(self, points: Sequence[Point], title: str) -> list[Row]:
        """The rows of points, in their order. What failed before is tried again."""
        jobs = [job_of(self.asked, point) for point in points]
        left = {job.key: job for job in jobs if not self._is_known(job)}
        different = len({job.key for job in jobs})
        self.progress.begin(title, different, different - len(left))
        for entry in self.pool.solve(left.values()) if left else ():
            self.journal.add(entry)
            self.progress.hear(entry)
        self.progress.end()
        return [self._row(job) for job in jobs]

    def _is_known(self, job: Job) -> bool:
        entry = self.journal.entries.get(job.key)
        return entry is not None and entry.row.status != "failed"

    def _row(self, job: Job) -> Row:
        """The row of a job under its own levels: another point may have asked for the same changes by other names."""
        return self.journal.entries[job.key].row.model_copy(update={"levels": job.point.levels})
