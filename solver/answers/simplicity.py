"""How simple a plan is: what it takes part in, what that cost, and rules of simplicity without effect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models.offer import Offer
from models.plan import Plan
from models.policy import Policy
from models.simplicity import Simplicity
from solver.answers.agreements import agreed_parties
from solver.answers.commitments import signed_parties
from solver.program.build import Program
from solver.program.instance import Instance
from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.program.parties import KINDS, least_packs, parties
from solver.search.options import Decided
from solver.search.solve import Solution

LEAST = 1e-6
"""Packs, accelerators and shares up to this are rounding: nobody is paid for them."""


def settle_parties(program: Program) -> None:
    """Set the decisions of simplicity by what is ordered, rented, served, held: a search may leave a yes too many."""
    m, x = program.model, program.instance
    used = used_copies(program)
    signed = _signed(program)
    for (kind, name, _), engage in m.engage.items():
        is_used = not used.isdisjoint(x.census[kind].copies[name]) or name in signed[kind]
        engage.set_value(float(is_used), skip_validation=True)
    placed = {(x.copies[o].offer.id, u, n) for (o, u, n), order in m.order.items() if order.value > LEAST}
    for key, place in m.place.items():
        place.set_value(float(key in placed), skip_validation=True)
    serving = {(r, t, k) for (r, t, _, k), serve in m.serve.items() if serve.value > LEAST}
    for key, partake in m.partake.items():
        partake.set_value(float(key in serving), skip_validation=True)
    chosen = {(r, k) for r, _, k in serving} | {(r, k) for (r, _, _, k), hold in m.hold.items() if hold.value > LEAST}
    for key, choose in m.choose.items():
        choose.set_value(float(key in chosen), skip_validation=True)


def used_copies(program: Program) -> set[int]:
    """Copies of offers that are ordered or rented; `load_values` comes first."""
    decisions = (*program.model.order.items(), *program.model.rent.items())
    return {key[0] for key, decision in decisions if decision.value > LEAST}


def before(plan: Plan) -> Decided:
    """What an earlier plan decided, for a search that keeps to it where it can."""
    return Decided(
        orders={(row.offer, row.dedicated_to or "", row.order_period): row.packs for row in plan.orders},
        starts=frozenset(
            [("port", row.workload, row.stack, row.start_period) for row in plan.ports]
            + [("move", row.workload, row.site, row.start_period) for row in plan.moves]
        ),
    )


def simplicity(program: Program, solution: Solution) -> Simplicity:
    """Counts of the plan, and how it differs from the one that the search found; `load_values` comes first."""
    x, used = program.instance, used_copies(program)
    signed = _signed(program)
    counts = {
        kind: len(parties(x, kind)[0] | {party(x.copies[o].offer) for o in used} | signed[kind])
        for kind, party in KINDS.items()
    }
    return Simplicity(
        contracts=counts["contracts"],
        vendors=counts["vendors"],
        sites=counts["sites"],
        orders=_orders(program, [key for key, order in program.model.order.items() if order.value > LEAST]),
        keeps_previous=solution.keeps_previous,
        **_spared(program, solution),
    )


def _signed(program: Program) -> dict[str, set[str]]:
    """Parties of commitments and agreements that are signed, by kind."""
    agreed = agreed_parties(program)
    return {kind: parties | agreed[kind] for kind, parties in signed_parties(program).items()}


def _spared(program: Program, solution: Solution) -> dict[str, Any]:
    """Contracts and orders of the plan that the search found and this one does without, and what that costs."""
    matrix, copies = solution.matrix, program.instance.copies
    if solution.first is None or solution.x is None:
        return {}
    used: list[set[str]] = []
    orders: list[int] = []
    for x in (solution.first, solution.x):
        rented = [n for n in matrix.of("order", "rent") if x[n] > LEAST]
        signed = {matrix.columns[n].index()[0] for n in matrix.of("commit", "sign") if x[n] > LEAST}
        used.append({copies[matrix.columns[n].index()[0]].offer.id for n in rented} | signed)
        orders.append(_orders(program, [matrix.columns[n].index() for n in matrix.of("order") if x[n] > LEAST]))
    usd = USD_PER_OBJECTIVE_UNIT * float(matrix.cost @ (solution.x - solution.first))
    return {
        "left_out": tuple(sorted(used[0] - used[1])),
        "orders_spared": orders[0] - orders[1],
        "cost_usd": round(usd, 2) + 0.0,
    }


def _orders(program: Program, placed: list[tuple[int, int, int]]) -> int:
    """Orders of an offer for somebody in a period, whatever the prices of their packs."""
    copies = program.instance.copies
    return len({(copies[o].offer.id, copies[o].pool, u) for o, u, _ in placed})


def unused_simplicity(x: Instance) -> Iterator[str]:
    """Limits of simplicity that are wider than what is on offer, and offers that are never large enough."""
    rules = x.scenario.policy.simplicity
    for kind in KINDS:
        held, copies = parties(x, kind)
        there, most = len(held) + len(copies), getattr(rules, f"max_{kind}")
        if most is not None and there <= most:
            yield f"policy.simplicity.max_{kind}: there are only {there} {kind}"
    most, widest = rules.max_pools_per_workload, max(map(len, x.arcs_of_work), default=0)
    if most is not None and widest <= most:
        yield f"policy.simplicity.max_pools_per_workload: no workload in a geography has more than {widest} pools"
    for offer in x.scenario.offers:
        limits = [limit for limit in (offer.max_packs_per_period, offer.max_packs) if limit is not None]
        if min(limits, default=least_packs(x.scenario.policy, offer)) < least_packs(x.scenario.policy, offer):
            yield (
                f"offers.{offer.id}: at most {min(limits):g} packs are on offer, "
                f"{_least_of(x.scenario.policy, offer)} asks for {least_packs(x.scenario.policy, offer)}"
            )


def _least_of(policy: Policy, offer: Offer) -> str:
    """Which rule asks for most in an order of an offer."""
    is_own = (offer.min_packs_per_order or 0) > (policy.simplicity.min_order_packs or 0)
    return "its min_packs_per_order" if is_own else "policy.simplicity.min_order_packs"
