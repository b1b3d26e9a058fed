"""Spend commitments in a solution: the vendor's bill, what is signed, how it is used, whose cost it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from math import floor
from typing import NamedTuple

import numpy as np
import pyomo.environ as pyo

from models.commitment import Commitment, CommitmentOrder, CommitmentUse, Covered
from solver.program.build import Program
from solver.program.families.commitment import commitments_of, covers, hours, in_force, signed_usd
from solver.program.instance import Instance
from solver.program.prices import factor
from solver.search.matrix import Floats, Matrix
from solver.sizing.commitments import may_be_in_force, signed_usd_per_hour, windows

LEAST = 1e-6
"""USD/h up to this are rounding: nobody signs for them."""
BILLED = ("coverage_fits_rent", "charges_add_up")
"""Rows of a bill that is made anew."""
NOTHING = 1e-9
"""Packs below this are numerical dust."""


def spare_rent(matrix: Matrix, x: Floats, idle: Collection[tuple[int, ...]] = ()) -> Floats:
    """The solution without rent that nothing needs: what is left of a commitment rents for nothing.

    Of every offer that is covered, and of the rents in `idle`, as many packs less as all rows allow; what is covered,
    or charged under an agreement, is billed afterwards.
    """
    own = {column.index()[1:] for column in matrix.columns if column.parent_component().local_name == "covered"}
    own |= set(idle)
    if not own:
        return x
    x, sides = x.copy(), _activity(matrix, x)
    billed = np.array([row.parent_component().local_name in BILLED for row in matrix.rows])
    for n in (int(n) for n in matrix.of("rent") if matrix.columns[n].index() in own):
        at = slice(matrix.start[n], matrix.start[n + 1])
        rows, values = matrix.index[at], matrix.value[at]
        room = np.where(values > 0, sides[rows] - matrix.row_low[rows], matrix.row_high[rows] - sides[rows])
        less = min(x[n] - matrix.low[n], float(np.min((room / np.abs(values))[~billed[rows]], initial=np.inf)))
        less = floor(less + LEAST) if matrix.is_integer[n] else less
        if less > LEAST:
            x[n] -= less
            sides[rows] -= less * values
    return x


def _activity(matrix: Matrix, x: Floats) -> Floats:
    """What every row adds up to."""
    sides = np.zeros(len(matrix.row_low))
    np.add.at(sides, matrix.index, matrix.value * np.repeat(x, np.diff(matrix.start)))
    return sides


def bill_by_rule(program: Program) -> None:
    """Cover rented packs as vendors do: commitments in their order, each the highest discount first.

    Packs of one offer for several owners are covered in equal shares. For one commitment that is what an optimum does;
    ties, and several commitments on one offer, may be solved otherwise.
    """
    m, x = program.model, program.instance
    for commit in m.commit.values():
        commit.set_value(commit.value if commit.value > LEAST else 0.0, skip_validation=True)
    for covered in m.covered.values():
        covered.set_value(0.0, skip_validation=True)
    left = {key: rent.value for key, rent in m.rent.items()} if len(m.covered) else {}
    for c in x.scenario.commitments:
        for t, b, k in dict.fromkeys(key[2:] for key in m.covered if key[0] == c.id):
            _cover(program, c, (t, b, k), left)


def _cover(program: Program, c: Commitment, slot: tuple[int, int, int], left: dict[tuple[int, ...], float]) -> None:
    """Use what is committed in a block; `left` is what is rented and not covered yet."""
    m, x = program.model, program.instance
    money = committed(m, x, c, slot[0], slot[2])
    for rate in in_order(x, c, slot[0]):
        keys = [key for o, copy in enumerate(x.copies) if copy.offer.id == rate and (key := (o, *slot)) in left]
        packs, usd = sum(left[key] for key in keys), covers(x, c)
        if packs <= NOTHING or money <= 0:
            continue
        part = min(1.0, money / (packs * usd[keys[0][0]]))
        money -= part * packs * usd[keys[0][0]]
        for key in keys:
            m.covered[(c.id, *key)].set_value(part * left[key], skip_validation=True)
            left[key] *= 1 - part


def in_order(x: Instance, c: Commitment, t: int) -> list[str]:
    """Its offers, highest discount on the price of a period first; of equal ones as they are listed."""
    horizon = x.scenario.horizon
    prices = {offer.id: offer.usd_per_hour * factor(horizon, offer, t) for offer in x.scenario.offers}
    return [rate.offer for rate in sorted(c.rates, key=lambda rate: -rate.discount(prices[rate.offer]))]


def committed(m: pyo.ConcreteModel, x: Instance, c: Commitment, t: int, k: int = 0) -> float:
    """What is in force in a period, of today's and newly signed [USD/h]; decisions have their values."""
    newly = sum(commit.value for _, commit in in_force(m, x, c, t, k))
    return signed_usd_per_hour(x.scenario, c, t) + float(newly)


def commitment_orders(m: pyo.ConcreteModel, x: Instance) -> tuple[CommitmentOrder, ...]:
    """What is signed."""
    all_of = commitments_of(x)
    return tuple(_order(x, all_of[c], u, commit.value) for (c, u, _), commit in m.commit.items() if commit.value)


def _order(x: Instance, c: Commitment, u: int, usd_per_hour: float) -> CommitmentOrder:
    s, e = windows(x.scenario, c)[u]
    label, inside = x.scenario.horizon.label, hours(x, s, min(e, x.T))
    ahead = c.upfront_share * hours(x, s, e)
    is_prorated = x.scenario.policy.finance.payment_tail == "prorate"
    charged = c.upfront_share * inside if is_prorated else ahead
    return CommitmentOrder(
        commitment=c.id,
        vendor=c.vendor,
        order_period=label(u),
        in_service_period=label(s),
        ends=label(e),
        usd_per_hour=usd_per_hour,
        upfront_usd=usd_per_hour * ahead,
        cost_usd=usd_per_hour * (charged + (1 - c.upfront_share) * inside),
    )


