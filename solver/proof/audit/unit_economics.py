"""Cost of a useful unit by cost term: every part of every workload and year, computed again."""

from __future__ import annotations

from decimal import Decimal

from models.plan import Plan
from models.unit_economics import NAIVE_TERMS, UnitCost
from solver.proof.audit.charges import Charges
from solver.proof.audit.launching import value_per_unit
from solver.proof.audit.notes import CENT, Notes
from solver.proof.audit.offers import exact
from solver.proof.audit.use import Use
from solver.proof.audit.ways import Parts, put

EXACT = 1e-9
"""Share by which sums of floats may differ."""
Row = tuple[str | None, int | None]
"""A workload and a year; None for what belongs to no workload, and for the whole horizon."""


def check_unit_economics(plan: Plan, use: Use, charges: Charges, notes: Notes) -> None:
    """Every row is there, its parts are those of the scenario's prices and add to its cost, costs to the total.

    Plans made before it was stated have no rows.
    """
    if not plan.unit_economics:
        return
    own, periods = _own(use, charges), len(use.time.labels)
    notes.once("unit_economics", ((row.workload, row.year) for row in plan.unit_economics))
    for row in plan.unit_economics:
        where = f"unit_economics ({row.workload or 'no workload'}, {row.year or 'horizon'})"
        parts = own.pop((row.workload, row.year), None)
        if parts is None:
            notes.sentences.append(f"{where}: there is no such workload or year, or no cost")
            continue
        in_year = [t for t in range(periods) if row.year in (None, _year(use, t))]
        _check_parts(row, parts, CENT * len(in_year), where, notes)
        _check_units(row, use, in_year, where, notes)
        _check_value(row, use, in_year, where, notes)
    for (workload, year), parts in own.items():
        if workload is not None or abs(sum(parts.values(), Decimal(0))) > CENT * periods:
            whose = workload or "no workload"
            notes.sentences.append(f"unit_economics ({whose}, {year or 'horizon'}): the row is missing")
    whole = sum((exact(row.cost_usd) for row in plan.unit_economics if row.year is None), Decimal(0))
    notes.near("unit_economics", "sum of costs [USD]", float(whole), plan.costs.total_nominal_usd, CENT / 100)
    _check_service(plan, notes)


def _year(use: Use, period: int) -> int:
    return int(use.time.labels[period][:4])


def _own(use: Use, charges: Charges) -> dict[Row, Parts]:
    found: dict[Row, Parts] = {}
    rows = [(workload, t, parts) for (workload, t), parts in charges.parts.items()]
    nobody = [(None, t, {reason: usd}) for (reason, _, t), usd in charges.of_nobody.items()]
    for workload, t, parts in (*rows, *nobody):
        for year in (None, _year(use, t)):
            put(found.setdefault((workload, year), {}), parts)
    return found


def _check_parts(row: UnitCost, own: Parts, slack: float, where: str, notes: Notes) -> None:
    """Parts are rounded in every period: each may be off by a cent for every one of them."""
    notes.once(where, (part.part for part in row.parts))
    left = dict(own)
    for part in row.parts:
        usd = float(left.pop(part.part, Decimal(0)))
        notes.near(where, f"{part.part} [USD]", part.cost_usd, usd, slack)
        each = 1000 * part.cost_usd / row.units_served if row.units_served else None
        notes.figure(where, f"{part.part} [USD per 1,000 units]", part.usd_per_1000_units, each)
    for name, missing in left.items():
        notes.near(where, f"{name}, which is missing [USD]", 0.0, float(missing), slack)
    total = sum((exact(part.cost_usd) for part in row.parts), Decimal(0))
    notes.near(where, "sum of parts [USD]", row.cost_usd, float(total), CENT / 100)
    naive = sum((exact(part.cost_usd) for part in row.parts if part.part in NAIVE_TERMS), Decimal(0))
    for field, amount in (("usd_per_1000_units", total), ("naive_usd_per_1000_units", naive)):
        each = 1000 * float(amount) / row.units_served if row.units_served else None
        notes.figure(where, field, getattr(row, field), each)


def _check_units(row: UnitCost, use: Use, periods: list[int], where: str, notes: Notes) -> None:
    if row.workload is None:
        notes.same(where, "unit", (row.unit, row.units_served), ("", 0.0))
        return
    served = sum(
        use.units_from(key, t, pool)
        for key in use.keys(row.workload)
        for t in periods
        for pool in use.serving.get((key, t), {})
    )
    notes.same(where, "unit", row.unit, use.facts.streams[row.workload].service_unit.rsplit("/", 1)[0])
    notes.figure(where, "units_served", row.units_served, served)


def _check_value(row: UnitCost, use: Use, periods: list[int], where: str, notes: Notes) -> None:
    """Value of the units served, and the margin; value lost by what is missed is no payment."""
    facts, stated = use.facts, (row.value_usd, row.value_usd_per_1000_units, row.margin_usd_per_1000_units)
    is_worth = row.workload is not None and facts.streams[row.workload].has_value
    if row.workload is None or not is_worth or row.value_usd is None:
        notes.same(where, "value", (row.value_usd is not None, *stated[1:]), (is_worth, None, None))
        return
    value = lost = Decimal(0)
    for key, t in ((key, t) for key in use.keys(row.workload) for t in periods):
        each, demand = value_per_unit(facts, facts.streams[row.workload], t), facts.demand[key]
        value += each * exact(sum(use.units_from(key, t, pool) for pool in use.serving.get((key, t), {})))
        lost += each * exact(sum(demand.arriving[q] * use.state.miss[key][q] for q in use.time.slots_of(t)))
    notes.near(where, "value_usd [USD]", row.value_usd, float(value), CENT + EXACT * float(value))
    for said, amount in zip(stated[1:], (value, value - exact(row.cost_usd) + lost), strict=True):
        if said is None or not row.units_served:
            notes.same(where, "whether 1,000 units have a value and a margin", said is not None, row.units_served > 0)
        else:
            own, slack = float(1000 * amount) / row.units_served, 2000 * CENT / row.units_served
            notes.near(where, "value or margin of 1,000 units [USD]", said, own, slack + EXACT * abs(own))


def _check_service(plan: Plan, notes: Notes) -> None:
    """Costs by year are those of the rows of `service` and `unassigned`, to the cent."""
    sums: dict[Row, Decimal] = {}
    paid = [(row.workload, row.period, row.cost_usd) for row in plan.service]
    for workload, period, usd in (*paid, *((None, row.period, row.cost_usd) for row in plan.unassigned)):
        for year in (None, int(period[:4])):
            sums[workload, year] = sums.get((workload, year), Decimal(0)) + exact(usd)
    for row in plan.unit_economics:
        usd = float(sums.get((row.workload, row.year), Decimal(0)))
        where = f"unit_economics ({row.workload or 'no workload'}, {row.year or 'horizon'})"
        notes.near(where, "cost_usd, of `service` and `unassigned` [USD]", row.cost_usd, usd, CENT / 100)
