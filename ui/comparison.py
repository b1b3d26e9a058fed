"""Plans of several cases side by side: absolute figures, and differences from one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from data.plan_figures import rent_by_year
from models.cents import rounded_to_sum
from models.costs import TERM
from models.plan import Plan
from models.vocabulary import FIRM_MODES
from ui.figures import clean, count, percent, words
from ui.report import STATUS, audit_line, horizon
from ui.tables import grid, point, section

Row = tuple[str, Sequence[float]]


def comparison(plans: Mapping[str, Plan], base: str) -> Group:
    """All plans side by side.

    Parameters
    ----------
    plans: plan by case, of the same scenario.
    base: the case from which differences are taken; a key of `plans`.
    """
    first = plans[base]
    ordered = {base: first} | {case: plan for case, plan in plans.items() if case != base}
    decisions = [point(f"{case}: {plan.decision}") for case, plan in ordered.items()]
    return Group(
        Text(clean(f"{first.provenance.scenario}, {horizon(first)}; differences are from case {base}"), style="dim"),
        section("Decisions", *decisions),
        section("Cost by term, discounted [USD]", _side_by_side(ordered, _cost_rows(ordered), _dollars)),
        section("Accelerators", _side_by_side(ordered, _capacity_rows(ordered), count)),
        section("Proof", _proof(ordered)),
    )


def _side_by_side(plans: Mapping[str, Plan], rows: Sequence[Row], show: Callable[[float], str]) -> RenderableType:
    """One column for the base case, an absolute and a difference for every other."""
    base, *others = plans
    columns = ["", f">{base}", *(f">{text}" for case in others for text in (case, "difference"))]
    body = [(name, show(first), *_with_difference(first, rest, show)) for name, (first, *rest) in rows]
    return grid(columns, body)


def _with_difference(first: float, rest: Sequence[float], show: Callable[[float], str]) -> list[str]:
    return [cell for value in rest for cell in (show(value), ("+" if value > first else "") + show(value - first))]


def _dollars(amount: float) -> str:
    return f"{round(amount) + 0:,}"


def _cost_rows(plans: Mapping[str, Plan]) -> list[Row]:
    names = [name for name in TERM if any(name in plan.costs.by_term_discounted for plan in plans.values())]
    rounded = [rounded_to_sum([p.costs.by_term_discounted.get(name, 0.0) for name in names], 0) for p in plans.values()]
    rows = [(words(name), [float(parts[n]) for parts, _ in rounded]) for n, name in enumerate(names)]
    return [*rows, ("total", [float(total) for _, total in rounded])]


def _capacity_rows(plans: Mapping[str, Plan]) -> list[Row]:
    values = list(plans.values())
    rows: list[Row] = [
        (f"ordered: {mode}", [sum(o.accelerators for o in plan.orders if o.mode == mode) for plan in values])
        for mode in FIRM_MODES
    ]
    years = list(dict.fromkeys(period.period[:4] for period in values[0].periods))
    for year in years:
        rented = [sum(series[year] for series in rent_by_year(plan).values()) for plan in values]
        rows.append((f"rented in {year}, average over the hours", rented))
    return rows


def _proof(plans: Mapping[str, Plan]) -> RenderableType:
    rows = [(case, STATUS[plan.status], percent(plan.gap), _dollars(plan.bound_usd)) for case, plan in plans.items()]
    audits = [point(f"{case}: {audit_line(plan.audit)}") for case, plan in plans.items()]
    return Group(grid(("Case", "Status", ">Gap", ">No plan costs less than [USD]"), rows), Text(), *audits)
