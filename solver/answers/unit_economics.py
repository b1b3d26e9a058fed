"""What a useful unit of every workload costs by cost term, year by year and over the horizon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from models.cents import rounded_to_sum
from models.costs import COST_TERMS
from models.derived import ServiceUse
from models.unit_economics import IDLE_HEADROOM, NAIVE_TERMS, UnitCost, UnitPart
from solver.answers.charging import Charges

ORDER = {name: n for n, name in enumerate((*(term.name for term in COST_TERMS), IDLE_HEADROOM))}
"""Parts as they are listed: the register, then what is idle."""
Cents = Mapping[str, Decimal]
"""USD by part, in cents."""


def unit_economics(
    charged: Charges, service: Sequence[ServiceUse], label: Callable[[int], str]
) -> tuple[UnitCost, ...]:
    """A waterfall for every workload and year, the same over the horizon first, then what belongs to no workload."""
    amounts: dict[tuple[str, int], list[Cents]] = defaultdict(list)
    for (workload, t), usd in charged.by_workload.items():
        amounts[workload, int(label(t)[:4])].append(_in_cents(charged.parts[workload, t], usd))
    served: dict[tuple[str, int], float] = defaultdict(float)
    units = {row.workload: row.unit.rsplit("/", 1)[0] for row in service}
    for row in service:
        served[row.workload, int(row.period[:4])] += row.units_served
    found = [_row(w, units[w], served, amounts, year) for w in units for year in (None, *_years(amounts, w))]
    return (*found, *_nobody(charged))


def _in_cents(parts: Mapping[str, float], usd: float) -> Cents:
    """Parts rounded so that they add to a cost in cents."""
    names = sorted((name for name, part in parts.items() if part), key=lambda name: ORDER[name])
    return dict(zip(names, rounded_to_sum([parts[name] for name in names], total=usd)[0], strict=True))


def _years(amounts: Mapping[tuple[str, int], object], workload: str) -> list[int]:
    return sorted(year for name, year in amounts if name == workload)


def _row(
    workload: str,
    unit: str,
    served: Mapping[tuple[str, int], float],
    amounts: Mapping[tuple[str, int], Sequence[Cents]],
    year: int | None,
) -> UnitCost:
    years = _years(amounts, workload) if year is None else [year]
    parts = _sum(cents for y in years for cents in amounts[workload, y])
    return unit_cost(workload, year, unit, sum(served[workload, y] for y in years), parts)


def unit_cost(workload: str | None, year: int | None, unit: str, units: float, parts: Cents) -> UnitCost:
    """A waterfall of parts in cents."""

    def each(usd: Decimal) -> float | None:
        return 1000 * float(usd) / units if units else None

    naive = sum((usd for name, usd in parts.items() if name in NAIVE_TERMS), Decimal(0))
    total = sum(parts.values(), Decimal(0))
    return UnitCost(
        workload=workload,
        year=year,
        unit=unit,
        units_served=units,
        cost_usd=float(total),
        usd_per_1000_units=each(total),
        naive_usd_per_1000_units=each(naive),
        parts=tuple(UnitPart(part=n, cost_usd=float(v), usd_per_1000_units=each(v)) for n, v in parts.items() if v),
    )


def _sum(found: Iterator[Cents]) -> Cents:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for parts in found:
        for name, usd in parts.items():
            sums[name] += usd
    return {name: sums[name] for name in sorted(sums, key=lambda name: ORDER.get(name, len(ORDER)))}


def _nobody(charged: Charges) -> Iterator[UnitCost]:
    """What belongs to no workload by its reason."""
    rows: list[tuple[int, Cents]] = [
        (int(row.period[:4]), {row.reason: Decimal(repr(row.cost_usd))}) for row in charged.unassigned
    ]
    for year in (None, *sorted({y for y, _ in rows})) if rows else ():
        parts = _sum(parts for y, parts in rows if year in (None, y))
        yield unit_cost(None, year, "", 0.0, parts)
