"""What a plan changes against the previous one, in figures and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from models.calendar import month_number, month_text
from models.names import Names
from models.plan import Plan
from models.replanning import Change, ChangeKind, EarlierRent, Previous
from solver.answers.replan import paid_usd, rented

LEAST = 1e-6
"""Packs up to this are rounding."""
LEAST_RENT = 0.01
"""Accelerators rented more or fewer on average that are no change ..."""
LEAST_USD = 0.01
"""... and payments."""
Key = tuple[str, str | None]
"""Offer, and for whom its units are dedicated."""


def changes(plan: Plan) -> tuple[Change, ...]:
    """Orders, rent, ports and payments that differ in the time that both plans cover; none without a previous plan."""
    previous = plan.previous
    if previous is None:
        return ()
    return (
        *_orders(plan, previous),
        *_rent(plan, previous),
        *_ports(plan, previous),
        *_payments(plan, previous),
    )


def _orders(plan: Plan, previous: Previous) -> Iterator[Change]:
    before: dict[Key, dict[str, float]] = defaultdict(dict)
    after: dict[Key, dict[str, float]] = defaultdict(dict)
    for row in previous.orders:
        before[row.offer, row.dedicated_to][row.order_period] = row.packs
    for order in plan.orders:
        if previous.first <= order.order_period < previous.until:
            after[order.offer, order.dedicated_to][order.order_period] = order.packs
    for key in sorted({*before, *after}, key=lambda key: (key[0], key[1] or "")):
        yield from _of_offer(plan.names, key, before[key], after[key])


def _of_offer(names: Names, key: Key, before: Mapping[str, float], after: Mapping[str, float]) -> Iterator[Change]:
    """What moved, month by month in order, then what is left."""
    off = {month: after.get(month, 0.0) - before.get(month, 0.0) for month in sorted({*before, *after})}
    while (late := _first(off, 1)) and (early := _first(off, -1)):
        packs = min(off[late], -off[early])
        off[late], off[early] = off[late] - packs, off[early] + packs
        yield _order(names, key, "moved", packs, late, early)
    for month, packs in off.items():
        if packs > LEAST:
            yield _order(names, key, "more" if before else "added", packs, month, None)
        elif packs < -LEAST:
            yield _order(names, key, "fewer" if after else "dropped", -packs, None, month)


def _first(off: Mapping[str, float], sign: int) -> str | None:
    return next((month for month, packs in off.items() if sign * packs > LEAST), None)


def _order(names: Names, key: Key, kind: ChangeKind, packs: float, month: str | None, earlier: str | None) -> Change:
    count = f"{packs:.10g} {kind} pack" if kind in ("more", "fewer") else f"{packs:.10g} pack"
    done = {"moved": f" moved from {earlier} to {month}", "more": f" in {month}", "fewer": f" in {earlier}"}
    what = f"{count}{'s' * (packs != 1)} of {names.offer(key[0])}{_whose(names, key[1])}"
    text = f"{what}{done.get(kind, f' {kind} in {month or earlier}')}."
    return Change(
        subject="order", kind=kind, offer=key[0], dedicated_to=key[1], month=month, earlier_month=earlier,
        amount=packs, unit="packs", text=text,
    )  # fmt: skip


def _whose(names: Names, owner: str | None) -> str:
    if owner is None:
        return ""
    return f" for {names.owner(owner)}"


def _rent(plan: Plan, previous: Previous) -> Iterator[Change]:
    before, after = _by_offer(previous.rent), _by_offer(rented(plan, previous.first, previous.until))
    for key in sorted({*before, *after}, key=lambda key: (key[0], key[1] or "")):
        old, new = before.get(key, 0.0), after.get(key, 0.0)
        if abs(new - old) > LEAST_RENT:
            kind = _kind(old, new)
            text = (
                f"{plan.names.offer(key[0])}{_whose(plan.names, key[1])}: {new:,.1f} accelerators rented on average "
                f"instead of {old:,.1f}."
            )
            yield Change(
                subject="rent", kind=kind, offer=key[0], dedicated_to=key[1], amount=abs(new - old),
                unit="accelerators", text=text,
            )  # fmt: skip


def _by_offer(rows: tuple[EarlierRent, ...]) -> dict[Key, float]:
    return {(row.offer, row.dedicated_to): row.accelerators for row in rows}


def _kind(old: float, new: float) -> ChangeKind:
    if not old or not new:
        return "dropped" if old else "added"
    return "more" if new > old else "fewer"


def _ports(plan: Plan, previous: Previous) -> Iterator[Change]:
    before = {(row.workload, row.stack): row.start_period for row in previous.ports}
    mine = (row for row in plan.ports if previous.first <= row.start_period < previous.until)
    after = {(row.workload, row.stack): row.start_period for row in mine}
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        kind: ChangeKind = "moved" if old and new else "added" if new else "dropped"
        when = f"moved from {old} to {new}" if old and new else f"{kind} in {new or old}"
        text = f"Port of {plan.names.workload(key[0])} to {plan.names.stack(key[1])} {when}."
        yield Change(
            subject="port", kind=kind, workload=key[0], stack=key[1], month=new, earlier_month=old, amount=1.0,
            unit="ports", text=text,
        )  # fmt: skip


def _payments(plan: Plan, previous: Previous) -> Iterator[Change]:
    old, new = previous.paid_usd, paid_usd(plan, previous.first, previous.until)
    if abs(new - old) >= LEAST_USD / 2:
        last = month_text(month_number(previous.until) - 1)
        text = f"Payments from {previous.first} to {last}, nominal: {new:,.0f} USD instead of {old:,.0f} USD."
        kind: ChangeKind = "more" if new > old else "fewer"
        yield Change(subject="cost", kind=kind, amount=round(abs(new - old), 2), unit="USD", text=text)
