"""Value of what a plan serves, by date, and what is left of it after all cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from math import fsum
from typing import NamedTuple

from models.finance import (
    cumulated,
    has_one_rate,
    internal_rate,
    net_present_value,
    payback_month,
    return_on_investment,
)
from models.roi import MoneyAtMonth, Worth
from solver.program.build import Program
from solver.sizing.demand import value_per_unit


class Value(NamedTuple):
    """Value due at one date [USD], nominal."""

    served: float
    """Of units that are served."""
    unserved: float
    """Of units that are missed, or not launched yet: part of what a plan is charged, and nothing that is paid."""


def value_of(program: Program) -> dict[int, Value]:
    """Value by month from the start, of the decisions that are loaded; empty where no workload states a value."""
    x, m = program.instance, program.model
    if not any(w.has_value for w in x.streams):
        return {}
    served: dict[int, list[float]] = defaultdict(list)
    unserved: dict[int, list[float]] = defaultdict(list)
    for (r, t, b, k), share in m.serve.items():
        i, _, arc = x.arcs[r]
        served[t].append(share.value * x.volumes.units(i, t, b, k) * value_per_unit(x.scenario, arc.workload, t))
    for (i, t, b, k), share in m.miss.items():
        each = value_per_unit(x.scenario, x.works[i].workload, t)
        unserved[t].append(share.value * x.volumes.missable(i, t, b, k) * each)
    for entry in program.entries:
        if entry.term == "forgone_value":
            unserved[entry.period].append(entry.usd * entry.decision.value)
    return {(t + 1) * x.M: Value(fsum(served[t]), fsum(unserved[t])) for t in range(x.T)}


def with_net(flow: tuple[MoneyAtMonth, ...], value: Mapping[int, Value]) -> tuple[MoneyAtMonth, ...]:
    """The flow with value less cost at every date, in cents; dates of value alone are added."""
    by_month = {each.month: each for each in flow}
    nothing = {"cost_usd": 0.0, "discounted_usd": 0.0, "paid_usd": 0.0}
    found = []
    for month in sorted({*by_month, *value}):
        each = by_month.get(month) or MoneyAtMonth(month=month, **nothing)
        then = value.get(month, Value(0.0, 0.0))
        net = round(then.served - (each.cost_usd - then.unserved), 2)
        found.append(each.model_copy(update={"net_usd": net}))
    return tuple(found)


def worth_of(value: Mapping[int, Value], flow: tuple[MoneyAtMonth, ...], discounted_usd: float, rate: float) -> Worth:
    """Value, cost and what is left, discounted and not; the return on what is laid out before value comes in.

    Parameters
    ----------
    flow: with value less cost. discounted_usd: what the plan is charged, discounted. rate: per year.
    """
    net = {each.month: each.net_usd or 0.0 for each in flow}
    received = net_present_value({month: each.served for month, each in value.items()}, rate)
    cost = discounted_usd - net_present_value({month: each.unserved for month, each in value.items()}, rate)
    return Worth(
        value_usd=round(received, 2),
        cost_usd=round(cost, 2),
        net_usd=round(round(received, 2) - round(cost, 2), 2),
        net_nominal_usd=round(list(cumulated(net).values())[-1], 2),
        payback_month=payback_month(net),
        irr_per_year=internal_rate(net) if has_one_rate(net) else None,
        roi=return_on_investment(net),
    )
