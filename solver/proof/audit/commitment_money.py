"""Money of spend commitments: what they are paid, what covered usage is not paid on demand, whose cost it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from models.commitment import Commitment
from models.hardware import Accelerator
from models.plan import Plan
from solver.proof.audit.bill import Bill
from solver.proof.audit.commitment_rows import Signature, hours, in_force, of_today, signatures
from solver.proof.audit.facts import Facts, Pool
from solver.proof.audit.ledger import ROW_TOLERANCE
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import exact
from solver.proof.audit.pricing import on_path
from solver.proof.audit.state import Copy, Coverage, State


def price_covered(state: State, copy: Copy, bill: Bill) -> None:
    """Usage of a copy that is covered is not paid on demand."""
    for row in state.coverage:
        if row.copy is copy:
            usd = -_usd(row, _on_demand(row, state), state)
            bill.at_end("on_demand", state.facts.time.period(row.slot), usd)
            bill.pay(copy.terms.offer.id, usd)


def price_commitments(state: State, bill: Bill) -> None:
    """Commitments are paid for every hour in force, or ahead."""
    time = state.facts.time
    for s in signatures(state):
        of = "commitments", s.terms.id
        with bill.paying_for(*covered_accelerators(state.facts, s.terms), bucket=s.terms.bucket, of=of):
            _price(state, s, bill)
    for terms in state.facts.scenario.commitments:
        of = "commitments", terms.id
        with bill.paying_for(*covered_accelerators(state.facts, terms), bucket=terms.bucket, of=of):
            for t in range(time.periods):
                bill.at_end("holdings", t, _of_today_usd(state, terms, t))
                bill.pay(terms.id, _of_today_usd(state, terms, t))


def _usd(row: Coverage, price: Decimal, state: State) -> Decimal:
    return exact(row.packs) * exact(state.facts.time.slot_hours[row.slot]) * price


def _on_demand(row: Coverage, state: State) -> Decimal:
    """Price on demand of a covered pack in its slot [USD/pack/h]."""
    time, terms = state.facts.time, row.copy.terms
    return terms.per_hour * on_path(terms.offer, time.starts[time.period(row.slot)])


def covered_accelerators(facts: Facts, terms: Commitment) -> list[Accelerator]:
    """Accelerators of the offers that a commitment covers."""
    return [facts.offers[rate.offer].accelerator for rate in terms.rates]


def _of_today_usd(state: State, terms: Commitment, period: int) -> Decimal:
    by_hour = exact(of_today(state, terms, period)) * (1 - exact(terms.upfront_share))
    return by_hour * exact(state.facts.time.hours[period])


class Parts(NamedTuple):
    """Payments for all of a signature [USD], also past the horizon: ahead in cash, ahead by the periods that it is for,
    ahead as charged, and by period."""

    ahead: Decimal
    ahead_in: dict[int, Decimal]
    charged: Decimal
    by_period: dict[int, Decimal]

    @property
    def in_all(self) -> Decimal:
        """All that is paid, also past the horizon."""
        return self.ahead + sum(self.by_period.values(), Decimal(0))


def payments_of(state: State, s: Signature) -> Parts:
    """What a signature is paid."""
    time, amount, share = state.facts.time, exact(s.usd_per_hour), exact(s.terms.upfront_share)
    each = {t: amount * exact(time.horizon.period_hours(t)) for t in range(s.start, s.end)}
    inside = sum((usd for t, usd in each.items() if t < time.periods), Decimal(0))
    full = sum(each.values(), Decimal(0))
    charged = inside if state.facts.policy.finance.payment_tail == "prorate" else full
    ahead_in = {t: share * usd for t, usd in each.items()}
    return Parts(share * full, ahead_in, share * charged, {t: (1 - share) * usd for t, usd in each.items()})


def _price(state: State, s: Signature, bill: Bill) -> None:
    time, parts = state.facts.time, payments_of(state, s)
    if parts.ahead:
        bill.at_start("commitment_upfront", s.start, parts.charged, budgeted=parts.ahead)
        bill.pay(s.terms.id, parts.ahead)
        for t in range(s.start, min(s.end, time.periods)):
            bill.use("commitment_upfront", t, parts.ahead_in[t])
    for t, usd in parts.by_period.items():
        if t < time.periods:
            bill.at_end("commitment_payments", t, usd)
            bill.pay(s.terms.id, usd)
        elif state.facts.policy.finance.payment_tail == "charge_in_full" and usd:
            bill.past("payments_past_horizon", (t + 1) * time.months, usd)


def paid_to(state: State, bill: Bill, role: Literal["payee", "silicon"]) -> Iterator[tuple[str, float]]:
    """(vendor, USD) of commitments: to the payee all they are paid, to makers of silicon what they cover, at rates."""
    if role == "payee":
        for terms in state.facts.scenario.commitments:
            yield terms.vendor, float(bill.paid.get(terms.id, 0))
    else:
        for row in state.coverage:
            yield row.copy.terms.accelerator.vendor, float(_usd(row, exact(row.rate), state))


class Spending(NamedTuple):
    """A commitment in a period at its rates, and its nominal cost by the accounting rules [USD]."""

    terms: Commitment
    period: int
    usd: Decimal
    used: dict[Pool, Decimal]
    on_demand: Decimal
    """What the covered usage would cost on demand."""
    cost: Decimal

    @property
    def unused(self) -> Decimal:
        """Share that nothing uses."""
        return max(Decimal(0), 1 - sum(self.used.values(), Decimal(0)) / self.usd)


def spending(state: State) -> list[Spending]:
    """Every commitment in every period in which anything of it is in force."""
    time, found = state.facts.time, []
    used: dict[tuple[str, int], dict[Pool, Decimal]] = defaultdict(dict)
    instead: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for row in state.coverage:
        key, by_pool = (row.terms.id, time.period(row.slot)), used[row.terms.id, time.period(row.slot)]
        by_pool[row.copy.pool] = by_pool.get(row.copy.pool, Decimal(0)) + _usd(row, exact(row.rate), state)
        instead[key] += _usd(row, _on_demand(row, state), state)
    for terms in state.facts.scenario.commitments:
        for t in range(time.periods):
            usd = exact(in_force(state, terms, t)) * exact(time.hours[t])
            if usd:
                key = terms.id, t
                found.append(Spending(terms, t, usd, used[key], instead[key], _cost(state, terms, t)))
    return found


def _cost(state: State, terms: Commitment, period: int) -> Decimal:
    """Payments of today's, and of every signature its whole cost, spread by the hour over its time in the horizon."""
    time, tail = state.facts.time, state.facts.policy.finance.payment_tail
    cost = _of_today_usd(state, terms, period)
    for s in signatures(state):
        if s.terms.id == terms.id and s.start <= period < s.end:
            parts = payments_of(state, s)
            hourly = (usd for t, usd in parts.by_period.items() if t < time.periods or tail == "charge_in_full")
            inside = exact(hours(state, s.start, min(s.end, time.periods)))
            cost += (parts.charged + sum(hourly, Decimal(0))) * exact(time.hours[period]) / inside
    return cost


