"""What a term of an offer is worth: the plan is made again with a better one, or without one that it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.negotiation import Stake
from models.reasons import HELD, Found, Term, TermWorth
from solver.program.money import USD_PER_OBJECTIVE_UNIT
from solver.reasons.base import Base, passes, written
from solver.reasons.terms import TERMS, better
from solver.search.options import Listener, SearchOptions
from solver.search.solve import solve


def bettered(base: Base) -> list[tuple[str, Term]]:
    """Offers that the plan uses, with the terms that could be better, or are worth something as they are."""
    used = [o.id for o in base.program.instance.scenario.offers if base.uses(base.x, o.id)]
    return [(offer, term) for offer in used for term in TERMS if better(base.scenario, offer, term)]


def worth(base: Base, offer: str, term: Term, options: SearchOptions | None, listener: Listener | None) -> TermWorth:
    """One term. The plan as it is stays possible with a better one: what it saves is at least nothing.

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
    if term in HELD:
        return _held(base, row, options, listener)
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


def _held(base: Base, row: TermWorth, options: SearchOptions, listener: Listener | None) -> TermWorth:
    """A term that the plan has: what the best plan without the offer costs more."""
    other = base.without(base.columns_of(row.offer), options, listener)
    return worth_of_held(base, row, other.found, other.cost_usd, other.least_usd)


def worth_of_held(base: Base, row: TermWorth, found: Found, cost_usd: float | None, least_usd: float) -> TermWorth:
    """The same where it is known; a plan at which the search was stopped may be far from the best: what is proven.

    Parameters
    ----------
    cost_usd: what the plan found without the offer costs, discounted [USD]; None where there is none. least_usd: no
    such plan can cost less.
    """
    if cost_usd is None:
        return row.model_copy(update={"found": found})
    worth_usd = max(0.0, (least_usd if found == "stopped" else cost_usd) - base.cost_usd)
    most = max(0.0, cost_usd - base.plan.bound_usd)
    return row.model_copy(update={"found": found, "worth_usd": round(worth_usd, 2), "at_most_usd": round(most, 2)})


def rents(base: Base, stakes: Iterable[Stake]) -> Iterator[TermWorth]:
    """What the right to rent is worth, of everything that the plan rents and whose best plan without is known."""
    for row in stakes:
        changed = better(base.scenario, row.offer, "burst_option")
        if changed and row.order_period is None:
            term = TermWorth(offer=row.offer, name=row.name, term="burst_option", what=changed[1], found="not_in_time")
            least = base.cost_usd + ((row.worth_up_to or 0.0) - 1) * row.priced_usd
            yield worth_of_held(base, term, row.found, row.without_usd, least)
