"""What each family of constraints costs in time: `python -m tests.benchmarks.families [--limit S] [--only NAME]`.

The variant `every-family` of the flagship is planned once with all families, then once more without each of them. A
family may save time too, where it narrows the choice. Machines differ and are shared: read ratios within one run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from pyomo.environ import ConcreteModel, Constraint
from rich.console import Console
from rich.table import Table

from data.load import load_scenario
from models.maturity import MaturityPolicy
from models.scenario import Scenario
from models.simplicity import SimplicityPolicy
from solver.program import build as building
from solver.program.instance import Instance
from solver.program.tree import Tree
from solver.search.options import SearchOptions
from solver.search.solve import Solution, solve

FLAGSHIP = Path(__file__).parents[2] / "scenarios" / "ai-factory.yaml"
LIMIT_S = 60.0


@dataclass
class Cost:
    """Rows that a family adds to the program, and the time of writing them [s]."""

    rows: int = 0
    seconds: float = 0.0


@dataclass
class Run:
    """One plan: what building cost by family, and what the search found."""

    solution: Solution
    build_s: float
    families: dict[str, Cost] = field(default_factory=dict)


def _all_work(**changes: Any) -> Callable[[Scenario], Scenario]:
    return lambda s: s.model_copy(update={"workloads": tuple(w.model_copy(update=changes) for w in s.workloads)})


def _all_sites(**changes: Any) -> Callable[[Scenario], Scenario]:
    return lambda s: s.model_copy(update={"sites": tuple(site.model_copy(update=changes) for site in s.sites)})


def _policy(**changes: Any) -> Callable[[Scenario], Scenario]:
    return lambda s: s.model_copy(update={"policy": s.policy.model_copy(update=changes)})


WITHOUT: dict[str, Callable[[Scenario], Scenario]] = {
    "queues": _all_work(queues=()),
    "deferrable work, gangs": _all_work(deferral=None, gang=None),
    "gangs": _all_work(gang=None),
    "whole replicas": _all_work(replicas="fractional", min_replicas=None),
    "start-up": _all_work(ramp_minutes=None),
    "lanes": _all_work(lane="common"),
    "porting effort": _policy(engineers=None),
    "moving": _all_work(home_site=None),
    "maturity": _policy(maturity=MaturityPolicy()),
    "queueing": _all_work(waiting=None),
    "edge": _all_sites(heat_cap_kw=None, uptime=1.0, telemetry_usd_per_month=0.0, support_usd_per_month=0.0),
    "redundancy": _policy(redundancy=()),
    "simplicity": _policy(simplicity=SimplicityPolicy()),
}
"""Every family of work, and the flagship without it."""


def main() -> None:
    """Plan with and without, and print one line for every family."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=LIMIT_S, help="time limit of each search [s]")
    parser.add_argument("--only", default="", help="only families that contain this")
    arguments = parser.parse_args()
    whole = load_scenario(FLAGSHIP, variant="every-family").scenario
    everything = run(whole, arguments.limit)
    console = Console(width=120)
    console.print(_line("every family", everything))
    table = Table("without", "gap [%]", "search [s]", "all / without", "columns", "rows")
    for name, without in WITHOUT.items():
        if arguments.only in name:
            found = run(without(whole), arguments.limit)
            ratio = everything.solution.seconds / found.solution.seconds
            shape = found.solution.matrix.shape
            table.add_row(name, _gap(found), f"{found.solution.seconds:.1f}", f"{ratio:.2f}", *map(str, shape[::-1]))
    console.print(table)
    console.print(_written(everything))


def run(scenario: Scenario, limit_s: float) -> Run:
    """Build and search; the audit and the answers are not timed."""
    x = Instance(scenario, Tree.single("expected", scenario.horizon.periods))
    started = time.perf_counter()
    with _timed() as families:
        program = building.build(x)
    built = time.perf_counter() - started
    return Run(solve(program, SearchOptions(time_limit_s=limit_s)), built, families)


@contextmanager
def _timed() -> Iterator[dict[str, Cost]]:
    """Time and rows of every family while a program is built."""
    modules = {n: module for n, module in vars(building).items() if _is_family(module)}
    costs, plain = {name: Cost() for name in modules}, {name: module.add for name, module in modules.items()}
    for name, module in modules.items():
        module.add = _watched(plain[name], costs[name])
    try:
        yield costs
    finally:
        for name, module in modules.items():
            module.add = plain[name]


def _is_family(module: object) -> bool:
    return isinstance(module, ModuleType) and module.__name__.startswith("solver.program.families.")


def _watched(add: Callable[..., None], cost: Cost) -> Callable[..., None]:
    def timed(m: ConcreteModel, *given: Any) -> None:
        before, started = _rows(m), time.perf_counter()
        add(m, *given)
        cost.seconds = time.perf_counter() - started
        cost.rows = _rows(m) - before

    return timed


def _rows(m: ConcreteModel) -> int:
    return sum(len(rows) for rows in m.component_objects(Constraint))


def _gap(found: Run) -> str:
    best, bound = found.solution.objective_usd, found.solution.bound_usd
    return "no plan" if best is None or bound is None else f"{100 * (best - bound) / abs(best):.2f}"


def _line(name: str, found: Run) -> str:
    rows, columns = found.solution.matrix.shape
    said = f"{found.solution.verdict}, gap [%]: {_gap(found)}, in {found.solution.seconds:.1f} s"
    return f"{name}: {said}; {columns} columns, {rows} rows, built in {found.build_s:.1f} s"


def _written(found: Run) -> Table:
    table = Table("family", "rows", "written in [s]", title="The program with every family")
    for name, cost in sorted(found.families.items(), key=lambda item: -item[1].rows):
        if cost.rows:
            table.add_row(name, f"{cost.rows:,}", f"{cost.seconds:.2f}")
    return table


if __name__ == "__main__":
    main()
