"""What leads from one scenario's cost to another's: each change made alone, each left out, and all together."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum
from typing import Any

from models.comparison import Comparison, Cost, InputChange, Worth
from models.differing import MISSING, path_text
from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import NoPlanInTime, Outcome, Planned
from solver.answers.planning import make_plan
from solver.answers.trials import Trials
from solver.comparing import MOST
from solver.comparing.groups import Group, Sides, groups_of, is_idle, joined, sides_of, with_only, without
from solver.search.clock import Clock, StoppedError
from solver.search.options import Listener, SearchOptions

CANCELLED = "cancelled before it was weighed"


@dataclass(frozen=True)
class Unplanned:
    """One of two scenarios has no plan, so that there is nothing to compare."""

    is_base: bool
    """Whether it is the first one."""
    outcome: Outcome
    """What came of planning it."""


def compare_scenarios(
    base: Scenario,
    other: Scenario,
    case: str,
    options: SearchOptions | None = None,
    *,
    most: int = MOST,
    on_progress: Listener | None = None,
) -> tuple[Comparison, Plan, Plan] | Unplanned:
    """What each difference between two scenarios is worth in a case.

    Parameters
    ----------
    most: most rows; where more inputs differ, those of a record, or of a part of the scenario, are one row.
    on_progress: hears which search of how many is under way. Called off, what is weighed by then is kept, if anything.

    Returns
    -------
    The comparison and both plans; what came of planning the one that has none.
    """
    sides = sides_of(base, other, case)
    groups, said = groups_of(sides, case, most)
    groups, needed = joined(sides, groups)
    clock = Clock(options or SearchOptions(), on_progress)
    plans = _both(base, other, case, clock, tries := 2 * len(groups) * (len(groups) > 1))
    if isinstance(plans, Unplanned):
        return plans
    trials = Trials(case, clock, tries, made=2)
    worths, is_cut_short = _weighed(sides, groups, trials, plans)
    if is_cut_short and all(worth.why_not == CANCELLED for worth in worths):
        return Unplanned(False, NoPlanInTime(None, time.monotonic() - clock.started))
    before, after = map(_cost, plans)
    total = _less(after, before)
    report = Comparison(
        base=base.name,
        other=other.name,
        case=case,
        gap=clock.options.gap,
        before=before,
        after=after,
        changes=tuple(_changes(sides, case)),
        worths=tuple(sorted(worths, key=lambda worth: -abs(worth.first_usd or 0.0))),
        grouping="; ".join(filter(None, (said, needed))),
        plans=trials.made,
        total_usd=total,
        within_usd=_within(after, before),
        interaction_usd=round(total - fsum(worth.first_usd or 0.0 for worth in worths), 2),
        is_cut_short=is_cut_short,
    )
    return report, *plans


def _both(base: Scenario, other: Scenario, case: str, clock: Clock, tries: int) -> tuple[Plan, Plan] | Unplanned:
    """The plans of both scenarios; `tries`: how many searches come after them."""
    plans = list[Plan]()
    for n, scenario in enumerate((base, other)):
        told = clock.tell(f"{n + 1} of {tries + 2}: {('first', 'other')[n]}")
        try:
            found = make_plan(scenario, case, clock.share(tries + 2 - n), on_progress=told)
        except StoppedError:
            found = NoPlanInTime(None, time.monotonic() - clock.started)
        if not isinstance(found, Planned):
            return Unplanned(not n, found)
        plans.append(found.plan)
    return plans[0], plans[1]


def _weighed(sides: Sides, groups: list[Group], trials: Trials, plans: tuple[Plan, Plan]) -> tuple[list[Worth], bool]:
    """What every group is worth, and whether that was called off; what is left then has no figures."""
    if len(groups) == 1:
        return [_worth(groups[0], plans, _cost(plans[1]), _cost(plans[0]))], False
    worths, of = list[Worth](), trials.left + 2
    try:
        for group in groups:
            alone = _tried(trials, of, f"{group.title} alone", with_only(sides, group.places))
            rest = _tried(trials, of, f"all but {group.title}", without(sides, group.places))
            worths.append(_worth(group, plans, alone, rest))
    except StoppedError:
        left = groups[len(worths) :]
        return [*worths, *(Worth(title=g.title, paths=g.paths, why_not=CANCELLED) for g in left)], True
    return worths, False


def input_changes(base: Scenario, other: Scenario, case: str, other_case: str) -> tuple[InputChange, ...]:
    """What differs between two scenarios, each in a case; nothing is planned."""
    return tuple(_changes(sides_of(base, other, case, other_case), other_case))


def _changes(sides: Sides, case: str) -> Iterator[InputChange]:
    units = {row["id"]: row["service_unit"] for side in sides[:2] for row in side["workloads"]}
    for each in sides.found:
        old, new = _value(each.old), _value(each.new)
        yield InputChange(
            path=path_text(each),
            at=each.at,
            records=each.items,
            old=old,
            new=new,
            unit=units.get(each.at[1], "") if each.at[0] == "workloads" and each.at[1:] else "",
            is_idle=is_idle(each, case),
        )


def _value(value: Any) -> Any:
    return None if value is MISSING else value


def _cost(plan: Plan) -> Cost:
    return Cost(cost_usd=round(plan.objective_usd, 2), bound_usd=round(plan.bound_usd, 2))


def _worth(group: Group, plans: tuple[Plan, Plan], alone: Cost | str, rest: Cost | str) -> Worth:
    """A group made first, and left out of all; `alone`, `rest`: the plans of that, or why there is none."""
    before, after = map(_cost, plans)
    worth = Worth(title=group.title, paths=group.paths)
    said = []
    if isinstance(alone, str):
        said.append(f"alone: {alone}")
    else:
        changed = {"first_usd": _less(alone, before), "first_within_usd": _within(alone, before)}
        worth = worth.model_copy(update=changed)
    if isinstance(rest, str):
        said.append(f"all but it: {rest}")
    else:
        worth = worth.model_copy(update={"last_usd": _less(after, rest), "last_within_usd": _within(after, rest)})
    return worth.model_copy(update={"why_not": "; ".join(said)})


def _tried(trials: Trials, of: int, title: str, scenario: Scenario | str) -> Cost | str:
    """The plan of one of `of` searches, or why there is none; what is no scenario leaves its time to the others."""
    if isinstance(scenario, str):
        trials.left -= 1
        return f"no scenario: {scenario}"
    found = trials.planned(f"{of - trials.left + 1} of {of}: {title}", scenario)
    return found if isinstance(found, str) else _cost(found)


def _less(one: Cost, other: Cost) -> float:
    return round(one.cost_usd - other.cost_usd, 2)


def _within(one: Cost, other: Cost) -> float:
    return round(one.cost_usd - one.bound_usd + other.cost_usd - other.bound_usd, 2)
