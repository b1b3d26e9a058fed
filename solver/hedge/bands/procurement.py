"""What a hedge says to those who buy: tranches in bands, triggers, economics, burst policies, outlooks of cases."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from models.bands import Tranche
from models.hedge import Hedge
from models.outlook import CaseOutlook
from models.plan import Plan
from models.scenario import Scenario
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
from solver.program.instance import Instance
from solver.search.matrix import Floats

MOST_LIVED = 12
"""Cases, those of most demand, for which the first month short is looked for."""
FIRM = "firm"
SHORT_SHARE = 0.25
"""Share of the time left that looking for the first month short of one case may take."""


@dataclass(frozen=True)
class Procurement:
    """What the plans of the cases under a hedge say to those who buy, while it is looked for when firm orders alone
    fall short."""

    scenario: Scenario
    instances: Mapping[str, Instance]
    plans: Mapping[str, Plan]
    o: Outlooks
    signals: Signals
    rows: tuple[Tranche, ...]
    asked: tuple[CaseOutlook, ...]
    """Of every case, without what falls short."""
    lives: Mapping[str, Future[Life]]
    """Cases lived on firm orders alone until the next cycle; of very many cases, those of most demand."""

    @classmethod
    def sent(cls, cases: Cases, plans: Mapping[str, Plan], found: Found) -> Procurement:
        """Cut the bands, and send for what falls short; `plans` are of every case under the hedge."""
        scenario = cases.scenario
        instances = {here.case: here.program.instance for here in cases.posed}
        weight = dict(zip(cases.tree.cases, cases.tree.probability, strict=True))
        o = Outlooks.of(scenario, instances, plans, weight, central(scenario).id)
        signals = Signals(scenario, cases.tree, o.paths, instances[o.central].names)
        rows = tuple(tranches(o, signals))
        asked, most = outlooks(o, rows), sorted(o.plans, key=lambda case: -o.loads[case])[:MOST_LIVED]
        lives = {
            row.case: _on_firm_orders(row.case, o, cases, found) for row in asked if row.case in most and row.must_order
        }
        return cls(scenario, instances, plans, o, signals, rows, asked, lives)

    def into(self, hedge: Hedge) -> Hedge:
        """The hedge with its bands."""
        o, rows, signals = self.o, self.rows, self.signals
        update: dict[str, Any] = {
            "milestones": self.scenario.milestones,
            "tranches": rows,
            "triggers": signals.all,
            "bands": totals(rows, o.weight),
            "economics": economics(o, rows),
            "capacity": capacities(o, rows),
            "burst": burst_policies(self.instances[o.central].scenario, self.plans[o.central]),
            "outlooks": tuple(self._with_shortage(row) for row in self.asked),
            "findings": tuple(findings(rows, signals.all)),
        }
        return hedge.model_copy(update=update)

    def _with_shortage(self, row: CaseOutlook) -> CaseOutlook:
        """The outlook with the first month that falls short on firm orders alone; none does where nothing else is
        ordered before the next cycle."""
        if row.case not in self.lives:
            return row
        life = self.lives[row.case].result()
        short = {"first_short": life.row.first_short, "short_accelerator_hours": life.row.shortage_accelerator_hours}
        return row.model_copy(update={"is_late": True} if life.is_late else short)


def _on_firm_orders(case: str, o: Outlooks, cases: Cases, found: Found) -> Future[Life]:
    """A case lived on firm orders alone until the next cycle."""
    number = cases.tree.cases.index(case)
    return cases.lived(FIRM, _firm(cases, found, number), next_cycle_period(o), cases.posed[number], SHORT_SHARE)


def _firm(cases: Cases, found: Found, number: int) -> Names:
    """What a case decides under the hedge, of orders no more than every other case orders, too."""
    decided = [_decided(here, x) for here, x in zip(cases.posed, found.by_case, strict=True)]
    return {
        name: (period, min(other.get(name, (period, 0.0))[1] for other in decided) if name[0] == "order" else value)
        for name, (period, value) in decided[number].items()
    }


def _decided(here: Posed, x: Floats) -> Names:
    return here.decided(x[: here.matrix.shape[1]])
