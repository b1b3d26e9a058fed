"""Contract mix: what is ordered in a fiscal year, or over the horizon, is of certain modes and terms by a share.

`contract_mix_fits_limit`: Q[part] - max_share x Q <= 0; `contract_mix_reaches_minimum`: Q[part] - min_share x Q >= 0,
cross-multiplied, per case, with Q = accelerators ordered, or all that these orders bind their buyer to pay. An order
counts in the fiscal year of the first month of its period. Dual: USD for one more accelerator (kUSD of contract value)
of the part.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyomo.environ as pyo

from models.contract_mix import ContractMix
from solver.program.books import fiscal_year
from solver.program.families.exposure import obligation
from solver.program.instance import Instance
from solver.program.rows import Body, add_rows

ALL = 0
"""Number of the one span of a limit over the horizon."""
USD_PER_ROW_UNIT = 1000.0
"""Rows about the value of contracts are written in kUSD."""
Part = tuple[bool, Any, float]
"""Whether it is of the part that is limited, an order, accelerators or kUSD per pack of it."""


def add(m: pyo.ConcreteModel, x: Instance) -> None:
    """Rows `contract_mix_fits_limit[limit,span,k]`, `contract_mix_reaches_minimum[limit,span,k]`; a span is a fiscal
    year or `ALL`."""
    rules = {rule.id: rule for rule in x.scenario.policy.contract_mix}

    def less_share(rule: ContractMix, span: int, k: int, share: float) -> list[tuple[float, Any]]:
        terms = ((each * (is_own - share), order) for is_own, order, each in signed(m, x, rule, span, k))
        return [(amount, order) for amount, order in terms if amount]

    def contract_mix_fits_limit(name: str, span: int, k: int) -> Body:
        return less_share(rules[name], span, k, rules[name].max_share or 0.0), None, 0.0

    def contract_mix_reaches_minimum(name: str, span: int, k: int) -> Body:
        return less_share(rules[name], span, k, rules[name].min_share or 0.0), 0.0, None

    cells = [(r.id, span, k) for r in rules.values() for span in _signable(x, r) for k in range(len(x.tree.cases))]
    most = [cell for cell in cells if rules[cell[0]].max_share is not None]
    least = [cell for cell in cells if rules[cell[0]].min_share is not None]
    add_rows(m, "contract_mix_fits_limit", most, contract_mix_fits_limit)
    add_rows(m, "contract_mix_reaches_minimum", least, contract_mix_reaches_minimum)


def spans(x: Instance, rule: ContractMix) -> list[int]:
    """Fiscal years in which a period starts, or `ALL`."""
    return sorted({_span(x, rule, u) for u in range(x.T)})


def _signable(x: Instance, rule: ContractMix) -> list[int]:
    """Spans in which an order that counts can be placed."""
    placed = {u for c in x.copies if rule.counts(c.offer) for u in c.windows}
    return sorted({_span(x, rule, u) for u in placed})


def signed(m: pyo.ConcreteModel, x: Instance, rule: ContractMix, span: int, k: int) -> Iterator[Part]:
    """Orders that count in a span."""
    for o, copy in enumerate(x.copies):
        if rule.counts(copy.offer):
            for u, (s, e) in copy.windows.items():
                if _span(x, rule, u) == span:
                    kusd = obligation(x, copy.offer, s, e) / USD_PER_ROW_UNIT
                    each = copy.units if rule.measure == "accelerators" else kusd
                    yield rule.is_of_part(copy.offer), m.order[o, u, x.tree.node(k, u)], each


def amounts(m: pyo.ConcreteModel, x: Instance, rule: ContractMix, span: int, k: int) -> tuple[float, float]:
    """Q[part] and Q at the values of the decisions [accelerators or kUSD]."""
    counted = [(is_own, each * order.value) for is_own, order, each in signed(m, x, rule, span, k)]
    return sum(each for is_own, each in counted if is_own), sum(each for _, each in counted)


def _span(x: Instance, rule: ContractMix, u: int) -> int:
    return ALL if rule.per == "horizon" else fiscal_year(x, x.scenario.horizon.period_start(u))
