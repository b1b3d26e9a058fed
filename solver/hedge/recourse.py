"""What a plan can do in a case that it was not made for: rent, order later, and fall short at a price.

Only what must be served and what budgets allow may give; every other limit holds in every case. Runs of gangs are all
done. The price of a shortage is set so that nobody falls short who can rent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from models.scenario import Scenario
from solver.program.build import Program
from solver.program.families.budget import USD_PER_ROW_UNIT
from solver.program.instance import Instance
from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.search.matrix import Floats, Matrix
from solver.search.weave import with_columns

HOURS_PER_MONTH = 730.0
DEARER = 100.0
"""How many times the dearest offer by the hour a shortage costs, where the scenario does not say: a unit bought for a
peak of some hours a month costs as much in each of them."""
LEAST_USD_PER_HOUR = 1.0
"""Price of a shortage where no offer costs anything [USD per accelerator-hour]."""
SHORT = 1e-6
"""Shortage up to this share of a row is rounding."""


@dataclass(frozen=True)
class Slack:
    """How a row may give."""

    row: int
    sign: float
    period: int | None
    unit_hours: float
    """Accelerator-hours per unit of the row; 0 of budgets."""
    usd: float
    """Price per unit of the row."""


def shortage_price(scenario: Scenario) -> float:
    """USD per accelerator-hour that a shortage costs: as stated, else a multiple of the dearest offer by the hour."""
    stated = scenario.policy.uncertainty.shortage_usd_per_accelerator_hour
    if stated is not None:
        return stated
    by_hour = (
        (o.usd_per_hour + o.committed_usd_per_hour + o.monthly_usd / HOURS_PER_MONTH + _upfront_by_hour(o)) / o.pack
        for o in scenario.offers
    )
    return DEARER * max(by_hour, default=0.0) or LEAST_USD_PER_HOUR


def _upfront_by_hour(offer: Any) -> float:
    months = offer.most_months or offer.life_months
    hours = 24 * offer.days if offer.is_dated else months and months * HOURS_PER_MONTH
    return float(offer.upfront_usd / hours) if hours else 0.0


def slacks(program: Program, part: Matrix) -> list[Slack]:
    """The rows of a case that may give, each with its price."""
    x = program.instance
    hourly, overrun = shortage_price(x.scenario), x.scenario.policy.uncertainty.overrun_usd_per_usd
    found = []
    for row, constraint in enumerate(part.rows):
        name, index = constraint.parent_component().local_name, constraint.index()
        sign = 1.0 if np.isfinite(part.row_low[row]) else -1.0
        if name in _HOURS and not _is_gang(x, name, index):
            hours = _HOURS[name](x, *index)
            found.append(Slack(row, sign, index[_PERIOD.get(name, 1)], hours, hourly * hours))
        elif name == "spend_fits_budget":
            found.append(Slack(row, sign, None, 0.0, overrun * USD_PER_ROW_UNIT))
    return found


def softened(program: Program, part: Matrix) -> Matrix:
    """The program of a case in which these rows may give: a column at the end for each, in the order of `slacks`."""
    given = slacks(program, part)
    entries = [([slack.row], [slack.sign]) for slack in given]
    return with_columns(part, "short", entries, prices(given)) if given else part


def prices(found: list[Slack]) -> Floats:
    """Price per unit of each row [kUSD]."""
    return np.array([slack.usd / USD_PER_OBJECTIVE_UNIT for slack in found])


def _is_gang(x: Instance, name: str, index: Any) -> bool:
    return name != "loss_is_covered" and index[0] in x.volumes.gangs


def _fastest(x: Instance, i: int) -> float:
    """Highest throughput of an accelerator that may serve a work [service unit]."""
    return max((x.throughput(r) for r in x.arcs_of_work[i]), default=1.0)


def _demand(x: Instance, i: int, t: int, b: int, k: int) -> float:
    return x.demand[k][i][t][b] / _fastest(x, i) * x.hours[t][b]


def _work(x: Instance, i: int, t: int, k: int) -> float:
    return max(_demand(x, i, t, b, k) for b in range(len(x.blocks)))


def _headroom(x: Instance, i: int, t: int, b: int, k: int) -> float:
    return x.peak_need[k][i][t][b] / _fastest(x, i) * x.hours[t][b]


def _loss(x: Instance, n: int, i: int, t: int, b: int, k: int) -> float:
    return x.contingencies[n].keep[i, t] * x.peak_due[k][i][t][b] / _fastest(x, i) * x.hours[t][b]


def _replica(x: Instance, i: int, t: int, b: int, _: int) -> float:
    return min((x.arcs[r][2].span for r in x.arcs_of_work[i]), default=1) * x.hours[t][b]


_HOURS: dict[str, Any] = {
    "demand_is_met": _demand,
    "work_is_done": _work,
    "headroom_is_held": _headroom,
    "peak_is_carried": _headroom,
    "loss_is_covered": _loss,
    "peak_takes_replicas": _replica,
    "replicas_are_enough": _replica,
}
"""Accelerator-hours per unit of the rows that say what must be served, by the fastest accelerators that may."""
_PERIOD = {"loss_is_covered": 2}
"""Where the period stands in the index of a row, if not second."""
