"""A sweep in words: what flips the order, how cost moves, what less of something costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from models.calendar import so_many_months
from models.numbers import plain
from models.sweep import Flip, Frontier, FrontierPoint, Measure, Row, Sweep, Swing, Value
from ui.figures import change, clean, percent, signed, usd

MEASURED: dict[Measure, str] = {
    "carbon": "carbon over the horizon",
    "lock_in": "highest unavoidable future payments",
    "vendors": "vendors paid over the horizon",
    "risk": "mean cost of the dearest cases (CVaR)",
}
"""Measures in words."""
UNIT: dict[Measure, tuple[str, float]] = {
    "carbon": ("t CO2e", 1e-3),
    "lock_in": ("USD, nominal", 1.0),
    "vendors": ("count", 1.0),
    "risk": ("USD, discounted", 1.0),
}
"""Unit in which a measure is shown, and the factor to it."""
MOST_FLIPS = 3
"""Flips told in sentences; all are in the table."""
STATUS = {
    "infeasible": "no plan can meet all limits",
    "no_plan": "no plan was found in time",
    "failed": "no plan to trust",
    "bad_input": "the changed scenario is none",
}


def head(sweep: Sweep) -> str:
    """What was looked at."""
    plans = sum(row.has_plan for row in sweep.rows)
    without = len(sweep.rows) - plans
    looked = f"{len(sweep.rows):,} points" + (f", {without:,} of them without a plan" if without else "")
    about = f"{clean(sweep.scenario)}, case {sweep.case}"
    cost = usd(sweep.base.objective_usd or 0.0)
    return f"{about}: as it is, {cost} discounted; {looked if sweep.design else 'cost against other aims'}."


def offers(sweep: Sweep, ids: Iterable[str]) -> str:
    """Offers by name in a list, `nothing` where there is none."""
    return ", ".join(clean(sweep.offers.get(known, known)) for known in ids) or "nothing"


def level(value: Value, *, is_factor: bool) -> str:
    """A level: `-20 %` of a factor, else the value."""
    if is_factor and not isinstance(value, str):
        return f"{100 * (float(value) - 1):+.3g} %"
    return plain(value) if isinstance(value, float) else str(value)


def reading(swing: Swing, value: Value) -> str:
    """An end of a bar of the tornado: `3.3 USD/pack/h` where the input is one number, else `-20 %`."""
    found = swing.value(value)
    if found is None:
        return level(value, is_factor=True)
    shown = plain(found) if isinstance(found, float) else str(found)
    return clean(f"{shown} {swing.unit}".rstrip())


def off(flip: Flip) -> str:
    """How far off: `12 % higher`."""
    return f"{percent(round(abs(flip.off), 2))} {'higher' if flip.off > 0 else 'lower'}"


def flip_sentence(sweep: Sweep, flip: Flip) -> str:
    """`The order flips if the price of X is 12 % higher: Y instead of Z.`"""
    if flip.nothing_fits:
        return f"Nothing fits any more if this is {off(flip)}: {clean(flip.axis)}."
    return f"The order flips if this is {off(flip)}: {clean(flip.axis)}. {_instead(sweep, flip)}"


def _instead(sweep: Sweep, flip: Flip) -> str:
    now = f"in the first {so_many_months(sweep.months_now)}"
    if flip.added and flip.dropped:
        return f"Then {offers(sweep, flip.added)} would be ordered {now} instead of {offers(sweep, flip.dropped)}."
    if flip.added:
        return f"Then {offers(sweep, flip.added)} would be ordered {now} as well."
    return f"Then {offers(sweep, flip.dropped)} would no longer be ordered {now}."


def flip_sentences(sweep: Sweep) -> list[str]:
    """What flips the order, nearest first, or that nothing does."""
    if sweep.design != "tornado":
        return []
    ordered = offers(sweep, sweep.base.first_orders)
    first = f"Ordered in the first {so_many_months(sweep.months_now)}: {ordered}."
    if not sweep.flips:
        if any(swing.changes_orders for swing in sweep.swings):
            return [
                first,
                "Some inputs flip the order within their range; how far off they must be was not looked for.",
            ]
        return [first, "No input flips the order within its range, one at a time."]
    return [first, *(flip_sentence(sweep, flip) for flip in sweep.flips[:MOST_FLIPS])]


def evidence_sentence(sweep: Sweep) -> str:
    """What the evidence line of the base plan says of the sweep; empty where it looked for no flip."""
    if sweep.design != "tornado" or not (sweep.flips or not any(swing.changes_orders for swing in sweep.swings)):
        return ""
    count = len({flip.axis for flip in sweep.flips})
    flip = f"{count:,} flip{'s' * (count == 1)}" if count else "none flips"
    said = f"Inputs off alone within their range, {len(sweep.swings):,} looked at: {flip} the order."
    return f"{said} {flip_sentence(sweep, sweep.flips[0])}" if count else said


def spread_sentences(sweep: Sweep) -> list[str]:
    """How cost and orders vary over the points of a grid or of draws."""
    costs = sorted(row.objective_usd for row in sweep.rows if row.objective_usd is not None)
    if sweep.design in (None, "tornado") or not costs:
        return []
    low, middle, high = (costs[round(share * (len(costs) - 1))] for share in (0.05, 0.5, 0.95))
    same = sum(row.has_plan and row.first_orders == sweep.base.first_orders for row in sweep.rows)
    ends = f"{usd(costs[0])} to {usd(costs[-1])}, discounted"
    nine = f"nine in ten between {usd(low)} and {usd(high)}"
    first = f"the offers ordered in the first {so_many_months(sweep.months_now)} are those of the base"
    return [
        f"Cost over the points: {ends}; in the middle {usd(middle)}, {nine}.",
        f"In {percent(same / len(costs))} of the points with a plan {first}: {offers(sweep, sweep.base.first_orders)}.",
    ]


def order_sets(sweep: Sweep) -> list[tuple[tuple[str, ...], list[Row]]]:
    """The points with a plan by what they order first, most points first."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in sweep.rows:
        if row.has_plan:
            found.setdefault(row.first_orders, []).append(row)
    return sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))


