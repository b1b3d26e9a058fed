"""Plans side by side: absolute figures, and differences from one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from data.plan_comparison import Compared, capacity_rows, carbon_rows, cost_rows
from models.numbers import plain
from models.plan import Plan
from ui.case_report import side_by_side
from ui.cost_report import horizon
from ui.figures import change, clean, count, percent, signed, whole_usd
from ui.report import STATUS, audit_line
from ui.tables import grid, point, section


def comparison(plans: Mapping[str, Plan], base: str) -> Group:
    """All plans side by side.

    Parameters
    ----------
    plans: plan by case, or by name.
    base: the one from which differences are taken; a key of `plans`.
    """
    ordered = {base: plans[base]} | {name: plan for name, plan in plans.items() if name != base}
    names, values = list(ordered), list(ordered.values())
    carbon = carbon_rows(values)
    decisions = [point(f"{name}: {plan.decision}") for name, plan in ordered.items()]
    return Group(
        Text(clean(f"{_of_what(values)}; differences are from {base}"), style="dim"),
        section("Decisions", *decisions),
        *side_by_side(ordered),
        section("Cost by term, discounted [USD]", _side_by_side(names, cost_rows(values), whole_usd)),
        section("Accelerators", _side_by_side(names, capacity_rows(values), count)),
        *([section("Carbon [t CO2e]", _side_by_side(names, carbon, plain))] if carbon else []),
        section("Proof", _proof(ordered)),
    )


def _of_what(plans: Sequence[Plan]) -> str:
    """Scenario and planned time where all plans share them."""
    about = dict.fromkeys(f"{plan.provenance.scenario}, {horizon(plan)}" for plan in plans)
    return " | ".join(about)


def _side_by_side(names: Sequence[str], rows: Sequence[Compared], show: Callable[[float], str]) -> RenderableType:
    """One column for the base, an absolute, a difference and a percentage for every other."""
    base, *others = names
    columns = ["", f">{base}", *(f">{text}" for name in others for text in (name, "difference", "%"))]
    return grid(columns, [(row.name, show(row.amounts[0]), *_others(row, show)) for row in rows])


def _others(row: Compared, show: Callable[[float], str]) -> list[str]:
    found = zip(row.amounts, row.differences, row.shares, strict=True)
    return [cell for value, off, share in list(found)[1:] for cell in (show(value), signed(off, show), change(share))]


def _proof(plans: Mapping[str, Plan]) -> RenderableType:
    rows = [(name, STATUS[plan.status], percent(plan.gap), whole_usd(plan.bound_usd)) for name, plan in plans.items()]
    audits = [point(f"{name}: {audit_line(plan.audit)}") for name, plan in plans.items()]
    return Group(grid(("Plan", "Status", ">Gap", ">No plan costs less than [USD]"), rows), Text(), *audits)
