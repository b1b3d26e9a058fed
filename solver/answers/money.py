"""The plan's cost table, from the same entries as the objective, in cents that add up."""

from __future__ import annotations

from collections import defaultdict
from math import fsum

from models.bill import CostLine, Costs
from models.cents import rounded_to_sum
from models.costs import COST_TERMS, TERM
from solver.program.build import Program


def cost_table(program: Program) -> Costs:
    """Cost lines by term and period, nominal and discounted; `load_values` comes first.

    Lines are rounded to cents by largest remainder, so that they add to the totals exactly.
    """
    nominal: dict[tuple[str, int], list[float]] = defaultdict(list)
    discounted: dict[tuple[str, int], list[float]] = defaultdict(list)
    for entry in (*program.entries, *program.constants):
        amount = 1.0 if entry.decision is None else entry.decision.value
        if amount:
            nominal[entry.term, entry.period].append(entry.usd * amount)
            discounted[entry.term, entry.period].append(entry.discounted * amount)
    nominal = {key: amounts for key, amounts in nominal.items() if fsum(amounts) or fsum(discounted[key])}
    order = {term.name: n for n, term in enumerate(COST_TERMS)}
    keys = sorted(nominal, key=lambda key: (order[key[0]], key[1]))
    charged, total = rounded_to_sum([fsum(nominal[key]) for key in keys])
    present, total_present = rounded_to_sum([fsum(discounted[key]) for key in keys])
    horizon = program.instance.scenario.horizon
    lines = tuple(
        CostLine(
            term=term,
            kind=TERM[term].kind,
            period=horizon.label(t) if t < horizon.periods else None,
            nominal_usd=float(charged[n]),
            discounted_usd=float(present[n]),
        )
        for n, (term, t) in enumerate(keys)
    )
    names = list(dict.fromkeys(term for term, _ in keys))
    return Costs(
        lines=lines,
        by_term={
            name: float(sum(v for (term, _), v in zip(keys, charged, strict=True) if term == name)) for name in names
        },
        by_term_discounted={
            name: float(sum(v for (term, _), v in zip(keys, present, strict=True) if term == name)) for name in names
        },
        total_nominal_usd=float(total),
        total_discounted_usd=float(total_present),
        constant_usd=float(sum(v for (term, _), v in zip(keys, present, strict=True) if TERM[term].is_constant))
        + round(fsum(entry.discounted for entry in program.constants if not TERM[entry.term].is_constant), 2),
    )
