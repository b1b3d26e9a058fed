"""Triggers: which demand, read at the review that tells cases apart, says that an order is released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import floor, inf, log10
from typing import NamedTuple

from models.bands import Trigger
from models.calendar import month_number, month_text
from models.cases import case_changes
from models.names import Names
from models.scenario import Scenario
from solver.hedge.bands.paths import Key, Paths
from solver.program.tree import Tree, reviews

CLOSE = 1e-9
"""Values that differ by less, as a share, are the same."""
MOST_HOLD = 3
"""Most months in a row that a signal is asked to hold [months]."""
MOST_NAMED = 4
"""Most changes of a case that a signal in words names."""
MIDDLE = 0.25
"""A threshold is rounded as long as it stays so far from the cases on either side, as a share of their distance."""


class Run(NamedTuple):
    """Cases that lie together on a path: above one value and up to another, with none of the others between."""

    cases: tuple[str, ...]
    above: float | None
    up_to: float | None
    margin: float


class Signals:
    """Triggers found so far, each once."""

    def __init__(self, scenario: Scenario, tree: Tree, paths: Paths, names: Names) -> None:
        self.scenario, self.tree, self.paths, self.names = scenario, tree, paths, names
        self.units = {w.id: w.service_unit for w in scenario.workloads}
        self._found: dict[tuple[object, ...], Trigger] = {}

    @property
    def all(self) -> tuple[Trigger, ...]:
        """Every trigger, in the order in which they were asked for."""
        return tuple(self._found.values())

    def releases(self, inside: Sequence[str], period: int, likely: Iterable[Key]) -> tuple[str, ...]:
        """Ids of triggers that together fire in some cases and in no other.

        Parameters
        ----------
        inside: the cases. period: in which is ordered; they can be told from the others by then. likely: work whose
        demand is preferred as a signal.
        """
        review = self._review(period)
        at = month_number(review) - 1 - self.scenario.horizon.first
        left, preferred = tuple(inside), {(name.split("/")[0], place) for name, place in likely}
        ids: list[str] = []
        while left:
            key, runs = self._best(left, inside, at, preferred) if at >= 0 else (None, [])
            if key is None or not runs:
                return (*ids, self._in_words(left, inside, review))
            ids += [self._read(run, key, review, at) for run in runs]
            left = tuple(case for case in left if all(case not in run.cases for run in runs))
        return tuple(ids)

    def _review(self, period: int) -> str:
        """The last review before what is ordered in a period."""
        start = self.scenario.horizon.period_start(period)
        return max(review.month for review in reviews(self.scenario) if month_number(review.month) <= start)

    def _best(
        self, left: Sequence[str], inside: Sequence[str], at: int, preferred: set[Key]
    ) -> tuple[Key | None, list[Run]]:
        """The work whose demand tells most of the cases with fewest triggers and the widest margin."""
        best: tuple[tuple[float, ...], Key | None, list[Run]] = ((), None, [])
        for key in self.paths.workloads:
            values = {case: self.paths.asked(case, key)[at] for case in self.tree.cases}
            told = [run for run in runs(values, inside) if set(run.cases) & set(left)]
            covered = len({case for run in told for case in run.cases} & set(left))
            margin = min((run.margin for run in told), default=0.0)
            score = (covered, -len(told), key in preferred, margin)
            if told and score > best[0]:
                best = (score, key, told)
        return best[1], best[2]

    def _read(self, run: Run, key: Key, review: str, at: int) -> str:
        first, (workload, geography) = self.scenario.horizon.first, key
        metric = f"mean demand of {self.names.work(workload, geography)} [{self.units[workload]}]"
        held = [self.paths.asked(case, key)[: at + 1] for case in run.cases]
        trigger = Trigger(
            id=f"S{len(self._found) + 1}",
            review=review,
            workload=workload,
            geography=geography,
            metric=metric,
            month=month_text(first + at),
            above=run.above,
            up_to=run.up_to,
            hold_months=_hold(held, run),
            margin=run.margin,
            cases=run.cases,
        )
        return self._kept((review, key, run), trigger)

    def _in_words(self, left: Sequence[str], inside: Sequence[str], review: str) -> str:
        month = month_text(month_number(review) - 1)
        others = [case for case in self.tree.cases if case not in inside]
        words = f"that it is {' or '.join(left)}, not {' or '.join(others)}: no demand of {month} tells them apart"
        changed = [f"{case} changes {', '.join(named)}" for case in left if (named := self._changes(case))]
        words = "; ".join((words, *changed))
        cases = tuple(left)
        trigger = Trigger(id=f"S{len(self._found) + 1}", review=review, metric=words, month=month, cases=cases)
        return self._kept((review, None, cases), trigger)

    def _changes(self, case: str) -> list[str]:
        """The first things that are otherwise in a case."""
        found = [".".join(change.at) for change in case_changes(self.scenario, case)]
        return [*found[:MOST_NAMED], *(["..."] if len(found) > MOST_NAMED else [])]

    def _kept(self, key: tuple[object, ...], trigger: Trigger) -> str:
        return self._found.setdefault(key, trigger).id


def runs(values: Mapping[str, float], inside: Sequence[str]) -> list[Run]:
    """Neighbours among the cases, by value, with no other case between; cases as high as another one are left out."""
    groups: list[tuple[float, list[str]]] = []
    for case in sorted(values, key=lambda case: values[case]):
        value = values[case]
        if groups and value - groups[-1][0] <= CLOSE * max(1.0, abs(value)):
            groups[-1][1].append(case)
        else:
            groups.append((value, [case]))
    found: list[Run] = []
    start: int | None = None
    for n in range(len(groups) + 1):
        is_inside = n < len(groups) and set(groups[n][1]) <= set(inside)
        if is_inside and start is None:
            start = n
        if not is_inside and start is not None:
            found.append(_run(groups, start, n))
            start = None
    return found


def _run(groups: Sequence[tuple[float, list[str]]], start: int, end: int) -> Run:
    above = None if start == 0 else between(groups[start - 1][0], groups[start][0])
    up_to = None if end == len(groups) else between(groups[end - 1][0], groups[end][0])
    near = [_margin(above, *(g[0] for g in groups[start - 1 : start + 1]))] if above is not None else []
    near += [_margin(up_to, *(g[0] for g in groups[end - 1 : end + 1]))] if up_to is not None else []
    cases = tuple(case for _, group in groups[start:end] for case in group)
    return Run(cases, above, up_to, min(near, default=inf))


def _margin(threshold: float, low: float, high: float) -> float:
    return min(threshold - low, high - threshold) / abs(threshold)


def between(low: float, high: float) -> float:
    """The middle of two values, rounded to as few digits as keep it well between."""
    middle, room = (low + high) / 2, MIDDLE * (high - low)
    for digits in range(1, 16):
        rounded = round(middle, digits - 1 - floor(log10(abs(middle)))) if middle else 0.0
        if low + room <= rounded <= high - room:
            return float(rounded)
    return middle


def _hold(paths: Sequence[Sequence[float]], run: Run) -> int:
    """Months in a row up to the last, at most `MOST_HOLD`, in which all paths are where the signal fires."""
    months = 1
    while months < min(MOST_HOLD, len(paths[0])) and all(_is_in(run, path[-1 - months]) for path in paths):
        months += 1
    return months


def _is_in(run: Run, value: float) -> bool:
    return (run.above is None or value > run.above) and (run.up_to is None or value <= run.up_to)
