"""Laws of uncertainty. Reviews: in order of time, after the first month and inside the horizon; each splits the groups
before it. The weight of CVaR goes with the objective that knows it.

Like the other laws between records they work on the raw document; what has a wrong type is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from models.calendar import month_number, month_text
from models.raw import Location, Problem, rows, unknown


def review_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Broken laws, each with its place and a sentence."""
    policy = document.get("policy")
    rules = policy.get("uncertainty") if isinstance(policy, Mapping) else None
    if not isinstance(rules, Mapping):
        return
    if rules.get("objective") == "minimax_regret" and rules.get("risk_aversion"):
        at_risk = ("policy", "uncertainty", "risk_aversion")
        yield at_risk, "must be 0 with objective minimax_regret, which gives CVaR no weight; or take expected_and_cvar"
    cases = [str(row.get("id")) for _, row in rows(document, "cases")] or ["expected"]
    alike, last = [set(cases)], None
    for n, review in rows(rules, "reviews"):
        at = ("policy", "uncertainty", "reviews", n)
        month = review.get("month")
        if isinstance(month, str):
            yield from (((*at, "month"), sentence) for sentence in _misplaced(document, month, last))
            last = month
        groups = [_names(group) for group in review.get("groups") or ()]
        wrong = list(_groups(at, groups, cases, alike))
        yield from wrong
        alike = alike if wrong else [set(group) for group in groups or [[case] for case in cases]]


def _misplaced(document: Mapping[str, Any], month: str, last: str | None) -> Iterator[str]:
    horizon = document.get("horizon")
    first = horizon.get("start") if isinstance(horizon, Mapping) else None
    lengths = [horizon.get("periods"), horizon.get("months_per_period", 1)] if isinstance(horizon, Mapping) else []
    if last is not None and month <= last:
        yield f"{month} is not after the review before it, {last}"
    elif isinstance(first, str) and all(isinstance(length, int) for length in lengths):
        end = month_text(month_number(first) + lengths[0] * lengths[1] - 1)
        if not first < month <= end:
            yield f"{month} is not after the first month {first} and inside the horizon, which ends with {end}"


def _groups(at: Location, groups: list[list[str]], cases: list[str], alike: list[set[str]]) -> Iterator[Problem]:
    named = [name for group in groups for name in group]
    for g, group in enumerate(groups):
        for c, name in enumerate(group):
            if name not in cases:
                yield unknown((*at, "groups", g, c), name, "cases", set(cases))
        together = next((old for old in alike if old.issuperset(group)), None)
        if together is None and set(group) <= set(cases):
            yield (*at, "groups", g), "these cases could be told apart at an earlier review: they stay apart"
    if groups and sorted(named) != sorted(cases) and set(named) <= set(cases):
        odd = sorted({name for name in cases if named.count(name) != 1})
        yield (*at, "groups"), f"every case belongs to one group; not so: {', '.join(odd)}"


def _names(group: Any) -> list[str]:
    return [str(name) for name in group] if isinstance(group, list | tuple) else []
