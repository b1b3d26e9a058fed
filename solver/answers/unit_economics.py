"""What a useful unit of every workload costs by cost term, and is worth, year by year and over the horizon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from math import fsum

from models.cents import rounded_to_sum
from models.costs import COST_TERMS
from models.derived import ServiceUse
from models.unit_economics import IDLE_HEADROOM, NAIVE_TERMS, UnitCost, UnitPart
from solver.answers.charging import Charges
from solver.answers.use import Use
from solver.sizing.demand import value_per_unit

ORDER = {name: n for n, name in enumerate((*(term.name for term in COST_TERMS), IDLE_HEADROOM))}
"""Parts as they are listed: the register, then what is idle."""
Cents = Mapping[str, Decimal]
"""USD by part, in cents."""
Worth = dict[tuple[str, int], tuple[float, float]]
"""Value of what is served and of what is missed by workload, or queue of one, and period [USD]; no value, no row."""


def unit_economics(
    charged: Charges, service: Sequence[ServiceUse], label: Callable[[int], str], worth: Worth
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
    return (*(_with_value(row, worth, label) for row in found), *_nobody(charged))


def _with_value(row: UnitCost, worth: Worth, label: Callable[[int], str]) -> UnitCost:
    """The row with value and margin; as it is where its work states no value."""
    own = [each for (w, t), each in worth.items() if w == row.workload and row.year in (None, int(label(t)[:4]))]
    if not own:
        return row
    value, lost = (round(fsum(amounts), 2) for amounts in zip(*own, strict=True))
    each = 1000 / row.units_served if row.units_served else None
    return row.model_copy(
        update={
            "value_usd": value,
            "value_usd_per_1000_units": None if each is None else each * value,
            "margin_usd_per_1000_units": None if each is None else each * (value - (row.cost_usd - lost)),
        }
    )


def worth_of(use: Use) -> Worth:
    """Value served, and value lost by what is missed, of all work that states one."""
    x, found = use.x, Worth()
    for w in (stream for stream in x.streams if stream.has_value):
        works = [i for i, work in enumerate(x.works) if work.workload.id == w.id]
        for t in range(x.T):
            each = value_per_unit(x.scenario, w, t)
            served = fsum(use.served(r, t) for i in works for r in x.arcs_of_work[i])
            found[w.id, t] = each * served, each * fsum(use.missed[i][t] for i in works)
    return found


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
