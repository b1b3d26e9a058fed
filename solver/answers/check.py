"""What can be said of a scenario before it is solved."""

from __future__ import annotations

from dataclasses import dataclass, replace

from models.cases import in_case, without_effect
from models.conflict import Unservable
from models.scenario import Scenario
from solver.answers.carbon import counted_as_zero
from solver.answers.reach import short_of_capacity
from solver.answers.trust import limited_words
from solver.answers.unused import unused_inputs
from solver.program.instance import Instance
from solver.program.quotas import is_under_quota
from solver.program.tree import Tree
from solver.proof.unservable import out_of_reach, unservable

WHOLE = 1e-3
"""A shape whose hours-weighted mean is further from 1 than this changes the total demand."""


@dataclass(frozen=True)
class ArcCount:
    """Ways to serve a workload in a geography."""

    workload: str
    geography: str
    arcs: int
    removed: dict[str, int]
    """Removed arcs by reason."""
    case: str | None = None
    """Demand case whose changes of the scenario lead to these; None: the scenario as it stands."""


@dataclass(frozen=True)
class CheckReport:
    """Findings: `problems` make every plan impossible, `unused` have no effect, `notes` deserve a look."""

    problems: tuple[str, ...]
    unused: tuple[str, ...]
    notes: tuple[str, ...]
    arcs: tuple[ArcCount, ...]
    unservable: dict[str, tuple[Unservable, ...]]
    """By demand case, of the `problems`: work that nothing can serve, at all or in time, with its nearest misses."""


def check(scenario: Scenario) -> CheckReport:
    """Any arc for each workload? Can supply meet demand at all? Which inputs have no effect? For every case."""
    problems: list[str] = []
    found: dict[str, tuple[Unservable, ...]] = {}
    views: dict[str | None, Instance] = {}
    for case in scenario.cases:
        x = Instance(in_case(scenario, case.id), Tree.single(case.id, scenario.horizon.periods))
        views[case.id if case.changes else None] = x
        nowhere = unservable(x)
        named = {(each.workload, each.geography) for each in nowhere}
        late = tuple(e for e in out_of_reach(x).values() if (e.workload, e.geography) not in named)
        found[case.id] = (*nowhere, *late)
        problems += [each.sentence for each in nowhere]
        short = [] if found[case.id] else short_of_capacity(x)
        problems += [f"case {case.id}: {said}" for said in (*(each.sentence for each in late), *short)]
    same = [said for case in scenario.cases for said in without_effect(scenario, case.id)]
    unused = (*same, *_in_all([unused_inputs(x) for x in views.values()]))
    return CheckReport(tuple(dict.fromkeys(problems)), unused, _all_notes(views), _all_counts(views), found)


def _in_all(unused: list[tuple[str, ...]]) -> list[str]:
    """Inputs that have no effect in any case, as the last one says it."""
    *others, last = unused
    paths = [{said.partition(": ")[0] for said in each} for each in others]
    return [said for said in last if all(said.partition(": ")[0] in known for known in paths)]


def _all_notes(views: dict[str | None, Instance]) -> tuple[str, ...]:
    """Notes on the scenario as it stands, then those that only hold as a case changes it."""
    found: dict[str, str] = {}
    for case, x in _as_it_stands_first(views):
        for note in _notes(x):
            found.setdefault(note, note if case is None else f"case {case}: {note}")
    return tuple(found.values())


def _all_counts(views: dict[str | None, Instance]) -> tuple[ArcCount, ...]:
    """Ways to serve work as the scenario stands, then where a case changes them."""
    found: list[ArcCount] = []
    for case, x in _as_it_stands_first(views):
        known = [replace(count, case=None) for count in found]
        found += [replace(count, case=case) for count in _arc_counts(x) if count not in known]
    return tuple(found)


def _as_it_stands_first(views: dict[str | None, Instance]) -> list[tuple[str | None, Instance]]:
    return sorted(views.items(), key=lambda view: view[0] is not None)


def _notes(x: Instance) -> tuple[str, ...]:
    notes = [
        f"workload {w.id}: planned as level load, without headroom ({w.workload_class}); `deferral` lets it wait"
        for w in x.streams
        if w.is_level
    ]
    notes += [
        f"{_kind(x, o.id)} {o.id}: no quota given, so headroom may rest on it without limit and for free"
        for o in x.scenario.offers
        if not o.is_firm
        and o.quota_packs is None
        and o.credit > 0
        and not all(is_under_quota(x, o, t) for t in range(x.T))
    ]
    notes += _unmeasured(x)
    notes += limited_words(x)
    notes += counted_as_zero(x)
    calendar = x.scenario.horizon.calendar_hours(0)
    if abs(x.H[0] / calendar - 1) > WHOLE:
        notes.append(
            f"horizon: blocks add to {x.H[0]:,.6g} h a period, the calendar has {calendar:,.6g} h in the first"
        )
    for shape in x.scenario.shapes:
        total = sum(x.hours[0][n] * shape.blocks[b.id].mean for n, b in enumerate(x.blocks)) / x.H[0]
        if abs(total - 1) > WHOLE:
            notes.append(
                f"shape {shape.id}: its mean over the blocks is {total:.4g}, so demand is {total:.4g} x the level"
            )
    return tuple(notes)


def _kind(x: Instance, offer: str) -> str:
    return "endpoint" if offer in x.endpoints else "offer"


def _unmeasured(x: Instance) -> list[str]:
    """Work whose headroom is sized by queueing, on records that do not say how many requests they serve at once."""
    arcs = [arc for i, _, arc in x.arcs if x.works[i].has_queueing]
    found = {(a.workload.id, a.benchmark.id) for a in arcs if a.benchmark.points[0].concurrency is None}
    return [
        f"workload {w}: benchmark {b} gives no `concurrency`, so headroom counts on one request at a time per replica"
        for w, b in sorted(found)
    ]


def _arc_counts(x: Instance) -> tuple[ArcCount, ...]:
    counts = []
    for i, work in enumerate(x.works):
        removed: dict[str, int] = {}
        for r in x.removals:
            if (r.workload.id, r.geography) == (work.workload.id, work.geography):
                removed[r.reason] = removed.get(r.reason, 0) + 1
        counts.append(ArcCount(work.workload.id, work.geography, len(x.arcs_of_work[i]), removed))
    return tuple(counts)
