"""Figures of a hedge: every plan in every case, what not knowing costs, what is ordered before anything is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from models.hedge import MEAN, CommonOrder, Hedge, HedgedCase, Lived, Split
from models.plan import Plan
from solver.hedge.cases import Cases
from solver.hedge.lived import shortage
from solver.hedge.recourse import shortage_price
from solver.hedge.search import Found, attitude_of, costs_usd, with_first_decisions
from solver.program.tree import Tree, reviews
from solver.search.risk import Attitude


@dataclass(frozen=True)
class Written:
    """The plan of every case under the hedged plan, and the best one for it alone; all audited."""

    plans: Mapping[str, Plan]
    alone: Mapping[str, Plan]


NOT_SHORT_USD = 1.0
"""Price of a shortage up to this is rounding: such a plan serves the case [USD]."""


def figures(
    cases: Cases, written: Written, found: Found, lived: list[Lived], mean: Found | None, free: Found | None
) -> Hedge:
    """The hedge as a value.

    Parameters
    ----------
    written: the plans. mean: what is decided first as for mean demand. free: the hedged plan
    without nested bands, where these are asked for.
    """
    tree, plans = cases.tree, written.plans
    costs = [plans[case].objective_usd for case in tree.cases]
    rows = [*lived, *(_mean_rows(cases, mean) if mean else [])]
    best = {
        case: min([cost, written.alone[case].objective_usd, *_served(rows, case)])
        for case, cost in zip(tree.cases, costs, strict=True)
    }
    first = attitude_of(cases)
    attitude = _against(first, [best[case] for case in tree.cases])
    outlook = tuple(
        HedgedCase(
            case=made.case,
            probability=p,
            cost_usd=cost,
            alone_usd=best[made.case],
            alone_bound_usd=min(made.bound_usd, best[made.case]),
        )
        for made, p, cost in zip(cases.made, attitude.probability, costs, strict=True)
    )
    expected, objective = attitude.expected(costs), attitude.value(costs)
    proven = first.value(costs)
    left = proven - min(found.bound_usd, proven)
    constants = [plan.objective_usd - plan.decidable_usd for plan in plans.values()]
    decidable = proven - first.undecided(constants)
    least = max(0.0, found.bound_usd) if attitude.references else found.bound_usd
    mean_usd = attitude.value(costs_usd(cases, mean)) if mean else None
    rules = cases.scenario.policy.uncertainty
    return Hedge(
        splits=_splits(cases),
        objective=rules.objective,
        risk_aversion=rules.risk_aversion,
        cvar_alpha=rules.cvar_alpha,
        objective_usd=objective,
        bound_usd=min(least, objective),
        gap=left / max(abs(decidable), 1e-2),
        expected_usd=expected,
        cvar_usd=attitude.cvar(costs),
        regret_usd=max(row.cost_usd - row.alone_usd for row in outlook),
        regret_most_usd=max(row.cost_usd - row.alone_bound_usd for row in outlook),
        cases=outlook,
        firm_orders=_firm(cases, plans),
        mean_plan_usd=mean_usd,
        vss_usd=None if mean_usd is None else mean_usd - objective,
        evpi_usd=expected - attitude.expected([row.alone_usd for row in outlook]),
        evpi_most_usd=expected - attitude.expected([row.alone_bound_usd for row in outlook]),
        lived=tuple(_with_regret(row, best) for row in rows),
        shortage_usd_per_accelerator_hour=shortage_price(cases.scenario),
        nested_bands=free is not None,
        is_nesting_late=rules.nested_bands and free is None,
        nesting_usd=max(0.0, objective - attitude.value(costs_usd(cases, free))) if free else None,
    )


def _against(attitude: Attitude, best: list[float]) -> Attitude:
    """Regret counts from the best plans known in the end: none is dearer than the one found for a case alone at first,
    so what bounds regret over those bounds it over these; the gap is that of the search, over the former."""
    return replace(attitude, references=tuple(best)) if attitude.references else attitude


def _mean_rows(cases: Cases, mean: Found) -> list[Lived]:
    """What is decided first as for mean demand, with the best that follows in all cases together."""
    rows = []
    for made, x in zip(cases.made, mean.by_case, strict=True):
        short = shortage(made, x)
        cost = round(made.priced_usd(x[: made.matrix.shape[1]]) + short["shortage_usd"], 2)
        rows.append(Lived(plan=MEAN, case=made.case, cost_usd=cost, **short))
    return rows


def _served(rows: list[Lived], case: str) -> list[float]:
    """Costs of plans in a case that serve it."""
    return [
        row.cost_usd
        for row in rows
        if row.case == case and row.cost_usd is not None and row.shortage_usd <= NOT_SHORT_USD
    ]


def _with_regret(row: Lived, best: Mapping[str, float]) -> Lived:
    """Regret against the best plan known, which is also what a case's own plan stands for in its own case."""
    cost = best[row.case] if row.plan == row.case else row.cost_usd
    regret = None if cost is None else max(0.0, cost - best[row.case])
    return row.model_copy(update={"cost_usd": cost, "regret_usd": regret})


def _splits(cases: Cases) -> tuple[Split, ...]:
    horizon, apart = cases.scenario.horizon, tuple((case,) for case in cases.tree.cases)
    last = horizon.label(horizon.periods - 1)
    return tuple(
        Split(month=review.month, groups=review.groups or apart)
        for review in reviews(cases.scenario)
        if horizon.start < review.month <= last
    )


def _firm(cases: Cases, plans: Mapping[str, Plan]) -> tuple[CommonOrder, ...]:
    """Orders placed while no case can be told from another: any plan has them all."""
    horizon, first = cases.scenario.horizon, _first_split(cases.tree)
    months = {horizon.label(t) for t in range(first)}
    orders = next(iter(plans.values())).orders
    kept = set(CommonOrder.model_fields)
    return tuple(CommonOrder(**row.model_dump(include=kept)) for row in orders if row.order_period in months)


def _first_split(tree: Tree) -> int:
    """First period in which some cases can be told apart; the number of periods where none ever can."""
    apart = [tree.told_apart(0, k) for k in range(1, len(tree.cases))]
    return min((t for t in apart if t is not None), default=len(tree.node_of[0]))


def what_falls_short(cases: Cases) -> str:
    """Where the best plan for all cases would have to fall short."""
    found = with_first_decisions(cases, None)
    if found is None:
        return "no orders before the first review fit all cases, even if some fall short"
    short = {here.case: shortage(here, x) for here, x in zip(cases.posed, found.by_case, strict=True)}
    parts = [
        f"{case} by {row['shortage_accelerator_hours']:,.0f} accelerator-hours from {row['first_short']} on"
        for case, row in short.items()
        if row["first_short"]
    ]
    where = "; ".join(parts) or "budgets would have to give"
    return f"no orders before the first review fit all cases: the best would fall short in {where}"
