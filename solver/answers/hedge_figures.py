"""Figures of a hedge: every plan in every case, what not knowing costs, what is ordered before anything is known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.hedge import MEAN, CommonOrder, Hedge, HedgedCase, Lived, Split
from models.plan import Plan
from solver.answers.cases import Cases
from solver.answers.hedge_search import Found, attitude_of, part_at_once, together, with_first_decisions
from solver.answers.lived import Life, live, shortage
from solver.answers.recourse import shortage_price, softened
from solver.program.tree import Tree, reviews

LIVED_SHARE = 0.1
"""Share of the time left that one plan lived in one case may take."""
NOT_SHORT_USD = 1.0
"""Price of a shortage up to this is rounding: such a plan serves the case [USD]."""


def everywhere(cases: Cases) -> tuple[list[Lived], list[Found]]:
    """The plan of every case lived in every other, and what those that can be lived in all come to, where one review
    tells all cases apart. Where time ran out there is no row."""
    rows, found = [], []
    for a, plan in enumerate(cases.made):
        lives = []
        for b, here in enumerate(cases.made):
            if a == b:
                row = Lived(plan=plan.case, case=here.case, cost_usd=cases.plans[a].objective_usd)
                none_short = np.zeros(softened(here.program, here.matrix).shape[1] - here.matrix.shape[1])
                own = None if plan.solution.x is None else np.concatenate([plan.solution.x, none_short])
                lives.append(Life(row, own, plan.bound_usd))
            else:
                until = cases.tree.told_apart(a, b)
                lives.append(live(plan.case, plan.decisions, until, here, cases.run.share(LIVED_SHARE)))
        rows += [life.row for life in lives if not life.is_late]
        if part_at_once(cases.tree) and (one := together(cases, lives)):
            found.append(one)
    return rows, found


def figures(
    cases: Cases, plans: Mapping[str, Plan], found: Found, lived: list[Lived], mean: Found | None, free: Found | None
) -> Hedge:
    """The hedge as a value.

    Parameters
    ----------
    plans: of every case under the hedged plan. mean: what is decided first as for mean demand. free: the hedged plan
    without nested bands, where these are asked for.
    """
    attitude, tree = attitude_of(cases), cases.tree
    costs = [plans[case].objective_usd for case in tree.cases]
    rows = [*lived, *(_mean_rows(cases, mean) if mean else [])]
    known = zip(tree.cases, costs, cases.plans, strict=True)
    best = {case: min([cost, alone.objective_usd, *_served(rows, case)]) for case, cost, alone in known}
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
    bound = min(found.bound_usd, objective)
    constants = [plan.objective_usd - plan.decidable_usd for plan in plans.values()]
    decidable = objective - attitude.value(constants)
    rules = cases.scenario.policy.uncertainty
    return Hedge(
        splits=_splits(cases),
        risk_aversion=rules.risk_aversion,
        cvar_alpha=rules.cvar_alpha,
        objective_usd=objective,
        bound_usd=bound,
        gap=(objective - bound) / max(abs(decidable), 1e-2),
        expected_usd=expected,
        cvar_usd=attitude.cvar(costs),
        cases=outlook,
        firm_orders=_firm(cases, plans),
        mean_plan_usd=mean.objective_usd if mean else None,
        vss_usd=mean.objective_usd - objective if mean else None,
        evpi_usd=expected - attitude.expected([row.alone_usd for row in outlook]),
        evpi_most_usd=expected - attitude.expected([row.alone_bound_usd for row in outlook]),
        lived=tuple(_with_regret(row, best) for row in rows),
        shortage_usd_per_accelerator_hour=shortage_price(cases.scenario),
        nested_bands=rules.nested_bands,
        nesting_usd=max(0.0, objective - free.objective_usd) if free else None,
    )


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
    short = {made.case: shortage(made, x) for made, x in zip(cases.made, found.by_case, strict=True)}
    parts = [
        f"{case} by {row['shortage_accelerator_hours']:,.0f} accelerator-hours from {row['first_short']} on"
        for case, row in short.items()
        if row["first_short"]
    ]
    where = "; ".join(parts) or "budgets would have to give"
    return f"no orders before the first review fit all cases: the best would fall short in {where}"
