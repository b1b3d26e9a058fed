"""At which price an offer that the plan does not use would be used, and why it is not.

The least cost z(f) is concave and does not fall with the factor f on an offer's prices: the least of z without the
offer, and of a + b f over the plans that use it, b what they pay to it. Where such a plan is cheaper at f, the next
factor is the one at which it would cost as much as no use: (z - a) / b. That ends at the break-even factor (Dinkelbach
1967). In the relaxation the same steps end at a factor above which it does not pay to use the offer even in parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from models.offer import Offer
from models.reasons import BreakEven
from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.program.words import LIMITS, words
from solver.reasons.base import Base, passes, written
from solver.reasons.terms import dominator, priced
from solver.search.clock import Clock
from solver.search.driver import Highs
from solver.search.matrix import Floats
from solver.search.options import Listener, SearchOptions
from solver.search.solve import SMALL_COLUMNS, Solution, solve

EXACT_GAP = 1e-6
"""Gap of re-solves."""
LEAST_FACTOR = 0.01
"""Lowest factor that is tried: at nothing a price has no part in a cost."""
MOST_STEPS = 12
NEAR = 0.97
"""Part of the guess at which steps start."""
APART = 1e-3
"""How far above and below the break-even factor plans are made again, relative, at least."""
FULL = 1e-6


@dataclass(frozen=True)
class Made:
    """A least cost at a factor."""

    cost_usd: float
    """Without constants."""
    paid_usd: float
    """Of that, what moves with the prices of the offer."""
    is_used: bool
    passed: bool
    """Whether the audit passed its plan."""


@dataclass(frozen=True)
class Bound:
    """What the relaxation says of an offer."""

    factor: float
    """Above it, not even parts of the offer pay."""
    at_most_usd: float
    """No plan with it is cheaper than this one by more, at such a price."""


@dataclass(frozen=True)
class Without:
    """The least cost without some offer, and that it is proven to the gap of re-solves."""

    cost_usd: float
    """Without constants."""


def least_without(base: Base, options: SearchOptions, listener: Listener | None = None) -> Without | None:
    """The least cost of the scenario to the gap of re-solves; None for large programs and where time is too short."""
    if base.matrix.shape[1] > SMALL_COLUMNS:
        return None
    found = solve(base.program, replace(options, gap=EXACT_GAP, strategy="plain"), listener)
    return Without(found.objective_usd) if found.verdict == "within_gap" and found.objective_usd is not None else None


def rejected(base: Base) -> list[Offer]:
    """Offers that the plan does not use, endpoints included, in the order of the scenario."""
    return [o for o in base.program.instance.scenario.offers if not base.uses(base.x, o.id)]


def break_even(
    base: Base, offer: str, bound: Bound | None, exact: Without | None, options: SearchOptions, clock: Clock
) -> BreakEven:
    """One offer: by re-solving where the program is small and time is left, else the bound from the relaxation."""
    x = base.program.instance
    row = BreakEven(
        offer=offer,
        name=x.names.offer(offer),
        method="none",
        dominated_by=dominator(x, offer),
        blocked_by=tuple(_blocks(base, offer)),
        reason="",
    )
    if not is_reached(base, offer):
        return _with_reason(base, row, "no work that it can serve is left in the months in which it could be had")
    if exact and (found := _re_solved(base, offer, exact, bound.factor if bound else None, options, clock)):
        return _with_reason(base, row.model_copy(update=found))
    if bound is None:
        return _with_reason(base, row, "no price is known: time was up")
    one_sided = {"factor": bound.factor, "stays_out_above": bound.factor, "at_most_usd": bound.at_most_usd}
    return _with_reason(base, row.model_copy(update={"method": "one_sided", **one_sided}))


def is_reached(base: Base, offer: str) -> bool:
    """Whether some work could run on packs of an offer."""
    x = base.program.instance
    has_work = any(c.offer.id == offer and x.arcs_of_pool[c.pool] for c in x.copies)
    return has_work and bool(len(base.columns_of(offer)))


def _with_reason(base: Base, row: BreakEven, said: str = "") -> BreakEven:
    names = base.program.instance.names
    parts = [said or _price_words(row)]
    if row.dominated_by:
        parts.append(f"{names.offer(row.dominated_by)}, for the same accelerator and site, is no worse in any term")
    if row.blocked_by:
        parts.append(f"used up by the plan: {', '.join(row.blocked_by)}")
    return row.model_copy(update={"reason": f"{row.name}: {'; '.join(parts)}."})


def _price_words(row: BreakEven) -> str:
    if row.factor is None:
        return f"even at {LEAST_FACTOR:.0%} of its price it would not be used"
    at = f"{100 * row.factor:,.4g} % of its price"
    if row.method == "re_solved" and row.factor >= 1:
        return f"a plan of the least cost would use it up to {at}; this plan is as cheap within the gap"
    if row.method == "re_solved":
        return f"it would be used below {at}"
    most = f"{row.at_most_usd or 0.0:,.0f} USD"
    if row.factor >= 1:
        return f"parts of it pay in the relaxation up to {at}; no plan with it saves more than {most}"
    return f"above {at} no plan with it saves more than {most} (a bound, from the relaxation)"


def _blocks(base: Base, offer: str) -> Iterator[str]:
    """Limits that are used up and in which packs of an offer take part, in words."""
    m, columns = base.matrix, base.columns_of(offer)
    activity = np.zeros(m.shape[0])
    np.add.at(activity, m.index, m.value * np.repeat(base.x, np.diff(m.start)))
    rows = {int(row) for c in columns for row in m.index[m.start[c] : m.start[c + 1]]}
    seen = set()
    for row in sorted(rows):
        name, key = m.rows[row].parent_component().local_name, m.rows[row].index()
        is_full = m.row_high[row] - activity[row] <= FULL * max(1.0, abs(activity[row]))
        if name in LIMITS and is_full and np.isfinite(m.row_high[row]):
            said = words(base.program.instance, name, key if isinstance(key, tuple) else (key,)).subject
            if said not in seen:
                seen.add(said)
                yield said


def _re_solved(
    base: Base, offer: str, exact: Without, guess: float | None, options: SearchOptions, clock: Clock
) -> dict[str, object] | None:
    """The break-even factor between two plans that were made again; None where one of them took too long.

    Steps start just below a guess; where the offer is not used there, at the lowest factor.
    """
    listener = clock.tell(f"{offer} at other prices")
    factor = max(LEAST_FACTOR, NEAR * guess) if guess else LEAST_FACTOR
    found, most = None, EXACT_GAP * max(abs(exact.cost_usd), 1.0)
    for _ in range(MOST_STEPS):
        made = None if clock.is_up() else at_price(base, offer, factor, options, listener)
        if made is None:
            return None
        pays = made.is_used and made.cost_usd < exact.cost_usd - most and made.paid_usd > 0
        if not pays and (found or factor <= LEAST_FACTOR):
            break
        if not pays:
            factor = LEAST_FACTOR
            continue
        found = made
        factor *= 1 + (exact.cost_usd - made.cost_usd) / made.paid_usd
    if found is None:
        return {"method": "none", "factor": None, "stays_out_above": LEAST_FACTOR}
    away = max(APART, 8 * most / found.paid_usd)
    below, above = (at_price(base, offer, factor * (1 + sign * away), options, listener) for sign in (-1, 1))
    if below is None or above is None or not (below.is_used and below.passed) or above.cost_usd < exact.cost_usd - most:
        return None
    return {
        "method": "re_solved",
        "factor": factor,
        "enters_below": factor * (1 - away),
        "stays_out_above": factor * (1 + away),
    }


def at_price(
    base: Base, offer: str, factor: float, options: SearchOptions, listener: Listener | None = None
) -> Made | None:
    """The least cost with the prices of an offer times a factor, to the gap of re-solves, its plan audited; None where
    that took too long."""
    scenario = priced(base.scenario, offer, factor)
    program = written(scenario, base.case)
    found: Solution = solve(program, replace(options, gap=EXACT_GAP, strategy="plain"), listener)
    if found.x is None or found.verdict != "within_gap" or found.objective_usd is None:
        return None
    paid = factor * base.priced(offer, found.x)
    used = base.uses(found.x, offer)
    return Made(found.objective_usd, paid, used, used and passes(program, scenario, base.case, found))


def _price(base: Base, offer: str) -> Floats:
    """Discounted payments to an offer per unit of every column at its price as it is [USD]."""
    return base.prices.get(offer, np.zeros(len(base.matrix.cost)))


class Relaxation:
    """The relaxation of the program, kept warm from offer to offer; limits in money count offers as they are priced."""

    def __init__(self, base: Base, options: SearchOptions) -> None:
        self.base, self.h = base, Highs(base.matrix, is_mip=False, threads=options.threads, seed=options.seed)
        self.h.set_option("solver", "ipm" if base.matrix.shape[1] > SMALL_COLUMNS else "simplex")
        self._allow(options)
        self.h.run()
        self.h.set_option("solver", "simplex")

    def _allow(self, options: SearchOptions) -> None:
        self.h.set_option("time_limit", self.h.h.getRunTime() + (options.time_limit_s or 1e9))

    def bound(self, offer: str, options: SearchOptions) -> Bound | None:
        """The factor above which not even parts of an offer pay; None where that took too long."""
        self._allow(options)
        m = self.base.matrix
        try:
            return self._bound(offer)
        finally:
            self.h.h.changeColsCost(len(m.cost), np.arange(len(m.cost), dtype=np.int32), m.cost)
            self.h.set_bounds(m.low, m.high)

    def _bound(self, offer: str) -> Bound | None:
        base, m = self.base, self.base.matrix
        price, columns = _price(base, offer) / USD_PER_OBJECTIVE_UNIT, np.arange(len(m.cost), dtype=np.int32)
        high = m.high.copy()
        high[base.columns_of(offer)] = 0.0
        out = self.h.rerun(m.low, high)
        if out.status != "optimal" or out.objective is None:
            return None
        factor = LEAST_FACTOR
        self.h.set_bounds(m.low, m.high)
        for _ in range(MOST_STEPS):
            self.h.h.changeColsCost(len(columns), columns, m.cost + (factor - 1) * price)
            found = self.h.run()
            if found.status != "optimal" or found.x is None or found.objective is None:
                return None
            paid, gain = factor * float(price @ found.x), out.objective - found.objective
            if gain <= EXACT_GAP * max(1.0, abs(out.objective)) or paid <= 0:
                break
            factor *= 1 + gain / paid
        apart = base.cost_usd - (out.objective * USD_PER_OBJECTIVE_UNIT + base.program.constant_usd)
        return Bound(factor, max(0.0, round(apart, 2)))
