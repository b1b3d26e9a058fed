"""What a port and a change cost, and who pays the full price of a stack."""

from __future__ import annotations

from decimal import Decimal

from solver.proof.audit.facts import Facts
from solver.proof.audit.offers import exact
from solver.proof.audit.state import State

Port = tuple[str, str, int]
"""Workload, stack, and the period in which its port starts."""


def ports_of(state: State) -> list[Port]:
    """Every port decided."""
    return [(workload, stack, u) for (workload, stack), starts in state.port.items() for u in starts]


def price_share(state: State, port: Port) -> float:
    """Share of the full price and effort: all for the first port to the stack (of several by id), else as learned."""
    workload, stack, start = port
    rivals = [(u, w) for w, s, u in ports_of(state) if s == stack]
    return 1.0 if (start, workload) == min(rivals) else state.facts.stacks[stack].learning


def above_learned(state: State, port: Port) -> Decimal:
    """What a port costs above one after the first, where others could follow: it belongs to no team bucket [USD]."""
    stack = state.facts.stacks[port[1]]
    could = sum(port[1] in stacks for stacks in state.facts.needs_port.values())
    extra = price_share(state, port) - stack.learning if could > 1 else 0.0
    full = exact(stack.port_usd) + exact(stack.port_engineer_months) * pay(state.facts)
    return max(Decimal(0), exact(extra)) * full


def port_usd(state: State, port: Port) -> Decimal:
    """Money and pay of a port [USD]."""
    stack = state.facts.stacks[port[1]]
    full = exact(stack.port_usd) + exact(stack.port_engineer_months) * pay(state.facts)
    return exact(price_share(state, port)) * full


def change_usd(facts: Facts, stack: str) -> Decimal:
    """Money and pay of carrying one change onto a stack [USD]."""
    terms = facts.stacks[stack]
    return exact(terms.change_usd) + exact(terms.change_engineer_months) * pay(facts)


def pay(facts: Facts) -> Decimal:
    """Pay of an engineer for a month of ports and upkeep [USD]."""
    engineers = facts.policy.engineers
    return Decimal(0) if engineers is None else exact(engineers.usd_per_engineer_month)
