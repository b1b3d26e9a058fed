"""What levers save: the plan of a case with each of them alone, and with one more after the other."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum

from models.cases import in_case
from models.cents import cents
from models.lever_report import LeverRow, Levers, Pulled, Step
from models.levers import Lever
from models.names import Names
from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import NoPlanInTime, Outcome, Planned
from solver.answers.planning import make_plan
from solver.answers.trials import Trials
from solver.levers.laws import broken_laws
from solver.levers.money import pulled
from solver.levers.write import what_of, written
from solver.search.clock import Clock, StoppedError
from solver.search.options import Listener, SearchOptions
from solver.sizing.demand import settled
from solver.sizing.names import names_of

PLAN_SHARE = 6
"""The plan without levers gets a third of the time: all rests on it (`Clock.share` gives each of n searches 2/n)."""


class NoLeversError(ValueError):
    """There is nothing to try."""


@dataclass(frozen=True)
class Bench:
    """What levers are tried on."""

    scenario: Scenario
    """As it is in the case, milestones settled."""
    case: str
    base: Plan
    trials: Trials


def make_levers(
    scenario: Scenario,
    case: str,
    options: SearchOptions | None = None,
    *,
    only: Iterable[str] = (),
    has_ranges: bool = True,
    document_hash: str = "",
    on_progress: Listener | None = None,
) -> Levers | Outcome:
    """Plan a case with each of its scenario's levers, over the range of each, and with one more after the other.

    Parameters
    ----------
    only: ids of levers; empty: all. has_ranges: whether both ends of each range are planned, too.

    Returns
    -------
    `Levers`, with fewer of them where `on_progress` called off; the outcome of planning where there is no plan
    without levers.

    Raises
    ------
    NoLeversError
        where there are none. KeyError for an id that none has.
    """
    own = chosen(scenario.levers, only)
    scenario = in_case(scenario, case).model_copy(update={"levers": (), "alternatives": ()})
    scenario = settled(scenario, scenario.case(case))
    clock = Clock(options or SearchOptions(), on_progress)
    try:
        base = make_plan(scenario, case, clock.share(PLAN_SHARE), on_progress=clock.tell("plan"))
    except StoppedError:
        return NoPlanInTime(None, time.monotonic() - clock.started)
    if not isinstance(base, Planned):
        return base
    trials = Trials(case, clock, sum(1 + has_ranges * len(lever.ends) for lever in own) + len(own) - 1)
    bench = Bench(scenario, case, base.plan, trials)
    return _report(bench, own, document_hash, has_ranges=has_ranges)


def chosen(levers: Sequence[Lever], only: Iterable[str]) -> tuple[Lever, ...]:
    """The levers of these ids, all where none is named."""
    if not levers:
        raise NoLeversError("the scenario has no levers: list them under `levers`, as docs/levers.md says")
    wanted = set(only)
    if missing := sorted(wanted - {lever.id for lever in levers}):
        raise KeyError(f"{', '.join(missing)}: no such lever; there are {', '.join(lever.id for lever in levers)}")
    return tuple(lever for lever in levers if not wanted or lever.id in wanted)


def _report(bench: Bench, levers: Sequence[Lever], document_hash: str, *, has_ranges: bool) -> Levers:
    names, rows, steps, left_out = names_of(bench.scenario), list[LeverRow](), list[Step](), dict[str, str]()
    stopped = False
    try:
        for lever in levers:
            rows.append(_row(bench, lever, names, has_ranges=has_ranges))
        for step in _steps(bench, levers, rows, left_out):
            steps.append(step)
    except StoppedError:
        stopped = True
    report = Levers(
        scenario=bench.scenario.name,
        case=bench.case,
        scenario_hash=document_hash,
        months=bench.scenario.horizon.months,
        discount_rate=bench.scenario.policy.finance.discount_rate,
        gap=bench.trials.clock.options.gap,
        cost_usd=cents(bench.base.objective_usd),
        bound_usd=cents(bench.base.bound_usd),
        levers=tuple(rows),
        steps=tuple(steps),
        interaction_usd=_interaction(rows, steps),
        left_out=left_out,
        is_cut_short=stopped,
    )
    return report.model_copy(update={"failures": tuple(broken_laws(report))})


def _interaction(rows: Sequence[LeverRow], steps: Sequence[Step]) -> float:
    alone = {row.id: row.alone.saving_usd for row in rows if row.alone}
    together = steps[-1].together.saving_usd if steps else 0.0
    return round(together - fsum(alone[step.lever] for step in steps), 2)


def _row(bench: Bench, lever: Lever, names: Names, *, has_ranges: bool) -> LeverRow:
    """One lever by itself, and at both ends of its range."""
    found = written(bench.scenario, lever)
    row = LeverRow(
        id=lever.id,
        name=lever.name,
        kind=lever.kind,
        workloads=lever.workloads,
        what=what_of(lever, names),
        month=lever.month or bench.scenario.horizon.start,
        evidence=lever.evidence,
        quality=lever.quality,
        one_off_usd=lever.one_off_usd,
        monthly_usd=lever.monthly_usd,
        notes=found.notes,
        why_not=found.why_not,
    )
    if found.why_not:
        return row
    alone = _with(bench, f"{lever.id}, alone", (lever,))
    if isinstance(alone, str):
        return row.model_copy(update={"why_not": alone})
    ends = [_with(bench, f"{lever.id}, x {end:g}", (lever.at(end),)) for end in (lever.ends if has_ranges else ())]
    known = dict(zip(("low", "high"), (end for end in ends if isinstance(end, Pulled)), strict=False))
    return row.model_copy(update={"alone": alone, **(known if len(known) == len(ends) else {})})


def _with(bench: Bench, title: str, levers: Sequence[Lever]) -> Pulled | str:
    """The plan with levers against that without; why there is none else. What changes nothing is that plan itself."""
    scenario = bench.scenario
    for lever in levers:
        found = written(scenario, lever)
        if found.why_not:
            return f"{lever.id}: {found.why_not}"
        scenario = found.scenario
    plan = bench.base if scenario is bench.scenario else bench.trials.planned(title, scenario)
    return plan if isinstance(plan, str) else pulled(bench.scenario, bench.base, plan, levers)


def _steps(bench: Bench, levers: Sequence[Lever], rows: Sequence[LeverRow], left_out: dict[str, str]) -> Iterator[Step]:
    """One lever more at a time, from the one that saves most alone, while it pays; `left_out` learns of the others."""
    alone = {row.id: row.alone for row in rows if row.alone}
    left_out |= {row.id: row.why_not for row in rows if not row.alone}
    taken: list[Lever] = []
    before: Pulled | None = None
    for lever in sorted((each for each in levers if each.id in alone), key=lambda each: -alone[each.id].net_usd):
        if other := next((each.id for each in taken if lever.id in each.not_with or each.id in lever.not_with), None):
            left_out[lever.id] = f"instead of it stands {other}"
            continue
        found = _with(bench, f"together, {len(taken) + 1} levers", (*taken, lever)) if taken else alone[lever.id]
        if isinstance(found, str):
            left_out[lever.id] = found
            continue
        step = _step(bench, lever, before, found)
        if step.net_usd < -step.within_usd:
            on_top = f"on top of {', '.join(each.id for each in taken)}" if taken else "by itself"
            left_out[lever.id] = f"{on_top} it adds {step.net_usd:+,.0f} USD net of what it costs"
            continue
        taken.append(lever)
        yield step
        before = found


def _step(bench: Bench, lever: Lever, before: Pulled | None, found: Pulled) -> Step:
    was = before.saving_usd if before else 0.0
    own = round(found.own_usd - (before.own_usd if before else 0.0), 2)
    added = round(found.saving_usd - was, 2)
    base = bench.base
    gaps = before.cost_usd - before.bound_usd if before else base.objective_usd - base.bound_usd
    return Step(
        lever=lever.id,
        added_usd=added,
        own_usd=own,
        net_usd=round(added - own, 2),
        within_usd=cents(gaps + found.cost_usd - found.bound_usd),
        together=found,
    )
