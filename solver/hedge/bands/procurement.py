"""What a hedge says to those who buy: tranches in bands, triggers, economics, burst policies, outlooks of cases."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from models.hedge import Hedge, Lived
from models.outlook import CaseOutlook
from models.plan import Plan
from solver.hedge.bands.bands import Outlooks, findings, totals, tranches
from solver.hedge.bands.burst import burst_policies
from solver.hedge.bands.capacity import capacities
from solver.hedge.bands.economics import economics
from solver.hedge.bands.outlook import next_cycle_period, outlooks
from solver.hedge.bands.signals import Signals
from solver.hedge.cases import Cases
from solver.hedge.lived import Life, Names, Posed
from solver.hedge.mean_demand import central
from solver.hedge.search import Found
from solver.search.matrix import Floats

MOST_LIVED = 12
"""Cases, those of most demand, for which the first month short is looked for."""
FIRM = "firm"
SHORT_SHARE = 0.25
"""Share of the time left that looking for the first month short of one case may take."""


def with_procurement(hedge: Hedge, cases: Cases, plans: Mapping[str, Plan], found: Found) -> Hedge:
    """The hedge with its bands; `plans` are of every case under it."""
    scenario = cases.scenario
    instances = {here.case: here.program.instance for here in cases.posed}
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
        "capacity": capacities(o, rows),
        "burst": burst_policies(instances[o.central].scenario, plans[o.central]),
        "outlooks": _with_shortages(outlooks(o, rows), o, cases, found),
        "findings": tuple(findings(rows, signals.all)),
    }
    return hedge.model_copy(update=update)


def _with_shortages(rows: tuple[CaseOutlook, ...], o: Outlooks, cases: Cases, found: Found) -> tuple[CaseOutlook, ...]:
    """The outlooks with what falls short; of very many cases, of those of most demand."""
    most = sorted(o.plans, key=lambda case: -o.loads[case])[:MOST_LIVED]
    lives = {
        row.case: _on_firm_orders(row.case, o, cases, found) for row in rows if row.case in most and row.must_order
    }
    return tuple(_with_shortage(row, lives[row.case].result().row) if row.case in lives else row for row in rows)


def _on_firm_orders(case: str, o: Outlooks, cases: Cases, found: Found) -> Future[Life]:
    """A case lived on firm orders alone until the next cycle."""
    number = cases.tree.cases.index(case)
    return cases.lived(FIRM, _firm(cases, found, number), next_cycle_period(o), cases.posed[number], SHORT_SHARE)


def _with_shortage(row: CaseOutlook, lived: Lived) -> CaseOutlook:
    """The outlook with the first month that falls short on firm orders alone; none does where nothing else is ordered
    before the next cycle."""
    return row.model_copy(
        update={"first_short": lived.first_short, "short_accelerator_hours": lived.shortage_accelerator_hours}
    )


def _firm(cases: Cases, found: Found, number: int) -> Names:
    """What a case decides under the hedge, of orders no more than every other case orders, too."""
    decided = [_decided(here, x) for here, x in zip(cases.posed, found.by_case, strict=True)]
    return {
        name: (period, min(other.get(name, (period, 0.0))[1] for other in decided) if name[0] == "order" else value)
        for name, (period, value) in decided[number].items()
    }


def _decided(here: Posed, x: Floats) -> Names:
    return here.decided(x[: here.matrix.shape[1]])
