"""What leads from one scenario's cost to another's: each change made alone, each left out, and all together."""

from __future__ import annotations

import time
from collections.abc import Iterator
from math import fsum
from typing import Any

from models.comparison import Comparison, Cost, InputChange, Worth
from models.differing import MISSING, path_text
from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import NoPlanInTime, Outcome, Planned
from solver.answers.planning import make_plan
from solver.answers.trials import Trials
from solver.comparing.groups import Group, Sides, groups_of, is_idle, joined, sides_of, with_only, without
from solver.search.clock import Clock, StoppedError
from solver.search.options import Listener, SearchOptions

MOST = 10
"""Changes that are weighed one by one; with more of them those of a record are made together."""


def compare_scenarios(
    base: Scenario,
    other: Scenario,
    case: str,
    options: SearchOptions | None = None,
    *,
    most: int = MOST,
    on_progress: Listener | None = None,
) -> tuple[Comparison, Plan, Plan] | Outcome:
    """What each difference between two scenarios is worth in a case.

    Parameters
    ----------
    most: most rows; where more inputs differ, those of a record, or of a part of the scenario, are one row.

    Returns
    -------
    The comparison and both plans; the outcome of planning of the one that has none.
    """
    sides = sides_of(base, other, case)
    groups, said = groups_of(sides, case, most)
    groups, needed = joined(sides, groups)
    clock = Clock(options or SearchOptions(), on_progress)
    searches, plans = 2 + 2 * len(groups), list[Plan]()
    try:
        for n, scenario in enumerate((base, other)):
            told = clock.tell(("first", "other")[n])
            found = make_plan(scenario, case, clock.share(searches - n), on_progress=told)
            if not isinstance(found, Planned):
                return found
            plans.append(found.plan)
        trials = Trials(case, clock, 2 * len(groups), made=2)
        worths = [_worth(sides, group, trials, plans, is_all=len(groups) == 1) for group in groups]
    except StoppedError:
        return NoPlanInTime(None, time.monotonic() - clock.started)
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
    )
    return report, plans[0], plans[1]


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


def _worth(sides: Sides, group: Group, trials: Trials, plans: list[Plan], *, is_all: bool) -> Worth:
    """A group made first, and left out of all; where it is all that differs, both are known."""
    before, after = map(_cost, plans)
    if is_all:
        alone: Cost | str = after
        rest: Cost | str = before
    else:
        alone = _tried(trials, f"{group.title} alone", with_only(sides, group.places))
        rest = _tried(trials, f"all but {group.title}", without(sides, group.places))
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


def _tried(trials: Trials, title: str, scenario: Scenario | str) -> Cost | str:
    if isinstance(scenario, str):
        return f"no scenario: {scenario}"
    found = trials.planned(title, scenario)
    return found if isinstance(found, str) else _cost(found)


def _less(one: Cost, other: Cost) -> float:
    return round(one.cost_usd - other.cost_usd, 2)


def _within(one: Cost, other: Cost) -> float:
    return round(one.cost_usd - one.bound_usd + other.cost_usd - other.bound_usd, 2)
