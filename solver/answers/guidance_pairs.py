"""What the rules of thumb look at of a workload on an accelerator: its price, its port, whether it is proven."""

from __future__ import annotations

from collections.abc import Sequence

from models.derived import Capacity
from models.guidance_figures import PairFigures
from models.guides import SETTLED_CHANGES
from models.hardware import Accelerator, Stack
from models.scenario import Scenario
from models.workload import Workload
from solver.sizing.demand import changes_per_quarter
from solver.sizing.maturity import counts_from
from solver.sizing.porting import change_usd, is_free, port_usd


def pair_figures(scenario: Scenario, work: Workload, rows: Sequence[Capacity]) -> tuple[PairFigures, ...]:
    """Every accelerator that can serve a workload, in the order of the plan."""
    chips, stacks = {a.id: a for a in scenario.accelerators}, {s.id: s for s in scenario.stacks}
    own = [row for row in rows if row.workload == work.id]
    names = dict.fromkeys(row.accelerator for row in own)
    return tuple(
        _pair(scenario, work, chips[name], stacks[chips[name].stack], [row for row in own if row.accelerator == name])
        for name in names
    )


def _pair(scenario: Scenario, work: Workload, chip: Accelerator, stack: Stack, rows: Sequence[Capacity]) -> PairFigures:
    best = min(rows, key=lambda row: (row.offer_usd_per_unit is None, row.offer_usd_per_unit or 0.0))
    runs_there = stack.id in work.incumbent_stacks
    is_ready = runs_there or is_free(scenario, stack)
    return PairFigures(
        accelerator=chip.id,
        accelerator_class=chip.accelerator_class,
        units=sum(row.units_served or 0.0 for row in rows),
        usd_per_unit=best.offer_usd_per_unit,
        not_served=best.not_served,
        months_to_port=0.0 if is_ready else float(stack.port_months),
        switch_usd=0.0 if is_ready else _switch_usd(scenario, work, stack),
        proven_share=1.0 if runs_there else _proven_share(scenario, work, chip),
    )


def _switch_usd(scenario: Scenario, work: Workload, stack: Stack) -> float:
    """A first port, and upkeep over the whole horizon [USD]."""
    quarters = scenario.horizon.months_per_period / 3
    changes = sum(changes_per_quarter(scenario, work, t) for t in range(scenario.horizon.periods)) * quarters
    return port_usd(scenario, stack) + changes * change_usd(scenario, stack)


def _proven_share(scenario: Scenario, work: Workload, chip: Accelerator) -> float:
    """Most traffic of an own benchmark by the start of the last period [0..1]."""
    last = scenario.horizon.period_start(scenario.horizon.periods - 1)
    shares = (v.traffic_share for v in work.validations if v.accelerator == chip.id and counts_from(v) <= last)
    return max(shares, default=0.0)


def unsettled_share(scenario: Scenario, work: Workload) -> float:
    """Part of the periods in which a workload is exploratory, or changes more often than settled work [0..1]."""
    if work.stage == "exploratory":
        return 1.0
    periods = range(scenario.horizon.periods)
    return sum(changes_per_quarter(scenario, work, t) > SETTLED_CHANGES for t in periods) / len(periods)
