"""The money of a plan by date, from the same entries as the objective, in cents that add up to its cost table."""

from __future__ import annotations

from collections import defaultdict
from math import fsum, log
from typing import Any

from models.cents import rounded_to_sum
from models.costs import TERM
from models.plan import Plan
from models.roi import Money, MoneyAtMonth
from solver.economics.worth import value_of, with_net, worth_of
from solver.program.build import Program
from solver.program.entries import Entry


def amount_of(entry: Entry) -> float:
    """How often an entry counts in the decisions that are loaded; a constant once."""
    return 1.0 if entry.decision is None else float(entry.decision.value)


def month_of(program: Program, entry: Entry) -> int:
    """Months from the start at which an entry is due; of payments past the horizon, which are one entry, the month at
    which all of them at once would be worth the same."""
    x = program.instance
    if entry.period < x.T:
        return (entry.period + (not entry.is_at_start)) * x.M
    rate = x.scenario.policy.finance.discount_rate
    if not rate or not entry.usd or entry.discounted / entry.usd <= 0:
        return x.T * x.M
    return max(x.T * x.M, round(-12 * log(entry.discounted / entry.usd) / log(1 + rate)))


def money_of(program: Program, plan: Plan) -> Money:
    """The money of a plan whose decisions are loaded into its program.

    Dates are rounded to cents by largest remainder, so that they add up to the totals of the plan exactly.
    """
    parts: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for entry in (*program.entries, *program.constants):
        if amount := amount_of(entry):
            month = month_of(program, entry)
            for name, usd in (("cost", entry.usd), ("discounted", entry.discounted), ("paid", entry.paid)):
                parts[name][month].append(usd * amount)
    months = sorted(parts["cost"]) or [0]
    totals = {"cost": plan.costs.total_nominal_usd, "discounted": plan.costs.total_discounted_usd, "paid": None}
    by = {name: _in_cents(parts[name], months, total) for name, total in totals.items()}
    flow = tuple(
        MoneyAtMonth(
            month=month, cost_usd=by["cost"][n], discounted_usd=by["discounted"][n], paid_usd=by["paid"][n]
        )
        for n, month in enumerate(months)
    )  # fmt: skip
    peak = max(flow, key=lambda each: each.paid_usd)
    value, rate = value_of(program), program.instance.scenario.policy.finance.discount_rate
    flow = with_net(flow, value) if value else flow
    books = _by_book(plan)
    return Money(
        paid_usd=plan.costs.total_discounted_usd,
        nominal_usd=plan.costs.total_nominal_usd,
        capex_usd=books["capex"],
        opex_usd=books["opex"],
        peak_cash_usd=peak.paid_usd,
        peak_cash_month=peak.month,
        flow=flow,
        worth=worth_of(value, flow, totals["discounted"] or 0.0, rate) if value else None,
    )


def _in_cents(amounts: dict[int, list[float]], months: list[int], total: float | None) -> list[float]:
    rounded, _ = rounded_to_sum([fsum(amounts[month]) for month in months], total=total)
    return [float(usd) for usd in rounded]


def _by_book(plan: Plan) -> dict[str, Any]:
    found = {"capex": 0.0, "opex": 0.0}
    for line in plan.costs.lines:
        found[TERM[line.term].kind] += line.nominal_usd
    return {book: round(usd, 2) for book, usd in found.items()}
