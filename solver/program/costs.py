"""Money of every decision: one list of entries feeds the objective, budgets, shares and the plan's cost table."""

from __future__ import annotations

from dataclasses import replace

import pyomo.environ as pyo

from solver.program import contract_costs, ending_costs, operating_costs, site_costs, work_costs
from solver.program.entries import ASSUMED, Entry, at_end
from solver.program.families import agreement, commitment, departure, launching
from solver.program.families.edge import is_held_open
from solver.program.holding_costs import holding_entries
from solver.program.instance import Instance
from solver.program.token_costs import tokens

SOURCES = (
    contract_costs.orders,
    ending_costs.endings,
    contract_costs.units,
    contract_costs.rents,
    contract_costs.runs,
    commitment.entries,
    agreement.entries,
    work_costs.service,
    work_costs.launches,
    work_costs.misses,
    work_costs.ports,
    site_costs.sites,
    work_costs.moves,
    tokens,
    operating_costs.entries,
    departure.entries,
    launching.entries,
)
"""What yields entries, one for each kind of decision."""


def entries(m: pyo.ConcreteModel, x: Instance) -> list[Entry]:
    """All entries that depend on decisions."""
    found: list[Entry] = []
    for source in SOURCES:
        found += [entry for entry in source(m, x) if entry.usd or entry.paid]
    return found


def constants(x: Instance) -> list[Entry]:
    """Costs that no decision changes: today's fleet, sites, policy."""
    monthly = sum(f.usd_per_month for f in x.scenario.policy.fixed_costs) + sum(
        s.fixed_usd_per_month for s in x.scenario.sites
    )
    found = [*commitment.constants(x), *holding_entries(x), *operating_costs.constant_entries(x)]
    for t in range(x.T):
        found.append(at_end(x, "fixed", t, None, monthly * x.M, ASSUMED))
        found += [
            replace(at_end(x, "holdings", t, None, s.in_use_usd_per_month * x.M, s.evidence), bucket=s.bucket)
            for s in x.scenario.sites
            if is_held_open(x, s, t)
        ]
    return [entry for entry in found if entry.usd or entry.paid]
