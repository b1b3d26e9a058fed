"""Plans side by side: the same figures of each, with differences from the first, for screen, page and file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from data.plan_figures import fleet_series, rent_by_year, year_ends
from models.cents import rounded_to_sum
from models.costs import TERM
from models.names import Names
from models.plan import Plan
from models.vocabulary import ORDERED_MODES


class Compared(NamedTuple):
    """One figure of every plan, in the order of the plans."""

    name: str
    unit: str
    amounts: tuple[float, ...]
    is_total: bool = False

    @property
    def differences(self) -> tuple[float, ...]:
        """Every value less the first plan's."""
        return tuple(value - self.amounts[0] for value in self.amounts)

    @property
    def shares(self) -> tuple[float | None, ...]:
        """Differences as a share of the first plan's value; None where that is zero."""
        first = self.amounts[0]
        return tuple((value - first) / abs(first) if first else None for value in self.amounts)


def cost_rows(plans: Sequence[Plan]) -> list[Compared]:
    """Discounted cost by term [USD, whole dollars that add up], and the total."""
    names = [name for name in TERM if any(name in plan.costs.by_term_discounted for plan in plans)]
    rounded = [rounded_to_sum([p.costs.by_term_discounted.get(name, 0.0) for name in names], 0) for p in plans]
    rows = [
        Compared(name.replace("_", " "), "USD", tuple(float(parts[n]) for parts, _ in rounded))
        for n, name in enumerate(names)
    ]
    return [*rows, Compared("total", "USD", tuple(float(total) for _, total in rounded), is_total=True)]


def money_rows(plans: Sequence[Plan]) -> list[Compared]:
    """Totals of the money: discounted, nominal, due after the horizon [USD]."""
    return [
        Compared("total cost, discounted", "USD", tuple(plan.objective_usd for plan in plans)),
        Compared("total cost, nominal, less end value", "USD", tuple(plan.costs.total_nominal_usd for plan in plans)),
        Compared("due after the horizon, nominal", "USD", tuple(plan.due_after_horizon_usd for plan in plans)),
    ]


def capacity_rows(plans: Sequence[Plan]) -> list[Compared]:
    """Accelerators ordered by mode, and rented on average by calendar year."""
    ordered = [
        Compared(f"ordered: {mode}", "accelerators", tuple(_ordered(plan, mode) for plan in plans))
        for mode in ORDERED_MODES
        if mode != "dated" or any(_ordered(plan, mode) for plan in plans)
    ]
    by_year = [_total_by_month(rent_by_year(plan).values()) for plan in plans]
    rented = [
        Compared(f"rented in {year}, average over the hours", "accelerators", tuple(r.get(year, 0.0) for r in by_year))
        for year in _in_any(plan.periods[n].period[:4] for plan in plans for n in range(len(plan.periods)))
    ]
    return [*ordered, *rented]


def fleet_rows(plans: Sequence[Plan]) -> list[Compared]:
    """Accelerators in service at the end of each calendar year, by accelerator and site."""
    ends = [year_ends(plan) for plan in plans]
    names = merged_names(plans)
    fleets = [_by_place(plan, names) for plan in plans]
    last = [{month[:4]: month for month in months} for months in ends]
    return [
        Compared(
            f"{place}, end of {year}",
            "accelerators",
            tuple(
                fleet.get(place, {}).get(months.get(year, ""), 0.0) for fleet, months in zip(fleets, last, strict=True)
            ),
        )
        for place in _in_any(place for fleet in fleets for place in fleet)
        for year in _in_any(month[:4] for months in ends for month in months)
    ]


def carbon_rows(plans: Sequence[Plan]) -> list[Compared]:
    """Location-based carbon over the horizon; none for plans that do not say."""
    if not all(plan.sites for plan in plans):
        return []
    tonnes = tuple(sum(row.carbon_kg for row in plan.sites) / 1000 for plan in plans)
    return [Compared("carbon over the horizon, location-based", "t CO2e", tonnes)]


def proof_rows(plans: Sequence[Plan]) -> list[Compared]:
    """Gap and bound of each plan."""
    return [
        Compared("gap", "% of the cost that decisions change", tuple(100 * plan.gap for plan in plans)),
        Compared("no plan costs less than, discounted", "USD", tuple(round(plan.bound_usd, 2) for plan in plans)),
    ]


SECTIONS: dict[str, Callable[[Sequence[Plan]], list[Compared]]] = {
    "Money": money_rows,
    "Cost by term, discounted": cost_rows,
    "Accelerators": capacity_rows,
    "Fleet": fleet_rows,
    "Carbon": carbon_rows,
    "Proof": proof_rows,
}
"""What is compared, in reading order."""


def _ordered(plan: Plan, mode: str) -> float:
    return sum(order.accelerators for order in plan.orders if order.mode == mode)


def merged_names(plans: Sequence[Plan]) -> Names:
    """The names of all plans; where they call a record differently, the first plan that has a name for it counts."""
    merged: dict[str, dict[str, str]] = {field: {} for field in Names.model_fields}
    for plan in reversed(plans):
        for field, known in merged.items():
            known.update(getattr(plan.names, field))
    return Names(**{field: _told_apart(known) for field, known in merged.items()})


def _told_apart(names: dict[str, str]) -> dict[str, str]:
    """Names of which several plans may have given the same to different ids."""
    often = Counter(names.values())
    return {known: name if often[name] == 1 else f"{name} ({known})" for known, name in names.items()}


def _by_place(plan: Plan, names: Names) -> dict[str, dict[str, float]]:
    places: dict[str, dict[str, float]] = {}
    for source, series in fleet_series(plan).items():
        own = places.setdefault(names.pool(source.accelerator, source.site), {})
        for month, accelerators in series.items():
            own[month] = own.get(month, 0.0) + accelerators
    return places


def _total_by_month(series: Iterable[dict[str, float]]) -> dict[str, float]:
    totals: dict[str, float] = {}
    for values in series:
        for month, value in values.items():
            totals[month] = totals.get(month, 0.0) + value
    return totals


def _in_any(words: Iterable[str]) -> list[str]:
    return sorted(set(words))
