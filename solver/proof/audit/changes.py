"""Changes against the previous plan as the audit counts them, from what a plan states of that one."""

from __future__ import annotations

from collections.abc import Iterator

from models.plan import Plan
from models.replanning import Previous
from solver.proof.audit.notes import Notes

LEAST = 1e-6
"""Packs up to this are rounding."""
LEAST_RENT = 0.01
"""Accelerators rented more or fewer on average that are no change."""
NO_PAYMENT = frozenset(("departure", "forgone_value", "sla_penalty"))
Counted = tuple[str, str, str, str, str, str]
"""Subject, kind, offer or workload, owner or stack, month, earlier month."""
ByMonth = dict[str, float]
Offered = tuple[str, str]
"""Offer and owner."""


def check_changes(plan: Plan, previous: Previous, notes: Notes) -> None:
    """Every change follows from this plan and what is stated of the previous one, and none is missing."""
    own = dict((*_orders(plan, previous), *_rent(plan, previous), *_ports(plan, previous), *_paid(plan, previous)))
    stated: dict[Counted, float] = {}
    for n, row in enumerate(plan.changes):
        thing, whose = row.offer or row.workload or "", row.dedicated_to or row.stack or ""
        key: Counted = (row.subject, row.kind, thing, whose, row.month or "", row.earlier_month or "")
        if key in stated or key not in own:
            notes.sentences.append(f"changes[{n}] ({_name(key)}): there is no such change")
        stated[key] = row.amount
    for key, amount in own.items():
        where = f"changes ({_name(key)})"
        if key not in stated:
            notes.sentences.append(f"{where}: it is missing")
        elif key[0] == "cost":
            notes.usd(where, "amount", stated[key], amount)
        else:
            notes.close(where, "amount", stated[key], amount)


def _name(key: Counted) -> str:
    return " ".join(filter(None, key))


def _orders(plan: Plan, previous: Previous) -> Iterator[tuple[Counted, float]]:
    before: dict[Offered, ByMonth] = {}
    after: dict[Offered, ByMonth] = {}
    for row in previous.orders:
        before.setdefault((row.offer, row.dedicated_to or ""), {})[row.order_period] = row.packs
    for order in plan.orders:
        if previous.first <= order.order_period < previous.until:
            after.setdefault((order.offer, order.dedicated_to or ""), {})[order.order_period] = order.packs
    for key in {**before, **after}:
        yield from _of_offer(key, before.get(key, {}), after.get(key, {}))


def _of_offer(key: Offered, before: ByMonth, after: ByMonth) -> Iterator[tuple[Counted, float]]:
    """The earliest surplus against the earliest shortfall, as far as they go: that moved; then what is left."""
    off = {month: after.get(month, 0.0) - before.get(month, 0.0) for month in sorted({**before, **after})}
    surplus = {month: packs for month, packs in off.items() if packs > LEAST}
    lack = {month: -packs for month, packs in off.items() if packs < -LEAST}
    while surplus and lack:
        late, early = min(surplus), min(lack)
        packs = min(surplus[late], lack[early])
        yield ("order", "moved", *key, late, early), packs
        for left, month in ((surplus, late), (lack, early)):
            left[month] -= packs
            if left[month] <= LEAST:
                del left[month]
    yield from ((("order", "more" if before else "added", *key, month, ""), packs) for month, packs in surplus.items())
    yield from ((("order", "fewer" if after else "dropped", *key, "", month), packs) for month, packs in lack.items())


def _rent(plan: Plan, previous: Previous) -> Iterator[tuple[Counted, float]]:
    """Averages over the hours of the time that both plans cover."""
    hours = {p.period: p.hours for p in plan.periods if previous.first <= p.period < previous.until}
    total = sum(each for blocks in hours.values() for each in blocks.values())
    before = {(row.offer, row.dedicated_to or ""): row.accelerators for row in previous.rent}
    after: dict[Offered, float] = {}
    for row in plan.rent:
        if row.period in hours:
            key = row.offer, row.dedicated_to or ""
            after[key] = after.get(key, 0.0) + row.accelerators * hours[row.period][row.block] / total
    for key in {**before, **after}:
        old, new = before.get(key, 0.0), after.get(key, 0.0)
        kind = "added" if not old else "dropped" if not new else "more" if new > old else "fewer"
        if abs(new - old) > LEAST_RENT:
            yield ("rent", kind, *key, "", ""), abs(new - old)


def _ports(plan: Plan, previous: Previous) -> Iterator[tuple[Counted, float]]:
    before = {(row.workload, row.stack): row.start_period for row in previous.ports}
    after = {(row.workload, row.stack): row.start_period for row in plan.ports}
    after = {key: month for key, month in after.items() if previous.first <= month < previous.until}
    for key in {**before, **after}:
        old, new = before.get(key, ""), after.get(key, "")
        if old != new:
            yield ("port", "moved" if old and new else "added" if new else "dropped", *key, new, old), 1.0


def _paid(plan: Plan, previous: Previous) -> Iterator[tuple[Counted, float]]:
    """Payments of the time that both plans cover, by the lines of the bill."""
    inside = [line for line in plan.costs.lines if line.period and previous.first <= line.period < previous.until]
    usd = round(sum(line.nominal_usd for line in inside if line.term not in NO_PAYMENT) - previous.paid_usd, 2)
    if usd:
        yield ("cost", "more" if usd > 0 else "fewer", "", "", "", ""), abs(usd)
