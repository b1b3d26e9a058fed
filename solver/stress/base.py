"""What a stress test starts from: a scenario, its plan, and what matters most to that plan."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from models.cases import in_case
from models.plan import Plan
from models.scenario import Scenario
from models.vocabulary import TRAINING_CLASSES
from solver.answers.outcome import Failed, NoPlanInTime, Outcome
from solver.answers.planning import audited, make_plan, plan_of
from solver.answers.simplicity import before
from solver.hedge.lived import Made
from solver.program.build import Program, build
from solver.program.contract_costs import payer
from solver.program.instance import Instance
from solver.program.tree import Tree
from solver.proof.unservable import unservable
from solver.search.clock import Clock, StoppedError
from solver.search.matrix import Matrix, compile_matrix
from solver.search.options import Listener, SearchOptions
from solver.search.simplify import contracts_of
from solver.search.solve import run, solve
from solver.search.state import Search
from solver.sizing.demand import settled
from solver.stress.kinds import Targets

Key = TypeVar("Key", str, tuple[str, str])
Said = TypeVar("Said")
FITS = 1e-6
"""Packs up to this are rounding."""


class PlanDoesNotFitError(ValueError):
    """The orders of a plan that was given cannot be placed in the scenario."""


@dataclass(frozen=True)
class Base:
    """The plan without stress."""

    scenario: Scenario
    made: Made
    plan: Plan
    targets: Targets


def of_plan(
    scenario: Scenario,
    case: str,
    options: SearchOptions | None,
    listener: Listener | None,
    searches: int,
    say: Callable[[Base, Clock], Said],
    *,
    document_hash: str = "",
    replaced: tuple[str, ...] = (),
) -> Said | Outcome:
    """Plan a case and say something of its plan; the outcome of planning where there is none, or it was called off.

    Parameters
    ----------
    scenario: as it stands; what the case changes of it is laid in here. searches: as for `base_of`.
    say: what is said of the plan, in the time that is left.
    """
    scenario = in_case(scenario, case)
    scenario = settled(scenario, scenario.case(case))
    clock = Clock(options or SearchOptions(), listener)
    try:
        base = base_of(scenario, case, clock, searches, document_hash=document_hash, replaced=replaced)
        return say(base, clock) if isinstance(base, Base) else base
    except StoppedError:
        return NoPlanInTime(None, time.monotonic() - clock.started)


def base_of(
    scenario: Scenario,
    case: str,
    clock: Clock,
    searches: int,
    given: Plan | None = None,
    *,
    document_hash: str = "",
    replaced: tuple[str, ...] = (),
) -> Base | Outcome:
    """The plan of a case, or the one that orders, ports and moves as a plan that is given; what is in the way else.

    Parameters
    ----------
    scenario: with the case laid in and its milestones settled. searches: how many share the time, this one included.

    Raises
    ------
    PlanDoesNotFitError
        where the orders of the given plan cannot be placed.
    """
    instance = Instance(scenario, Tree.single(case, scenario.horizon.periods))
    if unservable(instance):
        return make_plan(scenario, case, clock.options)
    program, options = build(instance), clock.share(searches)
    if given is None:
        solution = solve(program, options, clock.tell("plan"))
    else:
        fixed = _as_ordered(program, given)
        solution = run(Search(fixed, options, program.constant_usd, clock.tell("plan")))
        if solution.verdict == "infeasible":
            raise PlanDoesNotFitError("the plan's orders, ports and moves cannot all be had in this scenario and case")
    if solution.x is None:
        late = solution.verdict == "no_plan"
        return NoPlanInTime(None, solution.seconds) if late else make_plan(scenario, case, clock.options)
    made = Made(case, program, compile_matrix(program) if given else solution.matrix, solution)
    plan = plan_of(program, case, solution, replace(options, gap=solution.asked_gap), document_hash, replaced)
    targets = targets_of(program, plan)
    checked = audited(plan, scenario, case, {"start": time.perf_counter()})
    return checked if isinstance(checked, Failed) else Base(scenario, made, checked.plan, targets)


def _as_ordered(program: Program, plan: Plan) -> Matrix:
    """The program with the orders, ports and moves of a plan."""
    m, contracts, decided = compile_matrix(program), contracts_of(program), before(plan)
    packs = contracts.placed(decided.orders)
    low, high = m.low.copy(), m.high.copy()
    for n in m.of("order"):
        o, u = m.columns[n].index()[:2]
        wanted = packs.get((o, u), 0.0)
        if wanted > high[n] + FITS:
            said = f"{wanted:g} packs of {contracts.offers[o]} cannot be had in {contracts.periods[u]}"
            raise PlanDoesNotFitError(said)
        low[n] = high[n] = wanted
    starts = set(decided.starts)
    first = {row.workload: row.period for row in plan.launches}
    for n in m.of("unlaunched"):
        w, t = m.columns[n].index()[:2]
        low[n] = high[n] = float(first.get(w) is None or contracts.periods[t] < first[w])
    for n in m.of("port", "move"):
        w, place, u = m.columns[n].index()[:3]
        start = m.columns[n].parent_component().local_name, w, place, contracts.periods[u]
        low[n] = high[n] = float(start in starts)
        starts.discard(start)
    if starts or abs(sum(packs.values()) - sum(decided.orders.values())) > FITS:
        raise PlanDoesNotFitError("the plan orders, ports or moves what this scenario does not offer then")
    return replace(m, low=low, high=high)


def targets_of(program: Program, plan: Plan) -> Targets:
    """Whom a plan pays most, where it keeps most busy, what is dearest; its decisions are those of the program now."""
    x = program.instance
    paid: dict[str, float] = defaultdict(float)
    silicon: dict[tuple[str, str], float] = defaultdict(float)
    for e in program.entries:
        if e.copy is not None and e.paid and e.decision is not None:
            copy, usd = x.copies[e.copy], e.paid * float(e.decision.value)
            payee, maker = payer(x, copy)
            paid[payee] += usd
            if copy.offer.is_firm:
                silicon[maker, x.pools[copy.pool].site.jurisdiction] += usd
    hours = {(p.period, b): h for p in plan.periods for b, h in p.hours.items()}
    busy = _sums((d.site, d.accelerators * hours[d.period, d.block]) for d in plan.dispatch)
    serving = {w.id for w in x.streams if w.workload_class not in (*TRAINING_CLASSES, "simulation") and w.gang is None}
    owner = {w.id: w.workload_id for w in x.streams}
    cost = _sums((owner[s.workload], s.cost_usd) for s in plan.service if s.workload in serving)
    return Targets(_most(paid), _most(silicon), _most(busy), _most(cost))


def _sums(rows: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for name, amount in rows:
        found[name] += amount
    return found


def _most(amounts: Mapping[Key, float]) -> Key | None:
    """The name with the largest amount above 0, the first of equals; None where there is none."""
    name = max(amounts, key=lambda key: amounts[key], default=None)
    return None if name is None or amounts[name] <= 0 else name
