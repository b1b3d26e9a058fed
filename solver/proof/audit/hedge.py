"""Audit of a hedge: cases decide alike as long as they cannot be told apart, and its figures are what its plans cost.

Re-derived from the reviews of the scenario and from the plans alone; it knows nothing of how they were found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from math import isclose

from models.calendar import month_number
from models.endings import Extension, Release
from models.hedge import Hedge
from models.plan import Plan
from models.scenario import Scenario
from solver.proof.audit.outlooks import outlook_failures
from solver.proof.audit.procurement import procurement_failures

PACKS = 1e-6
"""Packs, or USD/h committed, by which shared decisions may differ: the tolerance of whole packs in a plan's audit."""
CENTS = 0.02
"""Money may differ by so much [USD]: two sums rounded to the cent."""

Decisions = dict[tuple[str, ...], tuple[str, float]]
"""What is decided -> month of the decision and amount."""


def hedge_failures(scenario: Scenario, plans: Mapping[str, Plan], hedge: Hedge) -> list[str]:
    """What is wrong with a hedge; empty where nothing is."""
    return [
        *_anticipations(scenario, plans),
        *_wrong_costs(scenario, plans, hedge),
        *_wrong_regrets(hedge),
        *_wrong_largest_regret(plans, hedge),
        *_not_as_asked(scenario, hedge),
        *procurement_failures(scenario, plans, hedge),
        *outlook_failures(scenario, plans, hedge),
        *(_unnested(scenario, plans) if hedge.nested_bands else ()),
    ]


def _anticipations(scenario: Scenario, plans: Mapping[str, Plan]) -> Iterator[str]:
    """Decisions by which a case acts on what cannot be known yet."""
    made = {case: _decisions(plan) for case, plan in plans.items()}
    for one, other in combinations(plans, 2):
        until = _told_apart(scenario, one, other)
        for key in sorted({*made[one], *made[other]}):
            month = (made[one].get(key) or made[other][key])[0]
            amounts = [made[case].get(key, ("", 0.0))[1] for case in (one, other)]
            if (until is None or month < until) and abs(amounts[0] - amounts[1]) > PACKS * max(1.0, *amounts):
                yield (
                    f"{' '.join(key)} in {month} is {amounts[0]:g} in case {one} and {amounts[1]:g} in case {other}, "
                    "which cannot be told apart yet"
                )


def _decisions(plan: Plan) -> Decisions:
    """Every dated decision of a plan that cases share before they can be told apart."""
    found: list[tuple[tuple[str, ...], str, float]] = [
        (("order of", o.offer, o.dedicated_to or "", o.order_period), o.order_period, o.packs) for o in plan.orders
    ]
    ways: list[Release | Extension] = [*plan.releases, *plan.extensions]
    found += [((w.kind, w.offer, w.dedicated_to or "", w.order_period, w.period), w.period, w.packs) for w in ways]
    found += [(("port of", p.workload, p.stack, p.start_period), p.start_period, 1.0) for p in plan.ports]
    found += [(("launch of", w.workload, w.period), w.period, 1.0) for w in plan.launches if w.period]
    found += [(("move of", m.workload, m.site, m.start_period), m.start_period, 1.0) for m in plan.moves]
    found += [
        (("expansion of", e.site, e.module, e.order_period), e.order_period, float(e.modules)) for e in plan.expansions
    ]
    found += [(("commitment", c.commitment, c.order_period), c.order_period, c.usd_per_hour) for c in plan.commitments]
    found += [(("agreement", a.agreement), a.year_from, 1.0) for a in plan.agreements if a.year == 1]
    sums: Decisions = {}
    for key, month, amount in found:
        sums[key] = month, sums.get(key, (month, 0.0))[1] + amount
    return sums


def _told_apart(scenario: Scenario, one: str, other: str) -> str | None:
    """First month of the first period in which two cases can be told apart; None: never."""
    horizon, rules = scenario.horizon, scenario.policy.uncertainty
    months = [
        month_number(review.month)
        for review in rules.reviews
        if not review.groups or not any({one, other} <= set(group) for group in review.groups)
    ]
    if not rules.reviews:
        months = [horizon.first + rules.first_review_months]
    for t in range(horizon.periods) if months else ():
        if horizon.period_start(t) >= min(months):
            return horizon.label(t)
    return None


