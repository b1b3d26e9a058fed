"""Time and memory of planning: `python -m tests.benchmarks.bench [--runs N] [--plain]`, or `make bench`.

Every run is a fresh process, so that imports and peak memory count. Machines differ and are shared: read medians, and
ratios within one run of this program.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

SCENARIOS = ("ai-factory", "enterprise-copilot", "support-inference", "edge-robotics", "two-sites", "model-lab")
FAMILY = ((0, 1.0), (1, 1.0), (2, 1.0), (3, 1.0), (4, 1.0), (0, 0.1), (1, 0.1))
"""(seed, scale) of the generated family; scale 0.1 has small counts of packs."""
TIME_LIMIT_S = 60.0


def main() -> None:
    """Plan every scenario and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1, help="runs per scenario; the median is shown")
    parser.add_argument("--plain", action="store_true", help="also bare HiGHS, as a ratio")
    parser.add_argument("--only", default="", help="only names that contain this")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        _child(arguments.one, "plain" if arguments.plain else "steelyard")
        return
    names = [*SCENARIOS, *(f"family:{seed}:{scale}" for seed, scale in FAMILY)]
    table = Table(
        "scenario", "status", "gap [%]", "wall [s]", "search [s]", "rest [%]", "peak memory [MB]", "plain / this"
    )
    for name in (n for n in names if arguments.only in n):
        runs = [_run(name, "steelyard") for _ in range(arguments.runs)]
        plain = (
            statistics.median(_run(name, "plain")["wall"] for _ in range(arguments.runs)) if arguments.plain else None
        )
        table.add_row(*_row(name, runs, plain))
    Console(width=140).print(table)


def _row(name: str, runs: list[dict[str, float]], plain: float | None) -> list[str]:
    median = {key: statistics.median(run[key] for run in runs) for key in ("gap", "wall", "search", "memory")}
    rest = 100 * (1 - median["search"] / median["wall"])
    ratio = "" if plain is None else f"{plain / median['wall']:.1f}"
    status = ", ".join(sorted({str(run["status"]) for run in runs}))
    figures = [f"{100 * median['gap']:.2f}", f"{median['wall']:.1f}", f"{median['search']:.1f}", f"{rest:.0f}"]
    return [name, status, *figures, f"{median['memory']:.0f}", ratio]


def _run(name: str, strategy: str) -> dict[str, float]:
    """One plan in a process of its own: its report, its wall time [s] and peak memory [MB]."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "tests.benchmarks.bench", "--one", name, *(["--plain"] * (strategy == "plain"))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read() if process.stdout else ""
    _, _, usage = os.wait4(process.pid, 0)
    report: dict[str, float] = json.loads(output.splitlines()[-1])
    return {**report, "wall": time.perf_counter() - started, "memory": usage.ru_maxrss / 1024}


def _child(name: str, strategy: str) -> None:
    from data.load import load_scenario
    from solver.answers.outcome import Planned
    from solver.answers.planning import make_plan
    from solver.search.options import SearchOptions
    from tests.benchmarks.family import generated

    if name.startswith("family:"):
        _, seed, scale = name.split(":")
        scenario = generated(int(seed), float(scale))
    else:
        scenario = load_scenario(Path("scenarios") / f"{name}.yaml").scenario
    options = SearchOptions(time_limit_s=TIME_LIMIT_S, strategy="plain" if strategy == "plain" else "steelyard")
    outcome = make_plan(scenario, "expected", options)
    if isinstance(outcome, Planned):
        plan = outcome.plan
        report = {"status": plan.status, "gap": plan.gap, "search": plan.provenance.seconds["search"]}
    else:
        report = {"status": type(outcome).__name__, "gap": float("inf"), "search": TIME_LIMIT_S}
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
