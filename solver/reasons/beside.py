"""Plans beside the plan: without the main choice of a workload, and as different as the cost allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.reasons import Alternative, RunnerUp
from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.reasons.base import Base, Mix, Numbers, mix_parts
from solver.search.matrix import Floats, Matrix
from solver.search.options import Listener, SearchOptions

OF_ARCS = ("serve", "hold", "carry", "spread", "use", "double", "launch", "on_call")
"""Decisions about an arc, whose number is the first of their keys."""
NEAR_ENOUGH = 0.02
"""Gap to which the least overlap is looked for, at least."""
COST_WEIGHT = 0.02
"""What the cost weighs beside the overlap: enough to leave out what serves nobody."""


Choice = tuple[str, str | None]
"""An accelerator, at a site or (None) anywhere."""


def runner_up(
    base: Base, workload: str, options: SearchOptions, listener: Listener | None, *, is_late: bool = False
) -> RunnerUp | None:
    """The best plan in which a workload does without its main accelerator; where there is none, without it at the
    site where most is served. None where nothing is served.

    Parameters
    ----------
    is_late: whether no time is left to look for one.
    """
    served = _served(base, base.x, workload)
    main = max(served, key=lambda choice: served[choice], default=None)
    if main is None:
        return None
    of_kind = _by_kind(served)
    kind = max(of_kind, key=lambda name: of_kind[name])
    if is_late:
        named = base.program.instance.names.workload(workload)
        return RunnerUp(workload=workload, name=named, without=_named(base, (kind, None)), found="not_in_time")
    row = _without(base, workload, (kind, None), options, listener)
    return _without(base, workload, main, options, listener) if row.found == "impossible" else row


def _without(base: Base, workload: str, choice: Choice, options: SearchOptions, listener: Listener | None) -> RunnerUp:
    names = base.program.instance.names
    row = RunnerUp(workload=workload, name=names.workload(workload), without=_named(base, choice), found="impossible")
    other = base.without(_of_choice(base, workload, choice), options, listener)
    if other.x is None or other.cost_usd is None:
        return row.model_copy(update={"found": other.found})
    then = _served(base, other.x, workload)
    most = max(then, key=lambda place: then[place], default=None)
    return row.model_copy(
        update={
            "found": other.found,
            "instead": _named(base, most) if most else "",
            "cost_usd": round(other.cost_usd, 2),
            "extra_usd": round(other.cost_usd - base.cost_usd, 2),
            "extra_percent": base.percent(other.cost_usd - base.cost_usd),
            "at_least_usd": max(0.0, round(other.least_usd - base.cost_usd, 2)),
        }
    )


def _named(base: Base, choice: Choice) -> str:
    names = base.program.instance.names
    return names.accelerator(choice[0]) if choice[1] is None else names.pool(choice[0], choice[1])


def _by_kind(served: dict[Choice, float]) -> dict[str, float]:
    found = defaultdict[str, float](float)
    for (accelerator, _), units in served.items():
        found[accelerator] += units
    return dict(found)


def _served(base: Base, solution: Floats, workload: str) -> dict[Choice, float]:
    """Units of work by accelerator and site."""
    x, m, found = base.program.instance, base.matrix, defaultdict[Choice, float](float)
    for n in m.of("serve"):
        r, t, b, k = m.columns[n].index()
        i, j, _ = x.arcs[r]
        if x.works[i].workload.workload_id == workload and solution[n] > 1e-6:
            found[x.pools[j].accelerator.id, x.pools[j].site.id] += solution[n] * x.demand[k][i][t][b] * x.hours[t][b]
    return dict(found)


def _of_choice(base: Base, workload: str, choice: Choice) -> Numbers:
    """Columns by which a workload has a part of what it chose."""
    x, m = base.program.instance, base.matrix
    arcs = {
        r
        for r, (i, j, _) in enumerate(x.arcs)
        if x.works[i].workload.workload_id == workload
        and x.pools[j].accelerator.id == choice[0]
        and choice[1] in (None, x.pools[j].site.id)
    }
    keys = ((n, m.columns[n].index()) for n in m.of(*OF_ARCS))
    return np.array([n for n, key in keys if (key[0] if isinstance(key, tuple) else key) in arcs], dtype=np.int64)


def alternative(
    base: Base, others: Sequence[Mix], percent: float, options: SearchOptions, listener: Listener | None
) -> tuple[Alternative, Mix]:
    """A plan within so many percent of the cost whose payments overlap least with those of the plan and of others."""
    unlike = _overlap_prices(base, others)
    cap_usd = base.cost_usd * (1 + percent / 100) - base.program.constant_usd
    m = base.matrix
    whole = max(1e-9, float(unlike @ base.x))
    cost = unlike / whole + COST_WEIGHT * m.cost / max(1e-9, abs(float(m.cost @ base.x)))
    capped = with_row(replace(m, cost=cost), m.cost, cap_usd / USD_PER_OBJECTIVE_UNIT)
    options = replace(options, gap=max(options.gap, NEAR_ENOUGH))
    found, solution = base.plan_within(capped, options, _without_money(listener), start=base.x)
    if solution.x is None or solution.objective_usd is None or found == "refused":
        return Alternative(found=found), {}
    mix = base.mix(solution.x)
    if any(is_same(mix, other) for other in (base.mix(base.x), *others)):
        return Alternative(found="impossible" if found == "within_gap" else "not_in_time"), {}
    paid = solution.objective_usd + base.program.constant_usd
    return Alternative(
        found=found,
        cost_usd=round(paid, 2),
        extra_usd=round(paid - base.cost_usd, 2),
        extra_percent=base.percent(paid - base.cost_usd),
        overlap_percent=overlap(base.mix(base.x), mix),
        mix=mix_parts(mix),
    ), mix


def _without_money(listener: Listener | None) -> Listener | None:
    """A listener to a search whose objective is no cost."""
    return listener and (lambda news: listener(replace(news, incumbent_usd=None, bound_usd=None)))


def _overlap_prices(base: Base, others: Sequence[Mix]) -> Floats:
    """Payments per unit of every column, each weighed by the part that its class and mode have in the mixes so far."""
    weights: Mix = defaultdict(float)
    for mix in (base.mix(base.x), *others):
        for group, usd in mix.items():
            weights[group] += usd / sum(mix.values())
    zero = np.zeros(len(base.matrix.cost))
    return sum((weights[base.groups[offer]] * price for offer, price in base.prices.items()), zero)


def overlap(one: Mix, other: Mix) -> float:
    """Part of the payments that goes to the same classes and modes [%]."""
    whole = [sum(mix.values()) for mix in (one, other)]
    if not all(whole):
        return 100.0 if whole[0] == whole[1] else 0.0
    return 100 * sum(min(one.get(g, 0.0) / whole[0], other.get(g, 0.0) / whole[1]) for g in {*one, *other})


def is_same(one: Mix, other: Mix) -> bool:
    """Whether two portfolios pay the same to every class and mode, to a thousandth of the whole."""
    whole = max(sum(one.values()), sum(other.values()), 1e-9)
    return all(abs(one.get(g, 0.0) - other.get(g, 0.0)) <= 1e-3 * whole for g in {*one, *other})


def with_row(m: Matrix, row: Floats, most: float) -> Matrix:
    """A matrix with one more row, row @ x <= most, the last."""
    has = row != 0.0
    counts = np.diff(m.start) + has
    start = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    index, value = np.empty(start[-1], dtype=np.int32), np.empty(start[-1])
    last = start[1:][has] - 1
    is_new = np.zeros(start[-1], dtype=bool)
    is_new[last] = True
    index[is_new], value[is_new] = m.shape[0], row[has]
    index[~is_new], value[~is_new] = m.index, m.value
    return replace(
        m,
        row_low=np.append(m.row_low, -np.inf),
        row_high=np.append(m.row_high, most),
        start=start,
        index=index,
        value=value,
        rows=[*m.rows, None],
    )
