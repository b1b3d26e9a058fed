"""What a better term of an offer is worth: the plan is made again with it."""

from __future__ import annotations

from typing import get_args

from models.reasons import Term, TermWorth
from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.reasons.base import Base, passes, written
from solver.reasons.terms import better
from solver.search.options import Listener, SearchOptions
from solver.search.solve import solve

TERMS: tuple[Term, ...] = get_args(Term)


def bettered(base: Base) -> list[tuple[str, Term]]:
    """Offers that the plan orders, with the terms that could be better."""
    used = [o.id for o in base.program.instance.scenario.offers if base.uses(base.x, o.id)]
    return [(offer, term) for offer in used for term in TERMS if better(base.scenario, offer, term)]


def worth(base: Base, offer: str, term: Term, options: SearchOptions | None, listener: Listener | None) -> TermWorth:
    """One better term. The plan as it is stays possible with it: what it saves is at least nothing.

    Parameters
    ----------
    options: None where no time is left.

    Raises
    ------
    ValueError
        where the term cannot be better.
    """
    changed = better(base.scenario, offer, term)
    if changed is None:
        raise ValueError(f"{offer} has no better {term}")
    scenario, what = changed
    name = base.program.instance.names.offer(offer)
    row = TermWorth(offer=offer, name=name, term=term, what=what, found="not_in_time")
    if options is None:
        return row
    program = written(scenario, base.case)
    found = solve(program, options, listener)
    if found.x is None or found.objective_usd is None:
        return row
    if not passes(program, scenario, base.case, found):
        return row.model_copy(update={"found": "refused"})
    cost = float(found.matrix.cost @ found.x) * USD_PER_OBJECTIVE_UNIT + program.constant_usd
    least = (found.bound_usd or 0.0) + program.constant_usd
    return row.model_copy(
        update={
            "found": "within_gap" if found.verdict == "within_gap" else "stopped",
            "worth_usd": max(0.0, round(base.cost_usd - cost, 2)),
            "at_most_usd": max(0.0, round(base.cost_usd - least, 2)),
        }
    )