def _wrong_costs(scenario: Scenario, plans: Mapping[str, Plan], hedge: Hedge) -> Iterator[str]:
    weight = {case.id: case.probability for case in scenario.cases}
    total = sum(weight.values())
    costs = {case: plan.objective_usd for case, plan in plans.items()}
    mean = sum(weight[case] / total * cost for case, cost in costs.items())
    tail = _dearest(costs, {case: weight[case] / total for case in costs}, 1 - hedge.cvar_alpha)
    said = {row.case: row for row in hedge.cases}
    for case, cost in costs.items():
        if not _same(said[case].cost_usd, cost):
            yield f"case {case} costs {cost:.2f} USD, the hedge says {said[case].cost_usd:.2f}"
        if not said[case].alone_bound_usd - CENTS <= said[case].alone_usd <= cost + CENTS:
            yield f"case {case}: the best plan alone costs {said[case].alone_usd:.2f} USD, out of order with {cost:.2f}"
    alone = sum(weight[row.case] / total * row.alone_usd for row in hedge.cases)
    bound = sum(weight[row.case] / total * row.alone_bound_usd for row in hedge.cases)
    risk = hedge.risk_aversion
    objective = (1 - risk) * mean + risk * tail
    if hedge.objective == "minimax_regret":
        objective = max(cost - said[case].alone_usd for case, cost in costs.items())
    for name, stated, true in (
        ("expected cost", hedge.expected_usd, mean),
        ("CVaR", hedge.cvar_usd, tail),
        ("objective", hedge.objective_usd, objective),
        ("EVPI", hedge.evpi_usd, mean - alone),
        ("EVPI at most", hedge.evpi_most_usd, mean - bound),
        ("VSS", hedge.vss_usd or 0.0, (hedge.mean_plan_usd or hedge.objective_usd) - hedge.objective_usd),
    ):
        if not _same(stated, true):
            yield f"{name} is {true:.2f} USD, the hedge says {stated:.2f}"
    if hedge.bound_usd > hedge.objective_usd + CENTS:
        yield f"the bound {hedge.bound_usd:.2f} USD lies above the objective {hedge.objective_usd:.2f}"


def _dearest(costs: Mapping[str, float], weight: Mapping[str, float], share: float) -> float:
    """Mean of the dearest cases, of a share of probability in all."""
    left, total = share, 0.0
    for case in sorted(costs, key=lambda case: -costs[case]):
        part = min(left, weight[case])
        total += part * costs[case]
        left -= part
    return total / share


def _wrong_regrets(hedge: Hedge) -> Iterator[str]:
    best = {row.case: row.alone_usd for row in hedge.cases}
    for row in hedge.lived:
        if (row.cost_usd is None) != (row.regret_usd is None):
            yield f"{row.plan} in {row.case}: cost and regret do not go together"
        elif row.cost_usd is not None and row.regret_usd is not None:
            true = max(0.0, row.cost_usd - best[row.case])
            if not _same(row.regret_usd, true):
                yield f"{row.plan} in {row.case}: regret is {true:.2f} USD, the hedge says {row.regret_usd:.2f}"


def _not_as_asked(scenario: Scenario, hedge: Hedge) -> Iterator[str]:
    """What is minimized, and whether bands nest, is what the scenario asks for."""
    rules = scenario.policy.uncertainty
    asked, made = ((each.objective, each.risk_aversion, each.cvar_alpha) for each in (rules, hedge))
    if asked != made:
        yield f"asked for is {_asked(*asked)}, the hedge minimizes {_asked(*made)}"
    if rules.nested_bands != (hedge.nested_bands or hedge.is_nesting_late):
        yield f"bands are {'' if rules.nested_bands else 'not '}to nest, the hedge says otherwise"


def _wrong_largest_regret(plans: Mapping[str, Plan], hedge: Hedge) -> Iterator[str]:
    costs = {case: plan.objective_usd for case, plan in plans.items()}
    for name, stated, true in (
        ("largest regret", hedge.regret_usd, max(costs[row.case] - row.alone_usd for row in hedge.cases)),
        ("regret at most", hedge.regret_most_usd, max(costs[row.case] - row.alone_bound_usd for row in hedge.cases)),
    ):
        if not _same(stated, true):
            yield f"{name} is {true:.2f} USD, the hedge says {stated:.2f}"


def _asked(objective: str, risk_aversion: float, cvar_alpha: float) -> str:
    return f"{objective} (risk aversion {risk_aversion:g}, CVaR of {cvar_alpha:g})"


def _unnested(scenario: Scenario, plans: Mapping[str, Plan]) -> Iterator[str]:
    """Offers of which a case has more than another one up to a month, and less up to another month."""
    totals = {case: _totals(scenario, plan) for case, plan in plans.items()}
    for one, other in combinations(plans, 2):
        for key in sorted({*totals[one], *totals[other]}):
            zeros = [0.0] * scenario.horizon.periods
            differences = [
                a - b for a, b in zip(totals[one].get(key, zeros), totals[other].get(key, zeros), strict=True)
            ]
            if max(differences) > PACKS and min(differences) < -PACKS:
                yield f"orders of {key[0]} of cases {one} and {other} do not nest"


def _totals(scenario: Scenario, plan: Plan) -> dict[tuple[str, str], list[float]]:
    months = [scenario.horizon.label(t) for t in range(scenario.horizon.periods)]
    found: dict[tuple[str, str], list[float]] = {}
    for order in plan.orders:
        row = found.setdefault((order.offer, order.dedicated_to or ""), [0.0] * len(months))
        for n in range(months.index(order.order_period), len(months)):
            row[n] += order.packs
    return found


def _same(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=1e-9, abs_tol=CENTS)
