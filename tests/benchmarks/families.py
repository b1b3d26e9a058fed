"""What each family of constraints costs in time: `python -m tests.benchmarks.families [--limit S] [--out FILE]`.

The variant `every-family` of the flagship is planned once with all families, then once more without each of them. A
family may save time too, where it narrows the choice. Machines differ and are shared: read ratios within one run.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from pyomo.environ import ConcreteModel, Constraint

from data.load import load_scenario
from models.maturity import MaturityPolicy
from models.scenario import Scenario
from models.simplicity import SimplicityPolicy
from solver.program import build as building
from solver.program.instance import Instance
from solver.program.tree import Tree
from solver.search.options import Progress, SearchOptions
from solver.search.solve import Solution, solve

FLAGSHIP = Path(__file__).parents[2] / "scenarios" / "ai-factory.yaml"
LIMIT_S = 60.0
RELAXED, DECIDED = "yes/no decisions", "neighbourhood"
"""Stages whose beginning ends the relaxation, and the probing and the dive."""


@dataclass
class Cost:
    """Rows that a family adds to the program, and the time of writing them [s]."""

    rows: int = 0
    seconds: float = 0.0


@dataclass
class Run:
    """One plan: what building cost by family, when the search came how far, and what it found."""

    build_s: float = 0.0
    families: dict[str, Cost] = field(default_factory=dict)
    begun: dict[str, float] = field(default_factory=dict)
    """Stage of the search -> when it began first [s]."""
    first_plan_s: float | None = None
    solution: Solution | None = None

    def hear(self, news: Progress) -> None:
        """Note the times of stages and of the first plan."""
        self.begun.setdefault(news.stage, news.seconds)
        if news.incumbent_usd is not None and self.first_plan_s is None:
            self.first_plan_s = news.seconds


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
    """Plan with and without, and say what each family costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=LIMIT_S, help="time limit of each search [s]")
    parser.add_argument("--out", type=Path, help="Markdown file to write; else it is printed")
    arguments = parser.parse_args()
    whole = load_scenario(FLAGSHIP, variant="every-family").scenario
    everything = run(whole, arguments.limit)
    lines = [_row("all families", everything, everything)]
    for name, without in WITHOUT.items():
        lines.append(_row(f"without {name}", run(without(whole), arguments.limit), everything))
    text = "\n".join([*HEAD, *lines, "", *_written(everything), ""])
    if arguments.out:
        arguments.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def run(scenario: Scenario, limit_s: float) -> Run:
    """Build and search; the audit and the answers are not timed."""
    found = Run()
    x = Instance(scenario, Tree.single("expected", scenario.horizon.periods))
    started = time.perf_counter()
    with _timed() as found.families:
        program = building.build(x)
    found.build_s = time.perf_counter() - started
    found.solution = solve(program, SearchOptions(time_limit_s=limit_s), found.hear)
    return found


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


COLUMNS = ("rows", "columns", "relaxed after [s]", "all / without", "decided after [s]", "first plan after [s]")
ENDS = ("gap at the end [%]", "ended after [s]")
HEAD = (
    "# What each family of constraints costs in time",
    "",
    "Written by `make bench-families`: the variant `every-family` of `scenarios/ai-factory.yaml`, searched with all",
    "families and without each of them, two threads. Times count from the start of the search; the machine is shared:",
    "read ratios.",
    "",
    "| | " + " | ".join((*COLUMNS, *ENDS)) + " |",
    "|---|" + "---:|" * len((*COLUMNS, *ENDS)),
)


def _row(name: str, found: Run, everything: Run) -> str:
    """One line: the shape, the times of the stages, and the relaxation's time as a ratio."""
    relaxed, decided = found.begun.get(RELAXED), found.begun.get(DECIDED)
    whole = everything.begun.get(RELAXED)
    ratio = None if relaxed is None or whole is None else whole / relaxed
    if found.solution is None:
        raise ValueError(f"{name}: not solved")
    rows, columns = found.solution.matrix.shape
    times = (
        _seconds(relaxed),
        "-" if ratio is None else f"{ratio:.2f}",
        _seconds(decided),
        _seconds(found.first_plan_s),
    )
    cells = (name, f"{rows:,}", f"{columns:,}", *times, _gap(found.solution), _seconds(found.solution.seconds))
    return "| " + " | ".join(cells) + " |"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _gap(found: Solution) -> str:
    best, bound = found.objective_usd, found.bound_usd
    return "no plan" if best is None or bound is None else f"{100 * (best - bound) / abs(best):.2f}"


def _written(found: Run) -> Iterator[str]:
    """Rows of every family in the whole program, and the time of writing them."""
    yield f"The program with all families is written in {found.build_s:.1f} s:"
    yield ""
    yield "| family | rows | written in [s] |"
    yield "|---|---:|---:|"
    for name, cost in sorted(found.families.items(), key=lambda item: -item[1].rows):
        if cost.rows:
            yield f"| {name} | {cost.rows:,} | {cost.seconds:.2f} |"


if __name__ == "__main__":
    main()
