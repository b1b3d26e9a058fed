"""What a hedge says to those who buy: tranches in bands, triggers, economics, burst policies, outlooks of cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models.hedge import Hedge
from models.outlook import CaseOutlook
from models.plan import Plan
from solver.answers.bands import Outlooks, findings, totals, tranches
from solver.answers.burst import burst_policies
from solver.answers.cases import Cases
from solver.answers.economics import economics
from solver.answers.hedge_search import Found
from solver.answers.lived import Made, Names, live
from solver.answers.mean_demand import central
from solver.answers.outlook import next_cycle_period, outlooks
from solver.answers.signals import Signals
from solver.search.matrix import Floats

MOST_LIVED = 12
"""Cases, those of most demand, for which the first month short is looked for."""
SHORT_SHARE = 0.1
"""Share of the time left that looking for the first month short of one case may take."""


def with_procurement(hedge: Hedge, cases: Cases, plans: Mapping[str, Plan], found: Found) -> Hedge:
    """The hedge with its bands; `plans` are of every case under it."""
    scenario = cases.scenario
    instances = {made.case: made.program.instance for made in cases.made}
    weight = dict(zip(cases.tree.cases, cases.tree.probability, strict=True))
    o = Outlooks.of(scenario, instances, plans, weight, central(scenario).id)
    signals = Signals(scenario, cases.tree, o.paths, instances[o.central].names)
    rows = tranches(o, signals)
    update: dict[str, Any] = {
        "milestones": scenario.milestones,
        "tranches": rows,
        "triggers": signals.all,
        "bands": totals(rows, weight),
        "economics": economics(o, rows),
        "burst": burst_policies(instances[o.central].scenario, plans[o.central]),
        "outlooks": _with_shortages(outlooks(o, rows), o, cases, found),
        "findings": tuple(findings(rows, signals.all)),
    }
    return hedge.model_copy(update=update)


def _with_shortages(rows: tuple[CaseOutlook, ...], o: Outlooks, cases: Cases, found: Found) -> tuple[CaseOutlook, ...]:
    """The outlooks with what falls short; of very many cases, of those of most demand."""
    looked_at = set(sorted(o.plans, key=lambda case: -o.loads[case])[:MOST_LIVED])
    return tuple(_with_shortage(row, o, cases, found) if row.case in looked_at else row for row in rows)


def _with_shortage(row: CaseOutlook, o: Outlooks, cases: Cases, found: Found) -> CaseOutlook:
    """The outlook with the first month that falls short on firm orders alone; none does where nothing else is ordered
    before the next cycle."""
    if not row.must_order:
        return row
    number = cases.tree.cases.index(row.case)
    made, firm = cases.made[number], _firm(cases, found, number)
    lived = live("firm", firm, next_cycle_period(o), made, cases.run.share(SHORT_SHARE)).row
    return row.model_copy(
        update={"first_short": lived.first_short, "short_accelerator_hours": lived.shortage_accelerator_hours}
    )


def _firm(cases: Cases, found: Found, number: int) -> Names:
    """What a case decides under the hedge, of orders no more than every other case orders, too."""
    decided = [_decided(made, x) for made, x in zip(cases.made, found.by_case, strict=True)]
    return {
        name: (period, min(other.get(name, (period, 0.0))[1] for other in decided) if name[0] == "order" else value)
        for name, (period, value) in decided[number].items()
    }


def _decided(made: Made, x: Floats) -> Names:
    return replace(made, solution=replace(made.solution, x=x[: made.matrix.shape[1]])).decisions
