"""Why a plan is as it is: what can be told without solving anything again.

Prices of limits and costs of other plans come from searches. Checked is that they are possible: signs and ranges of
shadow prices, convexity at kinks, no plan below the bound, sums and differences, and that each speaks of what is there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from math import fsum, inf

from models.plan import Plan
from models.reasons import BreakEven, MixPart, ShadowPrice, Why
from solver.proof.audit.facts import Facts
from solver.proof.audit.notes import CENT, CENT_SLACK, Notes

SLACK = CENT + CENT_SLACK
ROUNDING = 1e-6
"""Prices at which a limit as a whole would cost less than this share of the plan may have any sign; ends of ranges may
be off by as much, as a share of the limit."""
USED = 1e-6
"""Packs up to this are rounding."""
PERCENT = 1e-3
"""How far shares of rounded amounts may be off [% points]."""


def check_reasons(plan: Plan, facts: Facts, notes: Notes) -> None:
    """Shadow prices, break-even prices, plans beside the plan and the worth of terms."""
    why = plan.why
    if why is None:
        for name in ("shadow_prices", "break_even", "alternatives"):
            notes.same(name, "rows, where no reasons are given", len(getattr(plan, name)), 0)
        return
    _check_prices(plan, facts, notes)
    _check_break_even(plan, facts, notes)
    _check_mix(why.mix, "why.mix", notes)
    _check_alternatives(plan, why, notes)
    for row in why.runners_up:
        where = f"why.runners_up ({row.workload})"
        notes.same(where, "whether there is such a workload", row.workload in facts.workloads, own=True)
        _check_cost(plan, where, row.cost_usd, row.extra_usd, row.extra_percent, notes)
    for term in why.worth:
        where = f"why.worth ({term.offer}, {term.term})"
        notes.same(where, "whether there is such an offer", term.offer in facts.offers, own=True)
        if term.worth_usd is not None and term.at_most_usd is not None:
            _rising(where, (0.0, term.worth_usd, term.at_most_usd), notes)


def _rising(where: str, values: Iterable[float], notes: Notes, slack: float = SLACK) -> None:
    values = tuple(values)
    if any(not a <= b + slack for a, b in pairwise(values)):
        notes.sentences.append(f"{where}: {', '.join(f'{value:.12g}' for value in values)} must not fall")


def _check_prices(plan: Plan, facts: Facts, notes: Notes) -> None:
    """A limit that allows more never costs, a minimum that asks for more never saves; costs are convex in a limit."""
    is_minimum = {(use.limit, use.kind): use.is_minimum for use in plan.limits}
    pieces = defaultdict[tuple[str, str | None], list[ShadowPrice]](list)
    for row in plan.shadow_prices:
        where = f"shadow_prices ({row.limit}, {row.period or 'horizon'})"
        if row.period is not None and row.period not in facts.time.period_of:
            notes.sentences.append(f"{where}: there is no such period")
        size = max(1.0, abs(row.allowed))
        low, high = -inf if row.valid_from is None else row.valid_from, inf if row.valid_to is None else row.valid_to
        _rising(where, (low, row.allowed, high), notes, ROUNDING * size)
        least = is_minimum.get((row.limit, row.kind))
        wrong = row.usd_per_unit if least is False else -row.usd_per_unit if least else 0.0
        if not row.is_service and wrong * size > ROUNDING * max(1.0, abs(plan.objective_usd)):
            what = "a minimum that asks for more saves" if least else "a limit that allows more costs"
            notes.sentences.append(f"{where}: {what} {wrong:.6g} USD per unit")
        pieces[row.limit, row.period].append(row)
    for (limit, period), rows in pieces.items():
        _check_kink(f"shadow_prices ({limit}, {period or 'horizon'})", rows, notes)


def _check_kink(where: str, rows: list[ShadowPrice], notes: Notes) -> None:
    """At most two prices, the dearer of which is that of more."""
    if len(rows) > 2:
        notes.sentences.append(f"{where}: a limit has {len(rows)} prices")
    if len(rows) == 2 and not any(row.is_marginal for row in rows):
        below, above = sorted(rows, key=lambda row: inf if row.valid_to is None else row.valid_to)
        size = max(abs(below.usd_per_unit), abs(above.usd_per_unit))
        _rising(where, (below.usd_per_unit, above.usd_per_unit), notes, ROUNDING * size)


def _used(plan: Plan) -> set[str]:
    """Offers and endpoints of which the plan has anything."""
    ordered = [(row.offer, row.packs) for row in plan.orders]
    rented = [(row.offer, row.packs) for row in plan.rent]
    called = [(row.endpoint, row.tokens_per_minute + row.set_aside_tokens_per_minute) for row in plan.endpoints]
    return {name for name, amount in (*ordered, *rented, *called) if amount > USED}


def _check_break_even(plan: Plan, facts: Facts, notes: Notes) -> None:
    """They are of offers that are there and not used; prices at which plans were made lie around the factor."""
    notes.once("break_even", (row.offer for row in plan.break_even))
    used = _used(plan)
    for row in plan.break_even:
        where = f"break_even ({row.offer})"
        if row.offer not in facts.offers:
            notes.sentences.append(f"{where}: there is no such offer")
            continue
        notes.same(where, "whether the plan uses it", stated=False, own=row.offer in used)
        _rising(where, [f for f in (row.enters_below, row.factor, row.stays_out_above) if f is not None], notes, 1e-9)
        notes.same(where, "whether there is a factor", row.factor is not None, row.method != "none")
        _check_dominator(row, facts, where, notes)


def _check_dominator(row: BreakEven, facts: Facts, where: str, notes: Notes) -> None:
    """An offer that is no worse is of the same accelerator, at the same site, and no dearer per accelerator."""
    if row.dominated_by is None:
        return
    better = facts.offers.get(row.dominated_by)
    if better is None:
        notes.sentences.append(f"{where}: there is no offer {row.dominated_by}")
        return
    one, other = better.offer, facts.offers[row.offer].offer
    for name in ("accelerator", "site", "mode", "term_months"):
        notes.same(where, f"{name} of {one.id}", getattr(one, name), getattr(other, name))
    for name in ("upfront_usd", "monthly_usd", "committed_usd_per_hour", "usd_per_hour"):
        prices = (getattr(one, name) / one.pack, getattr(other, name) / other.pack)
        _rising(f"{where}: {name} of {one.id} and its own", prices, notes, CENT_SLACK)


def _check_mix(mix: tuple[MixPart, ...], where: str, notes: Notes) -> None:
    total = fsum(part.usd for part in mix)
    notes.once(where, ((part.accelerator_class, part.mode) for part in mix))
    for part in mix:
        name = f"{part.accelerator_class} {part.mode} [%]"
        notes.near(where, name, part.percent, 100 * part.usd / total if total else 0.0, _slack(total))


def _slack(total: float) -> float:
    """How far a share of amounts in cents may be off [% points]."""
    return PERCENT + 100 * CENT / max(abs(total), CENT)


def _check_alternatives(plan: Plan, why: Why, notes: Notes) -> None:
    """They cost what is allowed, and overlap with the plan as stated."""
    own = {(part.accelerator_class, part.mode): part.percent for part in why.mix}
    most = plan.objective_usd * (1 + why.within_percent / 100)
    for n, row in enumerate(plan.alternatives):
        where = f"alternatives[{n}]"
        _check_cost(plan, where, row.cost_usd, row.extra_usd, row.extra_percent, notes)
        _check_mix(row.mix, f"{where}.mix", notes)
        if row.cost_usd is not None:
            _rising(where, (row.cost_usd, most), notes, SLACK + ROUNDING * abs(most))
        if row.overlap_percent is not None:
            slack = len(row.mix) * _slack(min(fsum(p.usd for p in mix) for mix in (why.mix, row.mix)))
            same = fsum(min(own.get((p.accelerator_class, p.mode), 0.0), p.percent) for p in row.mix)
            notes.near(where, "overlap_percent [%]", row.overlap_percent, same, slack)


def _check_cost(
    plan: Plan, where: str, cost: float | None, extra: float | None, percent: float | None, notes: Notes
) -> None:
    """No plan costs less than the bound; the difference to the plan is as stated."""
    if cost is None:
        notes.same(where, "extra cost of no plan", (extra, percent), (None, None))
        return
    if cost < plan.bound_usd - SLACK - 1e-9 * abs(plan.bound_usd):
        notes.sentences.append(f"{where}: {cost:.2f} USD is less than any plan can cost")
    own = cost - plan.objective_usd
    notes.near(where, "extra_usd [USD]", inf if extra is None else extra, own, SLACK)
    if percent is not None:
        share = 100 * own / plan.objective_usd if plan.objective_usd else 0.0
        notes.near(where, "extra_percent [%]", percent, share, 100 * SLACK / max(abs(plan.objective_usd), SLACK))
