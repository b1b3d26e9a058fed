"""What is asked of the program: demand and peaks of every work in every case, period and block."""

from __future__ import annotations

from collections.abc import Mapping

from models.scenario import Scenario
from models.workload import Workload
from solver.program.elements import Work
from solver.program.tree import Tree
from solver.sizing.demand import block_factor, headroom_ratio, highest_demand, mean_demand, shape_of

Asked = list[list[list[list[float]]]]
"""[CASES x WORKLOADS x PERIODS x BLOCKS], service unit."""


def asked(scenario: Scenario, tree: Tree, works: list[Work], peaks: list[int]) -> tuple[Asked, Asked]:
    """Mean demand, and the peaks of work with headroom less what may be missed (0 in all other blocks)."""
    demand, due = [], []
    for case_id in tree.cases:
        case = scenario.case(case_id)
        means = [mean_demand(scenario, case, w.workload, w.outlook) for w in works]
        highest = [highest_demand(scenario, case, w.workload, w.outlook) for w in works]
        factors = [[block_factor(shape_of(scenario, w.workload), b) for b in scenario.horizon.blocks] for w in works]
        demand.append([[[mean * f[0] for f in factors[i]] for mean in means[i]] for i in range(len(works))])
        due.append([_due(w.workload, highest[i], [f[1] for f in factors[i]], peaks) for i, w in enumerate(works)])
    return demand, due


def _due(workload: Workload, highest: list[float], factors: list[float], peaks: list[int]) -> list[list[float]]:
    share = 1 - workload.max_miss if workload.has_headroom else 0.0
    return [[month * f * share if b in peaks else 0.0 for b, f in enumerate(factors)] for month in highest]


def with_headroom(scenario: Scenario, work: Work, due: list[list[float]]) -> list[list[float]]:
    """What is due of a work [PERIODS x BLOCKS] with its headroom on top."""
    return [[peak * (1 + headroom_ratio(scenario, work.workload, t)) for peak in row] for t, row in enumerate(due)]


def since_launch(offered: Asked, works: list[Work], launched: Mapping[str, int]) -> Asked:
    """What is offered, without that of work before the period in which it is launched; the same where none is."""
    if not launched:
        return offered
    first = [launched.get(w.workload.workload_id, 0) for w in works]
    return [
        [[row if t >= first[i] else [0.0] * len(row) for t, row in enumerate(rows)] for i, rows in enumerate(case)]
        for case in offered
    ]
