"""The program's table of contents."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

from models.costs import COST_TERMS
from solver.program import costs, decisions
from solver.program.entries import Entry, weight
from solver.program.families import (
    adequacy,
    adoption,
    agreement,
    budget,
    capacity_share,
    carbon,
    commitment,
    contract_mix,
    deferrable,
    departure,
    dispatch,
    edge,
    endings,
    exit_ramp,
    expansion,
    exports,
    exposure,
    fleet,
    gang,
    group,
    lanes,
    launching,
    maturity,
    moving,
    porting,
    queueing,
    quotas,
    redundancy,
    replicas,
    simplicity,
    site,
    slivers,
    start_up,
    supplies,
    supply,
    term,
    tiers,
    tooling,
    vendor_share,
)
from solver.program.instance import Instance
from solver.program.money import USD_PER_OBJECTIVE_UNIT


@dataclass(frozen=True)
class Program:
    """The model with the numbers it was written from, and the money of its decisions."""

    model: pyo.ConcreteModel
    instance: Instance
    entries: list[Entry]
    constants: list[Entry]

    @property
    def constant_usd(self) -> float:
        """Discounted cost that no decision changes [USD]."""
        return sum(entry.discounted for entry in self.constants)


def build(x: Instance) -> Program:
    """The mixed-integer program of an instance: minimize discounted cost in kUSD, constants left out."""
    m = pyo.ConcreteModel()
    decisions.add(m, x)
    entries, constants = costs.entries(m, x), costs.constants(x)
    fleet.add(m, x)
    endings.add(m, x)
    dispatch.add(m, x)
    deferrable.add(m, x)
    lanes.add(m, x)
    adequacy.add(m, x)
    queueing.add(m, x)
    adoption.add(m, x)
    maturity.add(m, x)
    porting.add(m, x)
    supply.add(m, x)
    departure.add(m, x)
    launching.add(m, x)
    commitment.add(m, x)
    agreement.add(m, x, entries)
    supplies.add(m, x)
    tiers.add(m, x)
    site.add(m, x)
    edge.add(m, x)
    expansion.add(m, x)
    gang.add(m, x)
    group.add(m, x)
    exports.add(m, x)
    quotas.add(m, x)
    budget.add(m, x, entries, constants)
    vendor_share.add(m, x, entries)
    capacity_share.add(m, x)
    term.add(m, x)
    exposure.add(m, x)
    contract_mix.add(m, x)
    carbon.add(m, x)
    exit_ramp.add(m, x)
    redundancy.add(m, x)
    moving.add(m, x)
    replicas.add(m, x)
    start_up.add(m, x)
    tooling.add(m, x)
    simplicity.add(m, x)
    slivers.add(m, x)
    _minimize(m, x, entries)
    return Program(m, x, entries, constants)


def _minimize(m: pyo.ConcreteModel, x: Instance, entries: list[Entry]) -> None:
    """One named expression per cost term, and their sum as the objective."""
    sums: dict[str, dict[int, float]] = {term.name: defaultdict(float) for term in COST_TERMS}
    decisions = {id(entry.decision): entry.decision for entry in entries}
    for entry in entries:
        sums[entry.term][id(entry.decision)] += entry.discounted * weight(x, entry) / USD_PER_OBJECTIVE_UNIT
    terms = {name: by for name, by in sums.items() if by}

    def cost(_: pyo.ConcreteModel, name: str) -> LinearExpression:
        by = terms[name]
        return LinearExpression(linear_coefs=list(by.values()), linear_vars=[decisions[key] for key in by])

    m.cost = pyo.Expression(list(terms), rule=cost)
    m.total_cost = pyo.Objective(expr=sum(m.cost[name] for name in terms) + 0.0 * m.zero)