def cost_against(measure: Measure) -> str:
    """What is weighed against a measure: `Cost`, against risk `Expected cost`."""
    return "Expected cost" if measure == "risk" else "Cost"


def measure_header(measure: Measure) -> str:
    """A measure with its unit: `Carbon over the horizon [t CO2e]`."""
    words = MEASURED[measure]
    return f"{words[:1].upper()}{words[1:]} [{UNIT[measure][0]}]"


def amount(measure: Measure, value: float) -> str:
    """An amount of a measure with its unit."""
    if measure == "vendors":
        return f"{value:,.0f} vendor{'' if value == 1 else 's'}"
    return f"{plain(value / 1000)} t CO2e" if measure == "carbon" else usd(value)


def against(frontier: Frontier) -> str:
    """What is weighed against what: `Cost against carbon over the horizon`."""
    if frontier.cvar_alpha is None:
        return f"Cost against {MEASURED[frontier.measure]}"
    return f"Expected cost of one plan for all cases against the mean cost of {dearest_of(frontier)} (CVaR)"


def dearest_of(frontier: Frontier) -> str:
    """The cases that CVaR is the mean of: `the dearest 20 % of the cases`."""
    return f"the dearest {percent(1 - (frontier.cvar_alpha or 0.0))} of the cases"


def frontier_sentence(frontier: Frontier) -> str:
    """From the cheapest plan to the one with least of the measure, and what each step less costs."""
    if not frontier.points:
        return f"{against(frontier)}: there is no plan for all cases: {clean(frontier.problem)}."
    first, *_, last = (*frontier.points, frontier.points[-1])
    about = f"{against(frontier)}: the cheapest plan has {amount(frontier.measure, first.amount)}"
    end = _end(frontier)
    if len(frontier.points) == 1:
        return f"{about}; no plan with less was found{end}."
    more = signed(last.objective_usd - first.objective_usd, usd)
    least = amount(frontier.measure, last.amount)
    return f"{about}, the least found is {least} for {more}, discounted ({extra(first, last)}){end}."


def _end(frontier: Frontier) -> str:
    limit, word = frontier.infeasible_from, "with" if frontier.measure == "vendors" else "under"
    return "" if limit is None else f"; nothing fits {word} {amount(frontier.measure, limit)}"


def extra(first: FrontierPoint, point: FrontierPoint) -> str:
    """How much dearer a plan of the frontier is than its first."""
    base = first.objective_usd
    return change((point.objective_usd - base) / abs(base) if base else None)


def without_plan(sweep: Sweep) -> list[str]:
    """Why points have no plan, and how many."""
    said = Counter(
        f"{STATUS[row.status]}{f': {clean(row.message)}' if row.message else ''}"
        for row in sweep.rows
        if not row.has_plan
    )
    return [f"{count:,} point{'s' * (count != 1)}: {words}" for words, count in said.most_common()]
