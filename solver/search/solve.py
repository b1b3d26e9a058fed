"""The search, stage by stage: relaxation, yes/no decisions, neighbourhood, full branch and cut, clean-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.search.adoption import Leaf, binaries, dive, prove
from solver.search.driver import News, Solved
from solver.search.matrix import Floats, Matrix, compile_matrix
from solver.search.neighbourhood import polish, search_around
from solver.search.options import Decided, Listener, SearchOptions
from solver.search.probing import probe
from solver.search.reduced import Reduced, reduce
from solver.search.state import Search
from solver.search.worker import Job, run_apart, run_here

if TYPE_CHECKING:
    from solver.program.build import Program

SMALL_COLUMNS = 3000
"""Programs up to this size go straight to branch and cut, which then takes seconds."""

LEAST_GAP = 1e-9
"""Absolute gap at which branch and cut stops in any case [kUSD]."""

Verdict = Literal["within_gap", "stopped", "infeasible", "no_plan", "failed", "hedged"]
"""`hedged`: the part of one case in a solution for all cases."""


@dataclass(frozen=True)
class Solution:
    """What the search found; money in USD without constants."""

    verdict: Verdict
    matrix: Matrix
    x: Floats | None
    objective_usd: float | None
    bound_usd: float | None
    seconds: float
    asked_gap: float
    """The gap of the options, or a wider one that the listener accepted."""
    first: Floats | None = None
    """The plan before it was made simpler, where it was."""
    keeps_previous: bool = False
    """Whether it orders, ports and moves as the previous plan."""


def solve(
    program: Program, options: SearchOptions, listener: Listener | None = None, previous: Decided | None = None
) -> Solution:
    """Search for a plan within the asked gap.

    Returns
    -------
    Solution with verdict `within_gap`, `stopped` (time limit or cancellation, a plan exists), `no_plan`, `infeasible`
    (confirmed by a second configuration) or `failed`.
    """
    from solver.search.simplify import contracts_of, simplify  # a process apart starts without Pyomo

    search = Search(compile_matrix(program), options, program.constant_usd, listener)
    found = run(search)
    if found.verdict != "within_gap":
        return found
    is_kept = False
    if options.strategy == "steelyard":
        search.report("simplicity")
        is_kept = simplify(search, contracts_of(program), previous)
    return replace(_finish(search, "within_gap"), first=found.x, keeps_previous=is_kept)


def run(search: Search) -> Solution:
    """Search for a solution of a matrix, from the one it starts with if any; without the last stage, simplicity."""
    if search.is_within_gap:
        last = Solved("stopped", None, None, None)
    elif search.options.strategy == "plain" or search.matrix.shape[1] <= SMALL_COLUMNS:
        last = _branch_and_cut(search)
    else:
        last = _by_stages(search)
    if last.status == "infeasible" and search.x is None:
        last = _second_opinion(search)
        if last.status == "infeasible":
            return _finish(search, "infeasible")
    if search.x is None:
        return _finish(search, "failed" if last.status == "failed" else "no_plan")
    _clean(search, search.x)
    return _finish(search, "within_gap" if search.is_within_gap else "stopped")


def _finish(search: Search, verdict: Verdict) -> Solution:
    usd = [None if v is None else v * USD_PER_OBJECTIVE_UNIT for v in (search.objective, search.bound)]
    return Solution(verdict, search.matrix, search.x, usd[0], usd[1], search.seconds, search.asked_gap)


def _by_stages(search: Search) -> Solved:
    search.report("relaxation")
    reduced = reduce(search.patient_highs(is_mip=True))
    if reduced is None:
        return _branch_and_cut(search)
    h = search.relaxation(reduced.matrix)
    root = h.run()
    if root.status != "optimal" or root.x is None:
        return root
    search.raise_bound(root.bound)
    h.set_option("solver", "simplex")
    search.report("yes/no decisions")
    costs = probe(search, h, root, binaries(reduced.matrix))
    leaf = _lift(search, reduced, dive(search, h, root, costs))
    search.hear_others()
    if not search.is_within_gap:
        _look_around(search, leaf)
    if not (search.is_within_gap or search.must_stop):
        search.report("proof")
        better = _lift(search, reduced, prove(search, h, root, costs))
        _look_around(search, better)
        _polish(search, [found for found in (leaf, better) if found is not None])
    return root if search.is_within_gap or search.must_stop else _branch_and_cut(search)


def _lift(search: Search, reduced: Reduced, leaf: Leaf | None) -> Leaf | None:
    """A leaf of the reduced program as one of the whole."""
    if leaf is None:
        return None
    m, x = search.matrix, reduced.lift(leaf.x)
    columns, low, high = binaries(m), m.low.copy(), m.high.copy()
    low[columns] = high[columns] = np.round(x[columns])
    return Leaf(x, leaf.objective, low, high)


def _look_around(search: Search, leaf: Leaf | None) -> None:
    if leaf is not None and not search.must_stop:
        search.report("neighbourhood")
        search_around(search, leaf)


def _polish(search: Search, leaves: list[Leaf]) -> None:
    if leaves and not (search.is_within_gap or search.must_stop):
        search.report("polish")
        polish(search, min(leaves, key=lambda leaf: leaf.objective))


def _branch_and_cut(search: Search, configuration: Mapping[str, str | int] | None = None) -> Solved:
    """The whole program, from the incumbent; large ones in a process of their own, which ends on time."""
    search.hear_others()
    search.report("branch and cut")
    if search.is_within_gap or search.must_stop:
        return Solved("stopped", None, None, None)
    options: dict[str, float | str | bool] = {
        "mip_rel_gap": search.asked_gap,
        "mip_abs_gap": max(search.absolute_gap, LEAST_GAP),
        "time_limit": search.seconds_left,
        **(configuration or {}),
    }

    def listen(news: News) -> bool:
        search.raise_bound(news.bound)
        if news.x is not None:
            search.offer(Solved("stopped", news.x, float(search.matrix.cost @ news.x), None))
        return search.hear() or search.is_within_gap

    job = Job(search.matrix, options, search.options.threads, search.options.seed, search.x)
    is_large = search.matrix.shape[1] > SMALL_COLUMNS
    solved = run_apart(job, search.seconds_left, listen) if is_large else run_here(job, listen)
    if solved is None:
        return Solved("stopped", None, None, None)
    search.offer(solved)
    search.raise_bound(solved.bound)
    return solved


def _second_opinion(search: Search) -> Solved:
    """Branch and cut in another configuration before a scenario is called infeasible: presolve may be wrong in that."""
    search.bound = None
    return _branch_and_cut(search, {"presolve": "off", "random_seed": search.options.seed + 1})


def _clean(search: Search, x: Floats) -> None:
    """Round integers exactly and re-solve the LP with them fixed: no tolerance of the search stays in the plan."""
    m = search.matrix
    whole = np.round(x)
    low, high = m.low.copy(), m.high.copy()
    low[m.is_integer] = high[m.is_integer] = np.clip(whole, m.low, m.high)[m.is_integer]
    solved = search.patient_highs().rerun(low, high, None)
    if solved.status == "optimal" and solved.x is not None:
        search.x, search.objective = solved.x, solved.objective
        search.x[m.is_integer] = low[m.is_integer]
