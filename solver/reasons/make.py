"""Why this plan: prices of its limits, rejected offers, runners-up, alternatives, the worth of terms, in words too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.offer import Offer
from models.reasons import Alternative, BreakEven, Reasons, Term, TermWorth
from models.scenario import Scenario
from solver.answers.outcome import Outcome
from solver.reasons.base import Base, mix_parts
from solver.reasons.beside import alternative, runner_up
from solver.reasons.break_even import Bound, Relaxation, break_even, is_reached, least_without, rejected
from solver.reasons.shadow import shadow_prices
from solver.reasons.words import paragraph
from solver.reasons.worth import bettered, worth
from solver.search.clock import Clock
from solver.search.options import Listener, SearchOptions
from solver.stress.base import Base as Planned
from solver.stress.base import of_plan

ALTERNATIVES = 2
"""Plans within the allowed cost that are looked for by default."""
HALF = 4
"""Searches among which the plan itself would be one: that gives it half of the time."""
WITHIN_PERCENT = 1.0
"""Cost above that of the plan up to which they may go by default [%]."""


def make_reasons(
    scenario: Scenario,
    case: str,
    options: SearchOptions | None = None,
    *,
    within_percent: float = WITHIN_PERCENT,
    alternatives: int = ALTERNATIVES,
    document_hash: str = "",
    on_progress: Listener | None = None,
) -> Reasons | Outcome:
    """Plan a case and give the reasons.

    Parameters
    ----------
    options: gap of every plan; the time limit is for all of them together.
    within_percent: how much dearer than the plan alternatives may be [%]. alternatives: how many are looked for.

    Returns
    -------
    `Reasons`; the outcome of planning where the case has no plan; `NoPlanInTime` where `on_progress` called it off.
    """

    def say(base: Planned, clock: Clock) -> Reasons:
        return reasons_of(Base.of(base), clock, within_percent, alternatives, document_hash)

    return of_plan(scenario, case, options, on_progress, HALF, say, document_hash=document_hash)


def reasons_of(base: Base, clock: Clock, within_percent: float, alternatives: int, document_hash: str) -> Reasons:
    """The reasons for a plan that is there; StoppedError where the listener calls off."""
    reasons = _reasons(base, clock, within_percent, alternatives, document_hash)
    return reasons.model_copy(update={"paragraph": paragraph(reasons, base.program.instance.names)})


def _reasons(base: Base, clock: Clock, within_percent: float, alternatives: int, document_hash: str) -> Reasons:
    prices, not_priced = shadow_prices(base, clock)
    out, terms, works = rejected(base), bettered(base), [w.id for w in base.program.instance.scenario.workloads]
    left = len(works) + alternatives + 3 * len(out) + len(terms) + 1
    bounds = bounds_of(base, out, clock, left)
    left -= len(out)
    rows = []
    for name in works:
        listener = clock.tell(f"without the main choice of {name}")
        rows.append(runner_up(base, name, clock.share(left), listener, is_late=clock.is_up()))
        left -= 1
    others = _alternatives(base, clock, within_percent, alternatives, left)
    left -= alternatives
    valued = worths(base, terms, clock, left)
    found = left_out(base, out, bounds, clock, left - len(terms))
    return Reasons(
        scenario=base.scenario.name,
        case=base.case,
        scenario_hash=document_hash,
        cost_usd=base.cost_usd,
        bound_usd=base.plan.bound_usd,
        gap=base.solution.asked_gap,
        within_percent=within_percent,
        mix=mix_parts(base.mix(base.x)),
        shadow_prices=prices,
        not_priced=not_priced,
        break_even=found,
        runners_up=tuple(row for row in rows if row is not None),
        alternatives=others,
        worth=valued,
    )


def worths(base: Base, terms: Sequence[tuple[str, Term]], clock: Clock, left: int) -> tuple[TermWorth, ...]:
    """What terms of offers are worth, one after another; `left`: how many searches share the time."""
    rows = []
    for n, (name, term) in enumerate(terms):
        listener = clock.tell(f"{name} with another term")
        options = None if clock.is_up() else clock.share(left - n)
        rows.append(worth(base, name, term, options, listener))
    return tuple(rows)


def left_out(
    base: Base, out: Sequence[Offer], bounds: Mapping[str, Bound], clock: Clock, left: int
) -> tuple[BreakEven, ...]:
    """Break-even prices of offers that the plan does not use; `left`: how many searches share the time."""
    exact = least_without(base, clock.share(left), clock.tell("least cost")) if out else None
    return tuple(
        break_even(base, offer.id, bounds.get(offer.id), exact, clock.share(left - 2 * n), clock)
        for n, offer in enumerate(out)
    )


def bounds_of(base: Base, out: Sequence[Offer], clock: Clock, left: int) -> dict[str, Bound]:
    """What the relaxation says of offers, as far as time goes."""
    reached = [offer.id for offer in out if is_reached(base, offer.id)]
    if not reached or clock.is_up():
        return {}
    relaxation, found = Relaxation(base, clock.share(HALF)), {}
    for n, offer in enumerate(reached):
        bound = None if clock.is_up() else relaxation.bound(offer, clock.share(left - n))
        if bound:
            found[offer] = bound
    return found


def _alternatives(base: Base, clock: Clock, percent: float, most: int, left: int) -> tuple[Alternative, ...]:
    """So many plans, each unlike the plan and the ones before; up to the first that is not found."""
    rows: list[Alternative] = []
    mixes = [base.mix(base.x)]
    for n in range(most):
        if clock.is_up():
            return (*rows, Alternative(found="not_in_time"))
        listener = clock.tell(f"alternative {n + 1}")
        row, mix = alternative(base, mixes[1:], percent, clock.share(left - n), listener)
        if row.found == "impossible" and rows:
            break
        rows.append(row)
        if not mix:
            break
        mixes.append(mix)
    return tuple(rows)