def check_commitment_figures(plan: Plan, state: State, notes: Notes) -> None:
    """Dates and cost of what is signed, the packs covered, and how every commitment is used."""
    _check_orders(plan, state, notes)
    _check_covered(plan, state, notes)
    _check_use(plan, state, notes)


def _check_orders(plan: Plan, state: State, notes: Notes) -> None:
    time = state.facts.time
    signed = {(s.terms.id, time.labels[s.placed]): s for s in signatures(state)}
    for n, row in enumerate(plan.commitments):
        s = signed.get((row.commitment, row.order_period))
        if s is None:
            continue  # its own row has failed
        where, parts = f"commitments[{n}] ({row.commitment}, {row.order_period})", payments_of(state, s)
        inside = sum((usd for t, usd in parts.by_period.items() if t < time.periods), Decimal(0))
        notes.same(where, "vendor", row.vendor, s.terms.vendor)
        notes.same(where, "in_service_period", row.in_service_period, time.labels[s.start])
        notes.same(where, "ends", row.ends, time.label(s.end))
        notes.usd(where, "upfront_usd", row.upfront_usd, float(parts.ahead))
        notes.usd(where, "cost_usd", row.cost_usd, float(parts.charged + inside))


def _check_covered(plan: Plan, state: State, notes: Notes) -> None:
    own: dict[tuple[str, str, str, str, str], float] = {}
    for c in state.coverage:
        own[c.terms.id, c.copy.terms.offer.id, c.copy.owner, *state.facts.time.where(c.slot)] = c.packs
    notes.once("covered", ((r.commitment, r.offer, r.dedicated_to, r.period, r.block) for r in plan.covered))
    for row in plan.covered:
        where = f"covered ({row.commitment}, offer {row.offer}, {row.period}, block {row.block})"
        key = row.commitment, row.offer, row.dedicated_to or "", row.period, row.block
        notes.close(where, "packs", row.packs, own.pop(key, 0.0))
    for key, packs in own.items():
        if packs > ROW_TOLERANCE:
            notes.sentences.append(f"covered ({', '.join(filter(None, key))}): {packs:.6g} packs are missing")


def _check_use(plan: Plan, state: State, notes: Notes) -> None:
    labels = state.facts.time.labels
    own = {(row.terms.id, labels[row.period]): row for row in spending(state)}
    notes.once("commitment_use", ((row.commitment, row.period) for row in plan.commitment_use))
    for row in plan.commitment_use:
        where, found = f"commitment_use ({row.commitment}, {row.period})", own.pop((row.commitment, row.period), None)
        if found is None:
            notes.sentences.append(f"{where}: nothing of it is in force")
            continue
        used = sum(found.used.values(), Decimal(0))
        hourly = in_force(state, found.terms, found.period)
        notes.close(where, "usd_per_hour", row.usd_per_hour, hourly)
        notes.usd(where, "committed_usd", row.committed_usd, float(found.usd))
        notes.usd(where, "used_usd", row.used_usd, float(used))
        notes.usd(where, "unused_usd", row.unused_usd, float(found.usd - used))
        notes.close(where, "used_share", row.used_share, float(used / found.usd))
        notes.usd(where, "on_demand_usd", row.on_demand_usd, float(found.on_demand))
    for name, label in own:
        notes.sentences.append(f"commitment_use ({name}, {label}): the row is missing")