def covered_rows(m: pyo.ConcreteModel, x: Instance) -> tuple[Covered, ...]:
    """Packs that commitments pay for."""
    return tuple(
        Covered(
            commitment=c,
            offer=x.copies[o].offer.id,
            dedicated_to=x.pools[x.copies[o].pool].owner or None,
            period=x.scenario.horizon.label(t),
            block=x.blocks[b].id,
            packs=packs.value,
        )
        for (c, o, t, b, _), packs in m.covered.items()
        if packs.value > NOTHING
    )


def due_after_horizon(program: Program) -> float:
    """Payments that commitments signed inside the horizon still ask for after it [USD], nominal."""
    x, due, all_of = program.instance, 0.0, commitments_of(program.instance)
    for (name, u, _), commit in program.model.commit.items():
        _, e = windows(x.scenario, all_of[name])[u]
        due += commit.value * (1 - all_of[name].upfront_share) * hours(x, x.T, max(x.T, e))
    return due


class Spent(NamedTuple):
    """A commitment in a period, at its rates [USD]."""

    commitment: str
    period: int
    usd: float
    """Committed: USD/h x hours."""
    used: dict[int, float]
    """By pool."""
    on_demand: float
    """What the covered usage would cost on demand."""


def spent(program: Program) -> Iterator[Spent]:
    """Every commitment in every period in which it is in force."""
    m, x = program.model, program.instance
    used: dict[tuple[str, int], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    instead: dict[tuple[str, int], float] = defaultdict(float)
    rates = {c.id: covers(x, c) for c in x.scenario.commitments}
    for (c, o, t, b, _), packs in m.covered.items():
        if packs.value:
            used[c, t][x.copies[o].pool] += packs.value * x.hours[t][b] * rates[c][o]
            instead[c, t] += packs.value * x.hours[t][b] * x.copies[o].offer.usd_per_hour
    for commitment in x.scenario.commitments:
        for t in (t for t in range(x.T) if may_be_in_force(x.scenario, commitment, t)):
            usd = committed(m, x, commitment, t) * x.H[t]
            if usd:
                key = commitment.id, t
                yield Spent(*key, usd, dict(used.get(key, {})), instead.get(key, 0.0))


def commitment_uses(program: Program) -> tuple[CommitmentUse, ...]:
    """Use of every commitment by period."""
    x = program.instance
    return tuple(_use(x, row, sum(row.used.values())) for row in spent(program))


def _use(x: Instance, row: Spent, used: float) -> CommitmentUse:
    return CommitmentUse(
        commitment=row.commitment,
        period=x.scenario.horizon.label(row.period),
        usd_per_hour=row.usd / x.H[row.period],
        committed_usd=row.usd,
        used_usd=min(used, row.usd),
        unused_usd=max(0.0, row.usd - used),
        used_share=min(1.0, used / row.usd),
        on_demand_usd=row.on_demand,
    )


class Share(NamedTuple):
    """Nominal cost of a commitment in a period that belongs to a pool, or, unused, to none [USD]."""

    commitment: str
    pool: int | None
    period: int
    usd: float


def commitment_costs(program: Program) -> Iterator[Share]:
    """All that commitments cost: each spread by the hour over its time in force inside the horizon, there by use."""
    costs = _by_period(program)
    for row in spent(program):
        cost = costs[row.commitment, row.period]
        yield from (Share(row.commitment, j, row.period, cost * usd / row.usd) for j, usd in row.used.items())
        yield Share(row.commitment, None, row.period, cost * max(0.0, 1 - sum(row.used.values()) / row.usd))


def _by_period(program: Program) -> dict[tuple[str, int], float]:
    x, all_of = program.instance, commitments_of(program.instance)
    found: dict[tuple[str, int], float] = defaultdict(float)
    usd: dict[tuple[str, int], float] = defaultdict(float)
    for entry in program.entries:
        if entry.decision.parent_component().local_name == "commit":
            name, u, _ = entry.decision.index()
            usd[name, u] += entry.usd * entry.decision.value
    for (name, u), cost in usd.items():
        s, e = windows(x.scenario, all_of[name])[u]
        inside = range(s, min(e, x.T))
        for t in inside:
            found[name, t] += cost * x.H[t] / hours(x, s, inside.stop)
    for c in all_of.values():
        for t in range(x.T):
            found[c.id, t] += signed_usd(x, c, t)
    return found


def signed_parties(program: Program) -> dict[str, set[str]]:
    """Parties of commitments that are signed, by kind."""
    signed = {c for (c, _, _), commit in program.model.commit.items() if commit.value > LEAST}
    all_of = commitments_of(program.instance)
    return {"contracts": signed, "vendors": {all_of[c].vendor for c in signed}, "sites": set()}


def unused_commitments(x: Instance) -> Iterator[str]:
    """Commitments that can never be in force, or cover nothing that can be rented."""
    for c in x.scenario.commitments:
        path = f"commitments.{c.id}"
        if not any(may_be_in_force(x.scenario, c, t) for t in range(x.T)):
            yield f"{path}: it can never be in force inside the horizon (lead time, order_from, order_until)"
        rentable = {x.copies[o].offer.id for o in covers(x, c) if x.copies[o].rentable}
        for rate in c.rates:
            if rate.offer not in rentable:
                yield f"{path}.rates.{rate.offer}: the offer can never be rented, or no workload can use it"
