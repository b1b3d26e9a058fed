"""Budgets: nominal payments of a fiscal year, or of the horizon, fit what finance allows.

`spend_fits_budget`: capex, opex or both; for pilots, for production or for all. Payments at the start of a period
belong to the fiscal year of its first month, payments at its end to that of its last month.
Dual: worth of one more USD of budget [USD/USD].
"""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from models.costs import TERM
from models.policy import Budget
from solver.program.entries import Entry, is_in_case
from solver.program.instance import Instance
from solver.program.rows import Body, add_rows
from solver.program.scopes import in_scope

NOT_A_PAYMENT = ("end_value", "payments_past_horizon", "sla_penalty")
"""Cost terms that no budget pays inside the horizon."""
USD_PER_ROW_UNIT = 1000.0
"""Rows are written in kUSD, so that their coefficients stay near those of the other rows."""


def add(m: pyo.ConcreteModel, x: Instance, entries: list[Entry], constants: list[Entry]) -> None:
    """Rows `spend_fits_budget[budget,k]`."""
    budgets = {b.id: b for b in x.scenario.policy.budgets}

    def spend_fits_budget(name: str, k: int) -> Body:
        budget = budgets[name]
        sums: dict[int, float] = defaultdict(float)
        decisions = {}
        for entry in entries:
            if counts(x, budget, entry) and is_in_case(x, entry, k):
                decisions[id(entry.decision)] = entry.decision
                sums[id(entry.decision)] += entry.paid
        fixed = sum(entry.paid for entry in constants if counts(x, budget, entry))
        terms = [(usd / USD_PER_ROW_UNIT, decisions[key]) for key, usd in sums.items()]
        return terms, None, (budget.max_usd - fixed) / USD_PER_ROW_UNIT

    add_rows(m, "spend_fits_budget", [(b, k) for b in budgets for k in range(len(x.tree.cases))], spend_fits_budget)


def counts(x: Instance, budget: Budget, entry: Entry) -> bool:
    """Whether a budget pays an entry."""
    if entry.term in NOT_A_PAYMENT or budget.kind not in ("total", TERM[entry.term].kind):
        return False
    if not in_scope(x, budget.scope, entry):
        return False
    return budget.fiscal_year in (None, fiscal_year(x, month_paid(x, entry)))


def month_paid(x: Instance, entry: Entry) -> int:
    """Month number in which an entry is paid: the first of its period, or the last."""
    return x.scenario.horizon.period_start(entry.period) + (0 if entry.is_at_start else x.M - 1)


def counts_year(x: Instance, year: int, t: int) -> bool:
    """Whether a payment of period t, at its start or end, falls into a fiscal year."""
    start = x.scenario.horizon.period_start(t)
    return year in (fiscal_year(x, start), fiscal_year(x, start + x.M - 1))


def fiscal_year(x: Instance, month: int) -> int:
    """Fiscal year of a month number, named after the calendar year it starts in."""
    return (month - (x.scenario.policy.finance.fiscal_year_start - 1)) // 12
