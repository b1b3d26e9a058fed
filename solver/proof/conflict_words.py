"""Conflicts in sentences, from nothing but what `conflicts.json` holds: the same on every screen."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10

from models.conflict import Conflict, InConflict
from models.numbers import plain, usd

NOTICEABLE = 1e-6
"""Relative excess below this is numerical dust."""
SHARES = ("vendor_share", "capacity_share", "contract_mix")
"""Kinds whose limit is a share, while what they would have to give is an amount."""
COUNTED = ("packs", "accelerators", "racks", "replicas", "runs", "stacks", "modules")
"""Units of things that are counted, in the plural."""
ROUNDING = 1e-7
"""Relative excess over a round number that is the solver's."""
UNEXPLAINED = Conflict(
    limits=(),
    sentence="no plan meets whole packs, lead times and placement together; no single limit explains it",
)
SHORT = "short by "
AHEAD = {"exact": "", "at_least": "at least ", "at_most": "at most "}


def in_words(limit: InConflict) -> str:
    """How far a limit would have to give, and in which months."""
    if limit.by is None:
        return f"{limit.limit}: not enough alone"
    if not limit.by:
        return f"{limit.limit}: by next to nothing"
    months = sorted(limit.periods)
    span = f" from {months[0]} to {months[-1]}" if len(months) > 1 else f" in {months[0]}" if months else ""
    ahead, amount = AHEAD[limit.precision], _amount(limit, limit.by, limit.allowed or 0.0)
    said = amount.replace(SHORT, SHORT + ahead, 1) if amount.startswith(SHORT) else ahead + amount
    return f"{limit.limit}: {said}{span}"


def _amount(limit: InConflict, by: float, allowed: float) -> str:
    figure = plain if limit.precision == "at_least" else enough
    if limit.kind == "deferrable":
        return f"{figure(100 * by)} % more work than arrives within it would wait"
    if limit.kind in SHARES:
        side = "below" if limit.limit.startswith("least ") else "above"
        return f"{_things(figure(by), limit.unit)} {side} {plain(100 * allowed)} %"
    if limit.kind == "term":
        return f"{_things(figure(by), limit.unit)} would do"
    if limit.kind in ("simplicity", "expansion"):
        would_do = plain(allowed + ceil(by - NOTICEABLE))
        return f"a limit of {plain(allowed)} is too low, {would_do} would do"
    if limit.kind == "dispatch":
        share = figure(100 * by / allowed)
        return f"{share} % more of it would be missed ({figure(by)} of {plain(allowed)} {limit.unit})"
    if limit.kind == "maturity":
        return f"{figure(100 * by)} points above {plain(100 * allowed)} %"
    return f"{SHORT}{_things(figure(by), limit.unit)} of {plain(allowed)}"


def _things(number: str, unit: str) -> str:
    """A number and what is counted: `1 pack`, `3 packs of lease (36 months)`."""
    counted, *rest = unit.split(" ", 1)
    return " ".join((number, counted[:-1] if number == "1" and counted in COUNTED else counted, *rest))


def enough(value: float) -> str:
    """A number as `plain` shows it, but never less than it is: whoever gives what is said must have given enough."""
    place = 10.0 ** min(floor(log10(value)) - 2, 0)
    return plain(ceil(value / place * (1 - ROUNDING)) * place)


def sentence_of(limits: Sequence[InConflict]) -> str:
    """What each limit of a conflict would have to give; those that alone are not enough come last, by their names."""
    told = [limit.sentence for limit in limits if limit.by is not None]
    others = [limit.limit for limit in limits if limit.by is None]
    return "; or ".join([*told, *([f"{', '.join(others)}: not enough alone"] if others else [])])


def price_of(limits: Sequence[InConflict]) -> str:
    """What a plan costs at least once a rule has given so far, the cheapest first; empty where nothing is known."""
    priced = [(limit.limit, limit.plan_usd_at_least) for limit in limits if limit.plan_usd_at_least is not None]
    known = [f"{usd(amount)} if {limit} gives" for limit, amount in priced]
    return f"A plan then costs at least, discounted: {'; '.join(known)}." if known else ""
