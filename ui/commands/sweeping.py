"""`sweep`: one scenario planned many times, with its inputs varied."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.parameters import AbsoluteGap, AsJson, Gap, ScenarioArgument, Seed, TimeLimit, Variant
from ui.commands.planning import DEFAULT, SECONDS, opened
from ui.exits import Exit, SteelyardError

if TYPE_CHECKING:
    from models.plan import Plan
    from models.sweep import Sweep
    from solver.sweep.pools import Pool
    from ui.sweep_progress import SweepProgress
    from ui.sweeping import Request


class Design(StrEnum):
    """Which points are looked at."""

    TORNADO = "tornado"
    GRID = "grid"
    LATIN = "latin"
    RANDOM = "random"


class Against(StrEnum):
    """What is weighed against cost."""

    CARBON = "carbon"
    LOCK_IN = "lock_in"
    VENDORS = "vendors"
    RISK = "risk"


def sweep(
    file: ScenarioArgument,
    out: Annotated[Path, typer.Option(help="Folder of the results, and of the journal from which a sweep goes on.")],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=LEVELS",
            help="Input and how it varies: `demand=+-20%`, `offers\\[ID].price=x0.8..x1.2`, `horizon.periods=24,36`, "
            "or `=range` for the range of its evidence; see docs/sweeps.md. Default: every input with a range.",
        ),
    ] = None,
    design: Annotated[
        Design | None,
        typer.Option(
            metavar="DESIGN", help="tornado: one at a time; grid: all combinations; latin: hypercube; random: draws."
        ),
    ] = None,
    points: Annotated[int, typer.Option(min=1, max=100_000, help="Points of latin and random.")] = 100,
    others: Annotated[
        float, typer.Option(min=0, max=99, metavar="PERCENT", help="Range taken where evidence gives none; 0: none.")
    ] = 20.0,
    flips: Annotated[
        bool, typer.Option("--flips/--no-flips", help="Tornado: find how far off each input flips the order.")
    ] = True,
    pareto: Annotated[
        list[Against] | None,
        typer.Option(
            metavar="AIM", help="Frontier of cost against carbon, lock_in, vendors or risk (CVaR); may be repeated."
        ),
    ] = None,
    steps: Annotated[int, typer.Option(min=1, max=1000, help="Limits or weights looked at for a frontier.")] = 10,
    now: Annotated[
        int, typer.Option(min=1, max=1200, metavar="MONTHS", help="Orders in so many first months are decided now.")
    ] = 12,
    case: Annotated[str | None, typer.Option(help="Demand case; default: expected, else the only one.")] = None,
    variant: Variant = None,
    gap: Gap = DEFAULT.gap,
    absolute_gap: AbsoluteGap = DEFAULT.absolute_gap_usd,
    time_limit: TimeLimit = SECONDS,
    seed: Seed = DEFAULT.seed,
    workers: Annotated[
        int | None, typer.Option(min=1, max=1024, help="Processes; default: one per core. Each solves by one thread.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Solve on the workers of this Dask scheduler: tcp://HOST:8786.")
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Plan a scenario many times with its inputs varied: what matters, what flips the order, what it costs."""
    from models.cases import in_case
    from models.sweep import SweepOptions
    from solver.search.options import SearchOptions
    from ui.scenario_file import choose_case
    from ui.sweep_asked import study_of
    from ui.sweeping import Request, searched

    source = opened(file, variant, out)
    chosen = choose_case(source.scenario, case)
    asks = vary is not None or design is not None or not pareto  # a frontier alone varies nothing
    asked = SweepOptions(
        design=None if not asks else design.value if design else "tornado", vary=tuple(vary or ()), draws=points,
        others=others / 100, finds_flips=flips, measures=tuple(dict.fromkeys(each.value for each in pareto or ())),
        steps=steps, months_now=now,
    )  # fmt: skip
    study = study_of(in_case(source.scenario, chosen), chosen, asked, seed)
    options = searched(SearchOptions(gap, absolute_gap, time_limit, seed=seed))
    _carry_out(Request(source, chosen, study, options, now, out), cluster, workers, as_json=as_json)


def _carry_out(request: Request, cluster: str | None, workers: int | None, *, as_json: bool) -> None:
    from data.sweep_journal import JournalError
    from solver.sweep.cluster import ClusterError
    from ui.sweep_progress import SweepProgress
    from ui.sweeping import sweep as carried_out

    pool = _pool(cluster, workers)
    try:
        with SweepProgress(pool.workers) as progress:
            found, base = carried_out(request, pool, progress)
    except JournalError as error:
        raise SteelyardError(Exit.BAD_INPUT, [str(error)]) from None
    except ClusterError as error:
        raise SteelyardError(Exit.FAILED, [str(error), _goes_on(request.folder)]) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SteelyardError(Exit.BAD_INPUT, [f"--out {request.folder}: {reason}"]) from None
    except KeyboardInterrupt:
        typer.echo(_goes_on(request.folder), err=True)
        raise
    finally:
        pool.close()
    typer.echo(_written(request.folder, found, base), err=True)
    _tell(found, progress, as_json=as_json)


def _goes_on(folder: Path) -> str:
    return f"what is done is kept in {folder}; the same command goes on from there"


def _pool(cluster: str | None, workers: int | None) -> Pool:
    from solver.sweep.cluster import ClusterError, ClusterPool
    from solver.sweep.pools import LocalPool

    if cluster is None:
        return LocalPool(workers)
    try:
        return ClusterPool(cluster)
    except ClusterError as error:
        raise SteelyardError(Exit.BAD_INPUT, [str(error)]) from None


def _written(folder: Path, found: Sweep, base: Plan) -> str:
    from ui.sweep_results import write_sweep

    try:
        return write_sweep(folder, found, base)
    except OSError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"--out {folder}: {(error.strerror or str(error)).lower()}"]) from None


def _tell(found: Sweep, progress: SweepProgress, *, as_json: bool) -> None:
    from data.sweep_files import sweep_json
    from ui.screen import show
    from ui.sweep_report import sweep_report

    if said := progress.summary:
        typer.echo(said, err=True)
    if as_json:
        typer.echo(sweep_json(found), nl=False)
    else:
        show(sweep_report(found), width=140)
